import { spawn, type IPty } from 'node-pty';
import { PaneScreen } from '../../src/pty/index.js';
import type { Scenario } from './scenario.js';
import { until } from './until.js';

export interface PersonOptions {
  readonly cols?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const longEnoughMs = 15_000;

/** A person in front of a terminal with a screen, in which one program runs. */
export class Person {
  readonly screen: PaneScreen;
  readonly #terminal: IPty;
  /** Everything the program has written. */
  written = '';
  exitCode: number | undefined;

  static async at(
    scenario: Scenario,
    command: readonly [file: string, ...args: string[]],
    { cols = 80, rows = 24, env = {} }: PersonOptions = {},
  ): Promise<Person> {
    const screen = await PaneScreen.open({ cols, rows });
    scenario.atEnd(() => screen.dispose());
    const [file, ...args] = command;
    // What the tests run in may want no colours; it is the person who decides.
    const { NO_COLOR: _, FORCE_COLOR: __, ...surroundings } = scenario.environment;
    const terminal = spawn(file, args, {
      name: 'xterm-256color',
      cols,
      rows,
      env: { ...surroundings, TERM: 'xterm-256color', XDG_STATE_HOME: scenario.stateHome, ...env },
    });
    return new Person(screen, terminal);
  }

  private constructor(screen: PaneScreen, terminal: IPty) {
    this.screen = screen;
    this.#terminal = terminal;
    terminal.onData((data) => {
      this.written += data;
      void screen.write(data);
    });
    terminal.onExit(({ exitCode }) => (this.exitCode = exitCode));
  }

  get pid(): number {
    return this.#terminal.pid;
  }

  type(text: string): void {
    this.#terminal.write(text);
  }

  resize(cols: number, rows: number): void {
    this.screen.resize(cols, rows);
    this.#terminal.resize(cols, rows);
  }

  /** Waits until the screen shows it, and gives the screen. */
  async sees(pattern: RegExp, withinMs: number = longEnoughMs): Promise<string> {
    await until(() => pattern.test(this.screen.text()), {
      what: () => `${pattern} is seen; the screen shows\n${this.screen.text()}`,
      withinMs,
    });
    return this.screen.text();
  }

  async seesNoMore(pattern: RegExp): Promise<void> {
    await until(() => !pattern.test(this.screen.text()), {
      what: () => `${pattern} is seen no more; the screen shows\n${this.screen.text()}`,
      withinMs: longEnoughMs,
    });
  }

  async leaves(): Promise<number> {
    await until(() => this.exitCode !== undefined, {
      what: () => `the program has ended; the screen shows\n${this.screen.text()}`,
      withinMs: longEnoughMs,
    });
    return this.exitCode ?? -1;
  }
}

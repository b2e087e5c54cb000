import type { KillReport, PaneTracker, RootExit } from '../../index.js';
import { exitOf, type spawnPty } from '../../pty/index.js';
import type { RemoteScreen } from '../screens/remote-screen.js';
import type * as wire from '../wire/index.js';
import type { Foreground } from '../../platform/foreground.js';
import { PaneName, type PaneNameParts, type Told } from './pane-name.js';
import { PaneOutput } from './pane-output.js';
import { Soon } from './soon.js';

type Terminal = Awaited<ReturnType<typeof spawnPty>>;

export interface PaneParts {
  readonly tracker: PaneTracker;
  readonly terminal: Terminal;
  readonly screen: RemoteScreen;
  readonly size: { readonly cols: number; readonly rows: number };
  readonly named: PaneNameParts;
  readonly described: Pick<wire.Pane, 'command' | 'runId'>;
  /** What is in the foreground of its terminal now. */
  readonly foreground: (leader: number) => Foreground | undefined;
  readonly onChange: (pane: Pane) => void;
  readonly onReady: (output: PaneOutput) => void;
}

/** A program in a terminal, and the screen that remembers what it shows. */
export class Pane {
  readonly output: PaneOutput;
  readonly #parts: PaneParts;
  readonly #openedAt = Date.now();
  #size: { readonly cols: number; readonly rows: number };
  #resizes = 0;
  readonly #name: PaneName;
  /** A shell forks a moment after it was told to; a program that prints all the time changes rarely. */
  readonly #looks = new Soon(() => this.#look(), { afterMs: 50, leastGapMs: 500 });
  #state: wire.Pane['state'] = 'running';
  #exit: RootExit | undefined;

  constructor(parts: PaneParts) {
    const { tracker, terminal, screen, onReady } = parts;
    this.#parts = parts;
    this.#size = parts.size;
    this.#name = new PaneName(parts.named);
    const { blockId, generation } = tracker;
    this.output = new PaneOutput({
      scope: { blockId, generation },
      emulator: screen,
      source: terminal,
      onReady,
    });
    terminal.onData((data) => {
      this.output.receive(data);
      this.lookSoon();
    });
    void exitOf(terminal).then((exit) => this.#exited(exit));
  }

  get blockId(): string {
    return this.#parts.tracker.blockId;
  }

  get generation(): number {
    return this.#parts.tracker.generation;
  }

  /** What a client is told. */
  describe(): wire.Pane {
    const { blockId, generation } = this;
    const { described, terminal } = this.#parts;
    return {
      blockId,
      generation,
      ...described,
      ...this.#name.described,
      ...this.#size,
      resizes: this.#resizes,
      state: this.#state,
      pid: terminal.pid,
      exitCode: this.#exit?.exitCode,
      signal: this.#exit?.signal,
      openedAt: this.#openedAt,
    };
  }

  /** Whether there was a program to read it. */
  write(data: string): boolean {
    if (this.#exit !== undefined) return false;
    this.#parts.terminal.write(data);
    return true;
  }

  resize(cols: number, rows: number): void {
    const { terminal } = this.#parts;
    if (this.#size.cols === cols && this.#size.rows === rows) return;
    this.#size = { cols, rows };
    this.#resizes++;
    // The terminal of a program that has ended is gone; what it has left on the screen is still to be read.
    if (this.#exit === undefined) terminal.resize(cols, rows);
    this.output.resize(cols, rows);
    this.#parts.onChange(this);
  }

  rename(title: string): void {
    const before = this.#name.described.title;
    this.#name.rename(title);
    if (this.#name.described.title !== before) this.#parts.onChange(this);
  }

  /** Its program has told its terminal something of itself. */
  told(told: Told): void {
    const { foreground, terminal } = this.#parts;
    this.#name.tell(told, foreground(terminal.pid)?.group);
    this.lookSoon();
  }

  /** Something has happened that may have changed what is in the foreground. */
  lookSoon(): void {
    if (this.#exit === undefined) this.#looks.request();
  }

  closing(): void {
    if (this.#state === 'closing') return;
    this.#state = 'closing';
    this.#parts.onChange(this);
  }

  /** Where nothing could be ended the program is hung up, as by any terminal that is closed. */
  close({ status }: Pick<KillReport, 'status'>): void {
    const { terminal, screen } = this.#parts;
    this.output.close();
    this.#looks.stop();
    screen.dispose();
    if (this.#exit !== undefined) return;
    if (status === 'untracked') terminal.kill();
  }

  #look(): void {
    const { foreground, terminal } = this.#parts;
    if (this.#exit !== undefined) return;
    if (this.#name.see(foreground(terminal.pid))) this.#parts.onChange(this);
  }

  #exited(exit: RootExit): void {
    this.#exit = exit;
    if (this.#state === 'running') this.#state = 'exited';
    this.#parts.onChange(this);
  }
}

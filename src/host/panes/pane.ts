import type { KillReport, PaneTracker, RootExit } from '../../index.js';
import { exitOf, type spawnPty } from '../../pty/index.js';
import type { RemoteScreen } from '../screens/remote-screen.js';
import type * as wire from '../wire/index.js';
import { PaneOutput } from './pane-output.js';

type Terminal = Awaited<ReturnType<typeof spawnPty>>;

export interface PaneParts {
  readonly tracker: PaneTracker;
  readonly terminal: Terminal;
  readonly screen: RemoteScreen;
  readonly size: { readonly cols: number; readonly rows: number };
  readonly described: Pick<wire.Pane, 'title' | 'command' | 'cwd' | 'runId'>;
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
  #title: string;
  #state: wire.Pane['state'] = 'running';
  #exit: RootExit | undefined;

  constructor(parts: PaneParts) {
    const { tracker, terminal, screen, onReady } = parts;
    this.#parts = parts;
    this.#size = parts.size;
    this.#title = parts.described.title;
    const { blockId, generation } = tracker;
    this.output = new PaneOutput({
      scope: { blockId, generation },
      emulator: screen,
      source: terminal,
      onReady,
    });
    terminal.onData((data) => this.output.receive(data));
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
      title: this.#title,
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
    if (this.#title === title) return;
    this.#title = title;
    this.#parts.onChange(this);
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
    screen.dispose();
    if (this.#exit !== undefined) return;
    if (status === 'untracked') terminal.kill();
  }

  #exited(exit: RootExit): void {
    this.#exit = exit;
    if (this.#state === 'running') this.#state = 'exited';
    this.#parts.onChange(this);
  }
}

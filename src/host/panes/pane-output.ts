import type { NumberedScreen } from '../screens/remote-screen.js';
import type { Screen } from '../wire/index.js';
import { PaneWatch, type Watcher } from './pane-watch.js';
import { Patience } from './patience.js';
import { wholeLength } from './whole-sequences.js';

/** The terminal that follows a pane; RemoteScreen fits. */
interface Emulator {
  /** Calls back with the size of each part that is on the screen. */
  write(data: string, onShown: (size: number) => void): void;
  resize(cols: number, rows: number): void;
  /** As it is once all has been shown that was written before; of the scrollback about so much. */
  read(mostScrollback: number): Promise<NumberedScreen>;
}

/** What a pane's program writes to; a terminal of node-pty fits. */
interface Source {
  pause(): void;
  resume(): void;
}

/** So much of a program's output may wait before it is made to wait itself, and so little lets it go on. */
const mostPending = 262_144;
const fewPending = 65_536;
/** So much may have been passed on that the screen does not show yet; it bounds what is held for who awaits a screen. */
const mostUnshown = 262_144;
/** Of scrollback, in UTF-16 units: what a watcher begins with, what follows when it is quiet, what the API gives. */
const firstScrollback = 131_072;
const fullScrollback = 524_288;
const largestScrollback = 4_194_304;
const quietMs = 250;

export interface PaneOutputParts {
  readonly scope: { readonly blockId: string; readonly generation: number };
  readonly emulator: Emulator;
  readonly source: Source;
  /** Called when there is something to pump. */
  readonly onReady: (output: PaneOutput) => void;
}

/**
 * The way from a program to those who watch its terminal: each chunk goes to all watchers at once, and to the screen,
 * which takes it when it can. Whoever comes or comes back is given the screen with what was passed on since it was read.
 */
export class PaneOutput {
  readonly #parts: PaneOutputParts;
  readonly #watches = new Map<Watcher, PaneWatch>();
  readonly #patience = new Patience(() => this.#losePatience());
  /** A sequence that has not come to its end; a screen in the midst of it would show the rest as text. */
  #begun = '';
  #pending: string[] = [];
  #pendingSize = 0;
  /** What the watchers were sent and the screen was given. */
  #offset = 0;
  #unshown = 0;
  #lostOffset: number | undefined;
  #isSourcePaused = false;
  #quiet: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(parts: PaneOutputParts) {
    this.#parts = parts;
  }

  get pendingSize(): number {
    return this.#pendingSize;
  }

  receive(data: string): void {
    if (this.#isClosed) return;
    const text = this.#begun === '' ? data : `${this.#begun}${data}`;
    const size = wholeLength(text);
    this.#begun = text.slice(size);
    if (size === 0) return;
    this.#pending.push(text.slice(0, size));
    this.#pendingSize += size;
    if (this.#pendingSize > mostPending && !this.#isSourcePaused) {
      this.#isSourcePaused = true;
      this.#parts.source.pause();
    }
    this.#wake();
  }

  /** Asked again, it begins with the screen again. */
  watch(watcher: Watcher): void {
    this.#watches.get(watcher)?.end();
    this.#watches.set(watcher, new PaneWatch(watcher));
    this.#wake();
  }

  unwatch(watcher: Watcher): void {
    this.#watches.get(watcher)?.end();
    this.#watches.delete(watcher);
    this.#wake();
  }

  /** The watcher has shown everything up to there. */
  seen(watcher: Watcher, offset: number): void {
    const watch = this.#watches.get(watcher);
    if (watch === undefined) return;
    watch.seen(offset);
    if (watch.awaitsRows) this.#completeWhenQuiet();
    this.#wake();
  }

  /** As of now, for whoever does not watch. Rejects with Refusal `not-found` when the pane is closed meanwhile. */
  async screen(): Promise<Screen> {
    this.#passAll();
    return this.#read(largestScrollback);
  }

  /** What was printed before is shown in the size it was printed for. */
  resize(cols: number, rows: number): void {
    this.#passAll();
    this.#parts.emulator.resize(cols, rows);
  }

  /** What the screen showed is gone; it goes on from a blank one. */
  lose(error: Error): void {
    this.#lostOffset = this.#offset;
    for (const watch of this.#watches.values()) watch.lost(error);
  }

  /** Passes on about so much; what the program wrote in one piece stays in one piece. */
  pump(share: number): void {
    if (this.#isClosed) return;
    this.#askFor((watch) => watch.state === 'waiting', { mostScrollback: firstScrollback, isLast: false });
    if (this.#pendingSize > 0 && this.#mayPass()) this.#pass(this.#take(share));
    this.#wake();
  }

  close(): void {
    this.#isClosed = true;
    this.#patience.stop();
    clearTimeout(this.#quiet);
    for (const watch of this.#watches.values()) watch.end();
    this.#watches.clear();
    this.#pending = [];
    this.#pendingSize = 0;
  }

  #wake(): void {
    if (this.#isClosed) return;
    // What nobody is shown costs next to nothing here, and takes nobody's turn.
    if (!this.#some(({ state }) => state !== 'behind')) return this.#passWhatMay();
    const hasWaiting = this.#some((watch) => watch.state === 'waiting');
    if (hasWaiting || (this.#pendingSize > 0 && this.#mayPass())) this.#parts.onReady(this);
  }

  #passWhatMay(): void {
    while (this.#pendingSize > 0 && this.#mayPass()) this.#pass(this.#take(mostUnshown - this.#unshown));
  }

  /** As far as the screen keeps up: whoever asks often must not fill its thread. */
  #passAll(): void {
    while (this.#pendingSize > 0 && this.#unshown < mostUnshown) {
      this.#pass(this.#take(mostUnshown - this.#unshown));
    }
  }

  /** Those that the screen is on its way to are held what comes after it. */
  #askFor(isMeant: (watch: PaneWatch) => boolean, how: { mostScrollback: number; isLast: boolean }): void {
    const meant = [...this.#watches.values()].filter(isMeant);
    if (meant.length === 0) return;
    for (const watch of meant) watch.asked();
    this.#read(how.mostScrollback).then(
      (screen) => {
        for (const watch of meant) watch.show(screen, how);
        if (!how.isLast) this.#completeWhenQuiet();
        return this.#wake();
      },
      // It is rejected only where the pane is closed.
      () => undefined,
    );
  }

  async #read(mostScrollback: number): Promise<Screen> {
    const { scope, emulator } = this.#parts;
    const offset = this.#offset;
    const screen = await emulator.read(mostScrollback);
    return { ...scope, offset, ...screen, lostOffset: this.#lostOffset };
  }

  /** The rest of the scrollback takes a slow line some time, so it comes when there is nothing else to show. */
  #completeWhenQuiet(): void {
    if (this.#isClosed || !this.#some((watch) => watch.lacksRows)) return;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      this.#askFor((watch) => watch.awaitsRows, { mostScrollback: fullScrollback, isLast: true });
    }, quietMs).unref();
  }

  /** As fast as the fastest watcher, for a while, so that a page that shows all of it misses nothing. */
  #mayPass(): boolean {
    if (this.#unshown >= mostUnshown) return false;
    const current = [...this.#watches.values()].filter(({ state }) => state === 'current');
    if (current.length === 0 || current.some(({ hasRoom }) => hasRoom)) return true;
    this.#patience.wait();
    return false;
  }

  #losePatience(): void {
    for (const watch of this.#watches.values()) watch.fallBehindIfFull();
    this.#wake();
  }

  #pass(data: string): void {
    this.#patience.stop();
    const from = this.#offset;
    this.#offset += data.length;
    this.#unshown += data.length;
    for (const watch of this.#watches.values()) watch.pass(from, data);
    this.#completeWhenQuiet();
    this.#parts.emulator.write(data, (size) => {
      this.#unshown -= size;
      this.#wake();
    });
  }

  #take(share: number): string {
    let size = 0;
    let count = 0;
    while (count < this.#pending.length && (size < share || count === 0)) {
      size += this.#pending[count]?.length ?? 0;
      count++;
    }
    this.#pendingSize -= size;
    const taken = this.#pending.splice(0, count).join('');
    if (this.#isSourcePaused && this.#pendingSize < fewPending) {
      this.#isSourcePaused = false;
      this.#parts.source.resume();
    }
    return taken;
  }

  #some(isSo: (watch: PaneWatch) => boolean): boolean {
    for (const watch of this.#watches.values()) if (isSo(watch)) return true;
    return false;
  }
}

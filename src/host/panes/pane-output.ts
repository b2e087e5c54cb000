import { outputWindow, type Screen } from '../wire/index.js';
import { wholeLength } from './whole-sequences.js';

/** The terminal that follows a pane; PaneScreen fits. */
interface Emulator {
  readonly cols: number;
  readonly rows: number;
  /** Resolves when it is on the screen. */
  write(data: string): Promise<unknown>;
  serialize(): string;
}

/** What a pane's program writes to; a terminal of node-pty fits. */
interface Source {
  pause(): void;
  resume(): void;
}

/** Somebody who is shown what a pane prints. */
export interface Watcher {
  readonly onScreen: (screen: Screen) => void;
  readonly onOutput: (offset: number, data: string) => void;
}

/**
 * `waiting`: gets the screen next. `current`: gets what comes. `behind`: has more on its way than the window holds, and
 * gets the screen when that has arrived.
 */
interface Watch {
  state: 'waiting' | 'current' | 'behind';
  sentOffset: number;
  seenOffset: number;
}

/** So much of a program's output may wait before it is made to wait itself, and so little lets it go on. */
const mostPending = 262_144;
const fewPending = 65_536;
/** Watchers that take nothing make the program wait for so long at most: a page may be asleep. */
const patienceMs = 1000;

export interface PaneOutputParts {
  readonly scope: { readonly blockId: string; readonly generation: number };
  readonly emulator: Emulator;
  readonly source: Source;
  /** Called when there is something to pump. */
  readonly onReady: (output: PaneOutput) => void;
}

/**
 * The way from a program to those who watch its terminal: each chunk goes to all watchers and onto the screen, and the
 * next one only when that shows it. So the screen is never behind what was sent, and whoever comes or comes back is
 * given it and goes on from there.
 */
export class PaneOutput {
  readonly #parts: PaneOutputParts;
  readonly #watches = new Map<Watcher, Watch>();
  /** A sequence that has not come to its end; a screen in the midst of it would show the rest as text. */
  #begun = '';
  #pending: string[] = [];
  #pendingSize = 0;
  /** What the watchers were sent and the screen was given. */
  #offset = 0;
  #isPumping = false;
  #isSourcePaused = false;
  #patience: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(parts: PaneOutputParts) {
    this.#parts = parts;
  }

  get pendingSize(): number {
    return this.#pendingSize;
  }

  receive(data: string): void {
    if (this.#isClosed) return;
    const text = `${this.#begun}${data}`;
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
    this.#watches.set(watcher, { state: 'waiting', sentOffset: 0, seenOffset: 0 });
    this.#wake();
  }

  unwatch(watcher: Watcher): void {
    this.#watches.delete(watcher);
    this.#wake();
  }

  /** The watcher has shown everything up to there. */
  seen(watcher: Watcher, offset: number): void {
    const watch = this.#watches.get(watcher);
    if (watch === undefined) return;
    watch.seenOffset = Math.max(watch.seenOffset, Math.min(offset, watch.sentOffset));
    const hasCaughtUp = watch.seenOffset === watch.sentOffset;
    if (watch.state === 'behind' && hasCaughtUp) watch.state = 'waiting';
    this.#wake();
  }

  /** As of now, for whoever does not watch. */
  screen(): Screen {
    const { scope, emulator } = this.#parts;
    const { cols, rows } = emulator;
    return { ...scope, offset: this.#offset, cols, rows, data: emulator.serialize() };
  }

  /** Passes on about so much; what the program wrote in one piece stays in one piece. */
  async pump(share: number): Promise<void> {
    if (this.#isPumping || this.#isClosed) return;
    this.#isPumping = true;
    try {
      this.#showWaiting();
      if (this.#pendingSize > 0 && this.#mayPass()) await this.#pass(this.#take(share));
    } finally {
      this.#isPumping = false;
    }
    this.#wake();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#patience);
    this.#watches.clear();
    this.#pending = [];
    this.#pendingSize = 0;
  }

  #wake(): void {
    if (this.#isPumping || this.#isClosed) return;
    const hasWaiting = [...this.#watches.values()].some(({ state }) => state === 'waiting');
    if (hasWaiting || (this.#pendingSize > 0 && this.#mayPass())) this.#parts.onReady(this);
  }

  #showWaiting(): void {
    const waiting = [...this.#watches].filter(([, { state }]) => state === 'waiting');
    if (waiting.length === 0) return;
    const screen = this.screen();
    for (const [watcher, watch] of waiting) {
      Object.assign(watch, { state: 'current', sentOffset: this.#offset, seenOffset: this.#offset });
      watcher.onScreen(screen);
    }
  }

  /** As fast as the fastest watcher, so that a page that shows all of it misses nothing. */
  #mayPass(): boolean {
    const current = [...this.#watches.values()].filter(({ state }) => state === 'current');
    if (current.length === 0 || current.some(hasRoom)) return true;
    this.#patience ??= setTimeout(() => this.#losePatience(), patienceMs).unref();
    return false;
  }

  #losePatience(): void {
    this.#patience = undefined;
    for (const watch of this.#watches.values()) fallBehindIfFull(watch);
    this.#wake();
  }

  async #pass(data: string): Promise<void> {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    const from = this.#offset;
    this.#offset += data.length;
    for (const [watcher, watch] of this.#watches) {
      fallBehindIfFull(watch);
      if (watch.state !== 'current') continue;
      watch.sentOffset = this.#offset;
      watcher.onOutput(from, data);
    }
    await this.#parts.emulator.write(data);
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
}

function hasRoom({ sentOffset, seenOffset }: Watch): boolean {
  return sentOffset - seenOffset < outputWindow;
}

function fallBehindIfFull(watch: Watch): void {
  if (watch.state === 'current' && !hasRoom(watch)) watch.state = 'behind';
}

import type { ByteRing } from './byte-ring.js';
import type { OutputChunk } from './run-api.js';

/** Enough to be quick, little enough for one message. */
const largestChunkBytes = 65_536;

/** What a follower reads from. */
export interface Followed {
  readonly bytes: Pick<ByteRing, 'start' | 'end' | 'copy'>;
  readonly isClosed: () => boolean;
  /** Calls back when something has come or the end has, until the function it gives is called. */
  readonly onNews: (listener: () => void) => () => void;
}

const ended: IteratorResult<OutputChunk, undefined> = { done: true, value: undefined };

/**
 * One reader. It holds a position and nothing else, so that a slow one costs no memory: what it was too slow for is
 * told as missed.
 */
export class Follower implements AsyncIterableIterator<OutputChunk, undefined> {
  readonly #source: Followed;
  readonly #signal: AbortSignal | undefined;
  #position: number;
  #isDone = false;
  #wake: (() => void) | undefined;
  #turns: Promise<unknown> = Promise.resolve();

  constructor(source: Followed, signal: AbortSignal | undefined) {
    this.#source = source;
    this.#signal = signal;
    this.#position = source.bytes.start;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Asked again before it has answered, it answers in order. */
  next(): Promise<IteratorResult<OutputChunk, undefined>> {
    const turn = this.#turns.then(() => this.#next());
    this.#turns = turn;
    return turn;
  }

  async return(): Promise<IteratorResult<OutputChunk, undefined>> {
    this.#isDone = true;
    this.#wake?.();
    return ended;
  }

  async #next(): Promise<IteratorResult<OutputChunk, undefined>> {
    while (!this.#isOver() && !this.#hasBytes() && !this.#source.isClosed()) await this.#news();
    if (this.#isOver() || !this.#hasBytes()) return this.return();
    return { done: false, value: this.#take() };
  }

  /** What was cleared before it was read is told as missed with what comes after it. */
  #hasBytes(): boolean {
    const { start, end } = this.#source.bytes;
    return Math.max(start, this.#position) < end;
  }

  #isOver(): boolean {
    return this.#isDone || this.#signal?.aborted === true;
  }

  #take(): OutputChunk {
    const { start, end } = this.#source.bytes;
    const from = Math.max(start, this.#position);
    const missedBytes = from - this.#position;
    this.#position = Math.min(end, from + largestChunkBytes);
    return { bytes: this.#source.bytes.copy(from, this.#position), missedBytes };
  }

  /** Listens only as long as it waits, so that nothing holds a reader that has gone away. */
  #news(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#signal?.removeEventListener('abort', wake);
        stopListening();
        this.#wake = undefined;
        resolve();
      };
      const stopListening = this.#source.onNews(wake);
      this.#signal?.addEventListener('abort', wake);
      this.#wake = wake;
    });
  }
}

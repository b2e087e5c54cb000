import type { BlockScope } from './block-scope.js';
import type { EventBus } from './bus.js';
import type { TrackerError } from './errors.js';

/** `members`: the list, read at each tick. `usage`: read while `watchUsage` samples the block. */
export type Reading = 'members' | 'usage';

/** Whether a block can be read. Emits each failed read, and the recovery once all readings work again. */
export class ReadState {
  readonly #bus: EventBus;
  readonly #scope: BlockScope;
  readonly #failing = new Set<Reading>();
  #lastError: TrackerError | undefined;
  /** On the clock of `performance.now()`. */
  #blindSince = 0;
  #isClosed = false;

  constructor(bus: EventBus, scope: BlockScope) {
    this.#bus = bus;
    this.#scope = scope;
  }

  /** Undefined while reads work. */
  get lastError(): TrackerError | undefined {
    return this.#lastError;
  }

  failed(reading: Reading, error: TrackerError): void {
    if (this.#isClosed) return;
    if (this.#failing.size === 0) this.#blindSince = performance.now();
    this.#failing.add(reading);
    this.#lastError = error;
    this.#bus.emit('poll-failed', { ...this.#scope, error });
  }

  succeeded(reading: Reading): void {
    if (!this.#failing.delete(reading) || this.#failing.size > 0 || this.#isClosed) return;
    this.#lastError = undefined;
    this.#bus.emit('poll-recovered', { ...this.#scope, blindMs: performance.now() - this.#blindSince });
  }

  /** The block is gone, and no event follows. */
  close(): void {
    this.#isClosed = true;
  }
}

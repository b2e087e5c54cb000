import { StoreError } from '../tracker/errors.js';
import type { ErrorChannel } from './error-channel.js';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** What has become of the changes that were sent: on disk, waiting, or given up. */
export class Progress {
  readonly #path: string;
  readonly #errors: ErrorChannel;
  readonly #flushes = new Set<Waiting>();
  #failure: StoreError | undefined;
  #waiting = 0;
  #lost = 0;
  /** Lost since the store last worked, and how many of these were said. */
  #lostNow = 0;
  #saidNow = 0;

  constructor(path: string, errors: ErrorChannel) {
    this.#path = path;
    this.#errors = errors;
  }

  /** Why changes wait; undefined while they are written as they come. */
  get failure(): StoreError | undefined {
    return this.#failure;
  }

  get waiting(): number {
    return this.#waiting;
  }

  get lost(): number {
    return this.#lost;
  }

  /** Resolves when all that was sent is on disk; rejects when that fails. */
  flush(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#waiting === 0) return Promise.resolve();
    return new Promise((resolve, reject) => this.#flushes.add({ resolve, reject }));
  }

  sent(count: number): void {
    this.#waiting += count;
  }

  written(count: number): void {
    this.#waiting -= count;
    if (this.#waiting > 0) return;
    for (const { resolve } of this.#flushes) resolve();
    this.#flushes.clear();
  }

  failed(error: StoreError): void {
    this.#failure = error;
    this.#refuse(error);
    this.#errors.emit(error);
  }

  /** The first loss is said at once, the others as a sum when it is over. */
  given(up: number, cause: StoreError | undefined): void {
    this.#lost += up;
    this.#waiting -= up;
    const error = this.#lossOf(up, cause);
    this.#refuse(error);
    this.#lostNow += up;
    if (this.#saidNow > 0) return;
    this.#saidNow = up;
    this.#errors.emit(error);
  }

  /** Gives whether changes were lost on the way. */
  recovered(): boolean {
    const lost = this.#lostNow;
    const isSaid = lost === this.#saidNow;
    this.#failure = undefined;
    this.#lostNow = 0;
    this.#saidNow = 0;
    if (!isSaid) this.#errors.emit(this.#lossOf(lost));
    return lost > 0;
  }

  /** The last call: the sum of what was lost since the store last worked, where something was. */
  end(): StoreError | undefined {
    return this.#lostNow > 0 ? this.#lossOf(this.#lostNow, this.#failure) : undefined;
  }

  #lossOf(count: number, cause?: StoreError): StoreError {
    const message = `${count} changes for the store ${this.#path} were given up${
      cause === undefined ? '' : `: ${cause.message}`
    }`;
    return new StoreError('store-lost', message, { path: this.#path, lostChanges: count, cause });
  }

  #refuse(error: StoreError): void {
    for (const { reject } of this.#flushes) reject(error);
    this.#flushes.clear();
  }
}

export interface RateBoundOptions {
  /** How many are let through each second in the long run. */
  readonly perSecond: number;
  /** How many are let through at once. */
  readonly burst: number;
}

interface Bucket {
  readonly left: number;
  /** On the clock of `performance.now()`. */
  readonly at: number;
}

const mostCallers = 1024;

/** A bucket of tokens for each caller, filled at a steady rate. */
export class RateBound {
  readonly #options: RateBoundOptions;
  /** Least recently seen first. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: RateBoundOptions) {
    this.#options = options;
  }

  /** Whether one more is within the bound. */
  take(caller: string, now: number = performance.now()): boolean {
    const left = this.#left(caller, now);
    this.#buckets.delete(caller);
    this.#buckets.set(caller, { left: left >= 1 ? left - 1 : left, at: now });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > mostCallers && oldest !== undefined) this.#buckets.delete(oldest);
    return left >= 1;
  }

  #left(caller: string, now: number): number {
    const { perSecond, burst } = this.#options;
    const { left, at } = this.#buckets.get(caller) ?? { left: burst, at: now };
    return Math.min(burst, left + ((now - at) / 1000) * perSecond);
  }
}

export interface SoonTimes {
  /** After what asked for it. */
  readonly afterMs: number;
  /** Between two. */
  readonly leastGapMs: number;
}

/** Does something a moment after it was asked for, once for many requests, and not too often. Keeps no process alive. */
export class Soon {
  readonly #action: () => void;
  readonly #times: SoonTimes;
  #timer: NodeJS.Timeout | undefined;
  #lastAt = -Infinity;
  #isStopped = false;

  constructor(action: () => void, times: SoonTimes) {
    this.#action = action;
    this.#times = times;
  }

  request(): void {
    if (this.#timer !== undefined || this.#isStopped) return;
    const { afterMs, leastGapMs } = this.#times;
    const waitMs = Math.max(afterMs, this.#lastAt + leastGapMs - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#lastAt = performance.now();
      this.#action();
    }, waitMs).unref();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }
}

/** A read that takes no longer has at most waited for its turn on a processor. */
const freeMs = 20;
/** Reads may wait so long at once, and in the long run for this share of the time. */
const mostMs = 100;
const share = 0.05;
/** However long one read has waited, the next one comes after 10 s. */
const mostOwedMs = 400;

/**
 * Bounds how long command lines and environments hold the thread that reads them. Such a read waits for a lock that a
 * process holds while it forks (dup_mmap), and for the disk where a page is not there.
 */
export class ReadBudget {
  readonly #now: () => number;
  #leftMs = mostMs;
  #filledAt: number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#filledAt = now();
  }

  /** False for a while after reads have waited. */
  get isLeft(): boolean {
    this.#fill(this.#now());
    return this.#leftMs > 0;
  }

  /** Takes what the read waits from the budget. */
  spend<T>(read: () => T): T {
    const startedAt = this.#now();
    try {
      return read();
    } finally {
      const endedAt = this.#now();
      const waitedMs = endedAt - startedAt - freeMs;
      this.#fill(endedAt);
      if (waitedMs > 0) this.#leftMs = Math.max(-mostOwedMs, this.#leftMs - waitedMs);
    }
  }

  #fill(now: number): void {
    this.#leftMs = Math.min(mostMs, this.#leftMs + (now - this.#filledAt) * share);
    this.#filledAt = now;
  }
}

/** Of this thread. */
export const readBudget: ReadBudget = new ReadBudget();

/** How long a program may be made to wait at once. */
const mostMs = 100;
/** How much of the time it may be made to wait, in the long run. */
const share = 0.1;

/** How long a program waits for those who are shown its output: a little, so that they miss little. */
export class Patience {
  readonly #onLost: () => void;
  #timer: NodeJS.Timeout | undefined;
  #leftMs = mostMs;
  #changedAt = performance.now();

  constructor(onLost: () => void) {
    this.#onLost = onLost;
  }

  wait(): void {
    if (this.#timer !== undefined) return;
    const now = performance.now();
    this.#leftMs = Math.min(mostMs, this.#leftMs + (now - this.#changedAt) * share);
    this.#changedAt = now;
    this.#timer = setTimeout(() => {
      this.stop();
      this.#onLost();
    }, this.#leftMs).unref();
  }

  stop(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = performance.now();
    this.#leftMs = Math.max(0, this.#leftMs - (now - this.#changedAt));
    this.#changedAt = now;
  }
}

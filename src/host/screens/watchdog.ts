const lookMs = 1000;
/** Looks, not time: a host that was itself stopped for a while has not waited. */
const mostIdleLooks = 10;

/** Tells when something owes an answer and gives no sign of life. */
export class Watchdog {
  readonly #isOwed: () => boolean;
  readonly #timer: NodeJS.Timeout;
  #idleLooks = 0;

  constructor(isOwed: () => boolean, onStuck: (afterMs: number) => void) {
    this.#isOwed = isOwed;
    this.#timer = setInterval(() => {
      this.#idleLooks = this.#isOwed() ? this.#idleLooks + 1 : 0;
      if (this.#idleLooks >= mostIdleLooks) onStuck(this.#idleLooks * lookMs);
    }, lookMs).unref();
  }

  /** It lives. */
  feed(): void {
    this.#idleLooks = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

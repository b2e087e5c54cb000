/** Well within the window that the host gives, so that it never has to wait for us. */
const everyUnits = 65_536;
const everyMs = 100;

/** Tells the host how far we have come: often enough that it goes on, not with each piece. */
export class SeenOffset {
  readonly #tell: (offset: number) => void;
  #shown = 0;
  #told = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (offset: number) => void) {
    this.#tell = tell;
  }

  /** A fresh screen. It may be of a pane opened again, whose output counts from the beginning. */
  restart(offset: number): void {
    this.#shown = offset;
    this.#told = offset;
    this.#tell(offset);
  }

  advance(offset: number): void {
    this.#shown = offset;
    if (this.#shown - this.#told >= everyUnits) this.#tellNow();
    else this.#timer ??= setTimeout(() => this.#tellNow(), everyMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #tellNow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#told === this.#shown) return;
    this.#told = this.#shown;
    this.#tell(this.#shown);
  }
}

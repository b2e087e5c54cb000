/**
 * Which screen the thread is at, and what each piece of output has cost. Emulators that were handed a piece take it one
 * after the other, in the order in which they were handed it.
 */
export class WorkClock {
  readonly #current: Int32Array;
  readonly #waiting: number[] = [];
  #lastAt = 0;

  /** One number that outlives the thread: the id of the screen it is at, or 0. */
  constructor(current: Int32Array) {
    this.#current = current;
  }

  begin(id: number): void {
    if (this.#waiting.length === 0) this.#lastAt = performance.now();
    this.#waiting.push(id);
    this.#note();
  }

  /** Milliseconds since the work before it was done. */
  end(id: number): number {
    this.#waiting.splice(this.#waiting.indexOf(id), 1);
    this.#note();
    const [now, before] = [performance.now(), this.#lastAt];
    this.#lastAt = now;
    return now - before;
  }

  #note(): void {
    Atomics.store(this.#current, 0, this.#waiting[0] ?? 0);
  }
}

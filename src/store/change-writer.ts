import type { PackedChanges } from './protocol.js';

const initialLength = 512;

/**
 * Packs values into one buffer of numbers, which is transferred, and one string, which is copied: a third of what a
 * structured clone of the same objects takes. `ChangeReader` takes them out in the order they were put in.
 */
export class ChangeWriter {
  readonly #registry: string;
  #numbers = new Float64Array(initialLength);
  #used = 0;
  #text = '';
  #count = 0;

  constructor(registry: string) {
    this.#registry = registry;
  }

  /** Changes since the last `take`. */
  get count(): number {
    return this.#count;
  }

  /** Begins a change. */
  begin(kind: number): void {
    this.#count++;
    this.number(kind);
  }

  number(value: number | undefined): void {
    if (this.#used === this.#numbers.length) this.#grow();
    this.#numbers[this.#used++] = value ?? Number.NaN;
  }

  text(value: string | undefined): void {
    this.number(value?.length);
    if (value !== undefined) this.#text += value;
  }

  take(): PackedChanges {
    const numbers = this.#numbers.subarray(0, this.#used);
    const taken = { registry: this.#registry, count: this.#count, numbers, text: this.#text };
    // As large as this time: the next tick is likely to be like this one.
    this.#numbers = new Float64Array(Math.max(initialLength, this.#used));
    this.#used = 0;
    this.#text = '';
    this.#count = 0;
    return taken;
  }

  #grow(): void {
    const larger = new Float64Array(this.#numbers.length * 2);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}

/** The latest so many values; older ones say nothing about how it goes now. */
const capacity = 512;

/** A bounded record of durations that tells their percentiles. */
export class Durations {
  readonly #values: number[] = [];
  #next = 0;

  add(ms: number): void {
    this.#values[this.#next] = ms;
    this.#next = (this.#next + 1) % capacity;
  }

  /** Nearest rank; undefined while there is none. */
  percentile(percent: number): number | undefined {
    const sorted = this.#values.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  }
}

import type { PaneOutput } from './pane-output.js';

/** Half of what a screen of 60 Hz shows for. */
const intervalMs = 8;
/** What all panes together pass on in one interval, in UTF-16 units: about what their screens take in that time. */
const budget = 262_144;
const leastShare = 4096;

type Output = Pick<PaneOutput, 'pendingSize' | 'pump'>;

/**
 * Lets the output of all panes through, at most once an interval and in fair shares: whoever has little goes first, and
 * once in an interval at once, so that what is typed in one pane is echoed while others flood.
 */
export class Outlet {
  readonly #ready = new Set<Output>();
  /** Those that have gone at once since the last turn. */
  readonly #hurried = new Set<Output>();
  #passedAt = Number.NEGATIVE_INFINITY;
  #isDue = false;

  wake(output: Output): void {
    const isLittle = output.pendingSize <= leastShare && !this.#hurried.has(output);
    if (isLittle) this.#hurry(output);
    else this.#ready.add(output);
    if (this.#isDue) return;
    this.#isDue = true;
    const waitMs = this.#passedAt + intervalMs - performance.now();
    if (waitMs <= 0 && !isLittle) setImmediate(() => this.#pass());
    else setTimeout(() => this.#pass(), Math.max(0, waitMs));
  }

  forget(output: Output): void {
    this.#ready.delete(output);
    this.#hurried.delete(output);
  }

  #hurry(output: Output): void {
    this.#hurried.add(output);
    setImmediate(() => output.pump(leastShare));
  }

  #pass(): void {
    this.#isDue = false;
    this.#passedAt = performance.now();
    const outputs = [...this.#ready].toSorted((one, other) => one.pendingSize - other.pendingSize);
    this.#ready.clear();
    this.#hurried.clear();
    const share = Math.max(leastShare, Math.floor(budget / outputs.length));
    for (const output of outputs) output.pump(share);
  }
}

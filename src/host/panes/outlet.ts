import type { PaneOutput } from './pane-output.js';

/** Half of what a screen of 60 Hz shows for. */
const intervalMs = 8;
/** What all panes together pass on in one interval, in UTF-16 units: about what their screens take in that time. */
const budget = 131_072;
const leastShare = 4096;

/**
 * Lets the output of all panes through, at most once an interval and in fair shares: whoever has little goes first, so
 * that what is typed in one pane is echoed while others flood.
 */
export class Outlet {
  readonly #ready = new Set<PaneOutput>();
  #passedAt = Number.NEGATIVE_INFINITY;
  #isDue = false;

  wake(output: PaneOutput): void {
    this.#ready.add(output);
    if (this.#isDue) return;
    this.#isDue = true;
    const waitMs = this.#passedAt + intervalMs - performance.now();
    if (waitMs <= 0) setImmediate(() => this.#pass());
    else setTimeout(() => this.#pass(), waitMs);
  }

  forget(output: PaneOutput): void {
    this.#ready.delete(output);
  }

  #pass(): void {
    this.#isDue = false;
    this.#passedAt = performance.now();
    const outputs = [...this.#ready].toSorted((one, other) => one.pendingSize - other.pendingSize);
    this.#ready.clear();
    const share = Math.max(leastShare, Math.floor(budget / outputs.length));
    for (const output of outputs) void output.pump(share);
  }
}

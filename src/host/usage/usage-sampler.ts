import type { TrackerRegistry } from '../../index.js';
import type { BlockUsage } from '../wire/index.js';
import { withPercent } from './percent.js';

export interface UsageWish {
  readonly intervalMs: number;
  readonly ports: boolean;
}

export type UsageListener = (blocks: readonly BlockUsage[]) => void;

/** Measures all blocks for as long as somebody wants to know, as often as the most curious one does. */
export class UsageSampler {
  readonly #registry: TrackerRegistry;
  readonly #wishes = new Map<UsageListener, UsageWish>();
  #latest: ReadonlyMap<string, BlockUsage> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #isSampling = false;

  constructor(registry: TrackerRegistry) {
    this.#registry = registry;
  }

  /** A second wish of the same listener replaces its first. Gives the function that ends it. */
  watch(listener: UsageListener, wish: UsageWish): () => void {
    this.#wishes.set(listener, wish);
    this.#schedule(0);
    return () => {
      if (this.#wishes.get(listener) === wish) this.#wishes.delete(listener);
      if (this.#wishes.size === 0) this.close();
    };
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wishes.clear();
    this.#latest = new Map();
  }

  /** A sample takes as long as it takes; the next one waits for it. */
  #schedule(delayMs: number): void {
    if (this.#isSampling) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#sample(), delayMs).unref();
  }

  async #sample(): Promise<void> {
    this.#isSampling = true;
    const beganAt = performance.now();
    const usages = await Promise.all(this.#registry.blocks().map((blockId) => this.#measure(blockId)));
    this.#isSampling = false;
    const known = usages.filter((usage) => usage !== undefined);
    this.#latest = new Map(known.map((usage) => [usage.blockId, usage]));
    for (const listener of this.#wishes.keys()) listener(known);
    if (this.#wishes.size === 0) return;
    const intervalMs = Math.min(...[...this.#wishes.values()].map((wish) => wish.intervalMs));
    this.#schedule(Math.max(0, intervalMs - (performance.now() - beganAt)));
  }

  /** One that has gone or cannot be read now is left out; the registry tells why. */
  async #measure(blockId: string): Promise<BlockUsage | undefined> {
    try {
      const usage = await this.#registry.tracker(blockId)?.usage();
      return usage && withPercent({ blockId, ...usage }, this.#latest.get(blockId));
    } catch {
      return undefined;
    }
  }
}

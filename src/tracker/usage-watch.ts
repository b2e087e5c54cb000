import { defaultUsageIntervalMs } from '../defaults.js';
import type { Sample } from '../platform/contract.js';
import type { BlockUsage, UsageOptions, WatchUsageOptions } from './api.js';
import { toBlockUsage, type UsageReading } from './block-usage.js';
import type { CpuReading } from './cpu-share.js';
import { callGuarded } from './guarded-call.js';

/** CPU time comes in steps of 10 ms on Linux and 16 on Windows: over less than this a share says little. */
const leastWindowMs = 200;
/** Who is due so soon is served with the others, by this part of its interval. */
const slack = 0.2;

export type UsageListener = (usages: ReadonlyMap<string, BlockUsage>) => void;

/** A block as it is sampled. */
export interface SampledBlock {
  readonly blockId: string;
  readonly generation: number;
  readonly resources: {
    /** Undefined where it cannot be read. */
    sample(options: UsageOptions, sample: Sample): Promise<UsageReading | undefined>;
    /** Nobody watches any more. */
    endSampling(): void;
  };
}

interface Watcher {
  readonly listener: UsageListener;
  readonly intervalMs: number;
  readonly ports: boolean;
  /** On the clock of `performance.now()`. */
  dueAt: number;
}

/** The two latest readings of a block that lie far enough apart for a share. */
interface Baseline {
  readonly older: CpuReading | undefined;
  readonly latest: CpuReading;
}

/** Samples all blocks while somebody wants to know, for all who do, on one timer that keeps no host alive. */
export class UsageWatch {
  readonly #blocks: () => readonly SampledBlock[];
  readonly #watchers = new Set<Watcher>();
  #baselines: ReadonlyMap<number, Baseline> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #isSampling = false;

  constructor(blocks: () => readonly SampledBlock[]) {
    this.#blocks = blocks;
  }

  /** Tells at once and then at the interval, until the function it gives is called. */
  watch(listener: UsageListener, options: WatchUsageOptions): () => void {
    const { intervalMs = defaultUsageIntervalMs, ports = false } = options;
    const watcher = { listener, intervalMs, ports, dueAt: performance.now() };
    this.#watchers.add(watcher);
    this.#schedule();
    return () => {
      this.#watchers.delete(watcher);
      this.#schedule();
    };
  }

  close(): void {
    this.#watchers.clear();
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#watchers.size === 0) this.#end();
    if (this.#watchers.size === 0 || this.#isSampling) return;
    const dueAt = Math.min(...[...this.#watchers].map((watcher) => watcher.dueAt));
    const waitMs = Math.max(0, dueAt - performance.now());
    this.#timer = setTimeout(() => void this.#serve(), waitMs).unref();
  }

  #end(): void {
    this.#baselines = new Map();
    for (const { resources } of this.#blocks()) resources.endSampling();
  }

  /** Samples never overlap, and a late one is not made up for. */
  async #serve(): Promise<void> {
    this.#isSampling = true;
    const now = performance.now();
    const due = [...this.#watchers].filter(({ dueAt, intervalMs }) => dueAt <= now + intervalMs * slack);
    const usages = await this.#sample({ ports: due.some(({ ports }) => ports) });
    for (const watcher of due) {
      if (!this.#watchers.has(watcher)) continue;
      watcher.dueAt = performance.now() + watcher.intervalMs;
      callGuarded('watchUsage', () => watcher.listener(usages));
    }
    this.#isSampling = false;
    this.#schedule();
  }

  async #sample(options: UsageOptions): Promise<ReadonlyMap<string, BlockUsage>> {
    const sample: Sample = {};
    const baselines = new Map<number, Baseline>();
    const usages = new Map<string, BlockUsage>();
    const readOne = async (block: SampledBlock) => {
      const reading = await block.resources.sample(options, sample);
      if (reading === undefined) return;
      const baseline = this.#baselines.get(block.generation);
      const before = isOld(baseline?.latest, reading) ? baseline?.latest : baseline?.older;
      baselines.set(block.generation, advance(baseline, reading));
      usages.set(block.blockId, toBlockUsage(reading, before));
    };
    await Promise.all(this.#blocks().map(readOne));
    this.#baselines = baselines;
    return usages;
  }
}

function isOld(before: CpuReading | undefined, now: CpuReading): boolean {
  return before !== undefined && now.at - before.at >= leastWindowMs;
}

/** A reading right after another one is no baseline for the next. */
function advance(baseline: Baseline | undefined, reading: CpuReading): Baseline {
  if (baseline === undefined) return { older: undefined, latest: reading };
  return isOld(baseline.latest, reading) ? { older: baseline.latest, latest: reading } : baseline;
}

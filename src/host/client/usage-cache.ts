import type { BlockUsage, ListeningPort, ProcessUsage } from '../wire/usage.js';
import { keyOf } from './identity.js';

/** The latest samples of one block, oldest first; `undefined` where nothing was known. */
export interface Trend {
  readonly cpuPercent: readonly (number | undefined)[];
  readonly residentBytes: readonly (number | undefined)[];
}

/** What blocks and processes use, as last sampled. */
export interface UsageCache {
  readonly blocks: ReadonlyMap<string, BlockUsage>;
  readonly processes: ReadonlyMap<string, ProcessUsage>;
  /** By who holds them. */
  readonly ports: ReadonlyMap<string, readonly ListeningPort[]>;
  readonly trends: ReadonlyMap<string, Trend>;
}

/** A minute, at a sample a second. */
export const trendLength = 60;

export const emptyUsage: UsageCache = {
  blocks: new Map(),
  processes: new Map(),
  ports: new Map(),
  trends: new Map(),
};

/** A newer message replaces the samples and lengthens the trends; a block that is gone loses its own. */
export function addUsage(cache: UsageCache, usages: readonly BlockUsage[]): UsageCache {
  const processes = new Map<string, ProcessUsage>();
  for (const usage of usages) for (const sample of usage.processes) processes.set(keyOf(sample), sample);
  return {
    blocks: new Map(usages.map((usage) => [usage.blockId, usage])),
    processes,
    ports: portsByHolder(usages),
    trends: new Map(
      usages.map((usage) => [usage.blockId, lengthened(cache.trends.get(usage.blockId), usage)]),
    ),
  };
}

/** The memory of a block as the kernel counts it, else the sum of what its processes hold. */
export function memoryOf({ memoryBytes, residentBytes }: BlockUsage): number | undefined {
  return memoryBytes ?? residentBytes;
}

function lengthened(trend: Trend | undefined, usage: BlockUsage): Trend {
  return {
    cpuPercent: [...(trend?.cpuPercent ?? []), usage.cpuPercent].slice(-trendLength),
    residentBytes: [...(trend?.residentBytes ?? []), memoryOf(usage)].slice(-trendLength),
  };
}

function portsByHolder(usages: readonly BlockUsage[]): Map<string, ListeningPort[]> {
  const held = new Map<string, ListeningPort[]>();
  for (const port of usages.flatMap(({ ports = [] }) => ports)) {
    for (const holder of port.processes) {
      const ports = held.get(keyOf(holder)) ?? [];
      ports.push(port);
      held.set(keyOf(holder), ports);
    }
  }
  return held;
}

import type { ContainerUsage, ProcessRef } from '../platform/contract.js';
import { keyOf } from './ancestry.js';

/** CPU times at one moment. */
export interface CpuReading {
  /** On the clock of `performance.now()`. */
  readonly at: number;
  readonly usage: Pick<ContainerUsage, 'cpuTimeMs' | 'processes'>;
}

/** Percent of one core; undefined where it is not known. */
export interface CpuShares {
  readonly ofBlock: number | undefined;
  readonly of: (process: ProcessRef) => number | undefined;
}

/**
 * How much CPU was used between two readings of one block. Its own share is that of all its processes, exited ones
 * included, where the system counts them; elsewhere the sum over those that were there both times.
 */
export function sharesBetween(before: CpuReading | undefined, after: CpuReading): CpuShares {
  if (before === undefined) return { ofBlock: undefined, of: () => undefined };
  const elapsedMs = after.at - before.at;
  const earlier = timesOf(before);
  const shares = new Map<string, number>();
  for (const [key, cpuTimeMs] of timesOf(after)) {
    const share = shareOf(earlier.get(key), cpuTimeMs, elapsedMs);
    if (share !== undefined) shares.set(key, share);
  }
  const { cpuTimeMs } = after.usage;
  return {
    ofBlock: cpuTimeMs === undefined ? sum(shares) : shareOf(before.usage.cpuTimeMs, cpuTimeMs, elapsedMs),
    of: (process) => shares.get(keyOf(process)),
  };
}

function timesOf({ usage }: CpuReading): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { cpuTimeMs, ...process } of usage.processes) {
    if (cpuTimeMs !== undefined) times.set(keyOf(process), cpuTimeMs);
  }
  return times;
}

/** CPU time never falls; where it seems to, the two do not count the same. */
function shareOf(before: number | undefined, after: number, elapsedMs: number): number | undefined {
  if (before === undefined || after < before || elapsedMs <= 0) return undefined;
  return ((after - before) / elapsedMs) * 100;
}

function sum(shares: ReadonlyMap<string, number>): number | undefined {
  return shares.size === 0 ? undefined : [...shares.values()].reduce((total, share) => total + share, 0);
}

import type { ContainerUsage } from '../platform/contract.js';
import type { BlockUsage } from './api.js';

/** Adds up what is known of each process; one unknown makes the sum unknown. */
export function toBlockUsage(usage: ContainerUsage, observedPeakCount: number): BlockUsage {
  const processCount = usage.processes.length;
  const resident = usage.processes.map(({ residentBytes }) => residentBytes);
  return {
    ...usage,
    observedAt: Date.now(),
    processCount,
    peakProcessCount: Math.max(observedPeakCount, processCount),
    residentBytes: resident.reduce(add, 0),
  };
}

function add(sum: number | undefined, bytes: number | undefined): number | undefined {
  return sum === undefined || bytes === undefined ? undefined : sum + bytes;
}

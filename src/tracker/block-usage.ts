import type { ContainerUsage, PortReading, ProcessUsage } from '../platform/contract.js';
import type { BlockUsage, ProcessLoad } from './api.js';
import { type CpuReading, sharesBetween } from './cpu-share.js';

/** What was read of one block at one moment. */
export interface UsageReading extends CpuReading {
  readonly usage: ContainerUsage;
  /** Undefined also where nobody asked for them. */
  readonly ports: PortReading | undefined;
  /** Milliseconds since the epoch. */
  readonly observedAt: number;
  readonly observedPeakCount: number;
}

/** Adds up what is known of each process; one unknown makes the sum unknown. CPU shares are since `before`. */
export function toBlockUsage(reading: UsageReading, before: CpuReading | undefined): BlockUsage {
  const { usage, ports, observedAt } = reading;
  const shares = sharesBetween(before, reading);
  const processCount = usage.processes.length;
  const resident = usage.processes.map(({ residentBytes }) => residentBytes);
  return {
    ...usage,
    ports: ports?.ports,
    portsComplete: ports?.isComplete,
    observedAt,
    processCount,
    peakProcessCount: Math.max(reading.observedPeakCount, processCount),
    residentBytes: resident.reduce(add, 0),
    cpuPercent: shares.ofBlock,
    processes: usage.processes.map((process) => withShare(process, shares.of(process))),
  };
}

function withShare(process: ProcessUsage, cpuPercent: number | undefined): ProcessLoad {
  return { ...process, cpuPercent };
}

function add(sum: number | undefined, bytes: number | undefined): number | undefined {
  return sum === undefined || bytes === undefined ? undefined : sum + bytes;
}

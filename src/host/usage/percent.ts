import type { BlockUsage, ProcessUsage } from '../wire/index.js';

/** CPU time since the sample before, as a share of one core. */
export function withPercent(usage: BlockUsage, before: BlockUsage | undefined): BlockUsage {
  if (before === undefined) return usage;
  const elapsedMs = usage.observedAt - before.observedAt;
  const known = new Map(before.processes.map((each) => [identity(each), each]));
  return {
    ...usage,
    cpuPercent: percent(usage.cpuTimeMs, before.cpuTimeMs, elapsedMs),
    processes: usage.processes.map((each) => ({
      ...each,
      cpuPercent: percent(each.cpuTimeMs, known.get(identity(each))?.cpuTimeMs, elapsedMs),
    })),
  };
}

function identity({ pid, birth }: ProcessUsage): string {
  return `${pid} ${birth}`;
}

function percent(now: number | undefined, before: number | undefined, elapsedMs: number): number | undefined {
  if (now === undefined || before === undefined || elapsedMs <= 0) return undefined;
  return Math.max(0, ((now - before) / elapsedMs) * 100);
}

import { readdirSync, readFileSync } from 'node:fs';

/** Of a process: all its threads, to the nanosecond. */
export function cpuTimeMs(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map(
      (thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0]) / 1e6,
    )
    .reduce((sum, ms) => sum + ms, 0);
}

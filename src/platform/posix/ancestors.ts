import { readProcStat } from './proc-stat.js';

/** The host and every process above it. Signalling one of them could end the host itself. */
export function hostAndAncestors(): ReadonlySet<number> {
  const pids = new Set<number>();
  let pid: number | undefined = process.pid;
  while (pid !== undefined && pid > 0 && !pids.has(pid)) {
    pids.add(pid);
    pid = readProcStat(pid)?.ppid;
  }
  return pids.add(1);
}

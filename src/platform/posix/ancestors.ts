import { readProcStat } from './proc-stat.js';
import { unlessHidden } from './system-error.js';

/** The host and every process above it. Signalling one of them could end the host itself. */
export function hostAndAncestors(): ReadonlySet<number> {
  const pids = new Set<number>();
  for (let pid = process.pid; pid > 0 && !pids.has(pid); pid = parentOf(pid)) pids.add(pid);
  return pids.add(1);
}

/** 0 where there is none, or none that this host may see. */
function parentOf(pid: number): number {
  return unlessHidden(() => readProcStat(pid))?.ppid ?? 0;
}

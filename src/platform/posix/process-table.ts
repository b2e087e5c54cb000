import { readdirSync } from 'node:fs';
import { isAlive, readProcStat, type ProcStat } from './proc-stat.js';

/** Every live process this host can see, by PID, in one pass over `/proc`. */
export function readProcessTable(): ReadonlyMap<number, ProcStat> {
  const table = new Map<number, ProcStat>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const stat = readProcStat(pid);
    if (stat !== undefined && isAlive(stat)) table.set(pid, stat);
  }
  return table;
}

/**
 * The root and all that descends from it by an unbroken chain of parents. A parent younger than its child
 * is no parent: its PID was given out again after the real one had died.
 */
export function descendants<T extends Pick<ProcStat, 'pid' | 'ppid' | 'startTicks'>>(
  table: ReadonlyMap<number, T>,
  root: number,
): readonly T[] {
  const children = new Map<number, T[]>();
  for (const stat of table.values()) {
    const siblings = children.get(stat.ppid);
    if (siblings === undefined) children.set(stat.ppid, [stat]);
    else siblings.push(stat);
  }
  const top = table.get(root);
  const found = top === undefined ? [] : [top];
  for (const parent of found) {
    for (const child of children.get(parent.pid) ?? []) {
      if (child.startTicks >= parent.startTicks && child.pid !== root) found.push(child);
    }
  }
  return found;
}

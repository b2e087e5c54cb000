import { mayBeParent } from './births.js';
import type { SeenProcess } from './job-helper.js';

/** The root and all that descends from it by an unbroken chain of parents, each older than its child. */
export function descendants(table: readonly SeenProcess[], root: number): readonly SeenProcess[] {
  const found = table.filter(({ pid }) => pid === root);
  for (const parent of found) {
    for (const child of table) {
      const isChild = child.ppid === parent.pid && child.pid !== root;
      if (isChild && mayBeParent(parent.birth, child.birth)) found.push(child);
    }
  }
  return found;
}

/** The process and each one above it, for as far as the chain can be followed. */
export function ancestors(table: readonly SeenProcess[], pid: number): ReadonlySet<number> {
  const byPid = new Map(table.map((each) => [each.pid, each]));
  const chain = new Set<number>([pid]);
  let child = byPid.get(pid);
  while (child !== undefined) {
    const parent = byPid.get(child.ppid);
    // A parent of another user's cannot be asked for its birth; sparing it is the safe side.
    const isHidden = parent !== undefined && parent.birth === undefined;
    const isParent = isHidden || mayBeParent(parent?.birth, child.birth);
    if (parent === undefined || !isParent || chain.has(parent.pid)) break;
    chain.add(parent.pid);
    child = parent;
  }
  return chain;
}

import type { ProcessRef } from '../platform/contract.js';

/** A process with the parent it has now. */
export interface Kin extends ProcessRef {
  readonly ppid: number;
}

/** The parent a process had when it was first seen, which a double fork makes its parent list forget. */
export type Lineage = (child: ProcessRef) => ProcessRef | undefined;

/**
 * Those of `members` that descend from `ancestors` or are among them: by the parent they have now, or by the one
 * they were first seen with. Pure.
 */
export function closure<T extends Kin>(
  members: readonly T[],
  ancestors: readonly ProcessRef[],
  lineage: Lineage,
): readonly T[] {
  const inside = new Map(ancestors.map((ancestor) => [ancestor.pid, ancestor.birth]));
  const isInside = ({ pid, birth }: ProcessRef) => inside.get(pid) === birth;
  const livePids = new Map(members.map((member) => [member.pid, member.birth]));
  const found = new Set(members.filter(isInside));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const member of members) {
      if (found.has(member)) continue;
      const first = lineage(member);
      // A parent that is listed now is told by its present birth: its PID may have belonged to another.
      const present = livePids.get(member.ppid);
      const hasParentInside = present !== undefined && inside.get(member.ppid) === present;
      if (!hasParentInside && (first === undefined || !isInside(first))) continue;
      found.add(member);
      inside.set(member.pid, member.birth);
    }
  }
  return [...found];
}

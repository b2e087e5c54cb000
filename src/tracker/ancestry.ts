import type { ProcessRef } from '../platform/contract.js';

/** A process with the parent it has now. */
export interface Descendant extends ProcessRef {
  readonly ppid: number;
}

/** The nearest live ancestor by the links that were seen, which a double fork makes the system forget. */
export type Lineage = (child: ProcessRef) => ProcessRef | undefined;

/**
 * Those of `members` that descend from `ancestors` or are among them: by the parent they have now, or by the
 * links that were seen. Pure.
 */
export function closure<T extends Descendant>(
  members: readonly T[],
  ancestors: readonly ProcessRef[],
  lineage: Lineage,
): readonly T[] {
  const inside = new Set(ancestors.map(keyOf));
  const live = new Map(members.map((member) => [member.pid, member]));
  const descends = (member: T) => {
    const parents = [live.get(member.ppid), lineage(member)];
    return parents.some((parent) => parent !== undefined && inside.has(keyOf(parent)));
  };
  const found = members.filter((member) => inside.has(keyOf(member)));
  let rest = members.filter((member) => !inside.has(keyOf(member)));
  for (;;) {
    const newcomers = rest.filter(descends);
    if (newcomers.length === 0) return found;
    for (const newcomer of newcomers) inside.add(keyOf(newcomer));
    found.push(...newcomers);
    rest = rest.filter((member) => !inside.has(keyOf(member)));
  }
}

/** An identity as a key; a PID alone never is one. */
export function keyOf({ pid, birth }: ProcessRef): string {
  return `${pid}@${birth}`;
}

import type { ProcessRef } from '../platform/contract.js';

export interface Difference<T> {
  readonly exited: readonly T[];
  readonly added: readonly T[];
  /** The same identities with something else about them. */
  readonly changed: readonly T[];
}

/**
 * What happened between two lists, by identity: a PID with another birth is one process that exited and one
 * that was added. Two entries of one identity are compared as objects, so an unchanged one must be handed in
 * as the object it was.
 */
export function diff<T extends ProcessRef>(
  previous: ReadonlyMap<number, T>,
  next: ReadonlyMap<number, T>,
): Difference<T> {
  const exited = [...previous.values()].filter(({ pid, birth }) => next.get(pid)?.birth !== birth);
  const added: T[] = [];
  const changed: T[] = [];
  for (const entry of next.values()) {
    const before = previous.get(entry.pid);
    if (before?.birth !== entry.birth) added.push(entry);
    else if (before !== entry) changed.push(entry);
  }
  return { exited, added, changed };
}

export function byPid<T extends ProcessRef>(list: readonly T[]): ReadonlyMap<number, T> {
  return new Map(list.map((entry) => [entry.pid, entry]));
}

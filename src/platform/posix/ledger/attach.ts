import type { AttachOutcome, ProcessRef } from '../../contract.js';
import { descendants } from '../process-table.js';
import type { ProcessTracker } from './process-tracker.js';

/** A tree that forks faster than it can be taken in for this many passes is left as it is then. */
const mostPasses = 100;

export interface Taking {
  readonly root: number;
  /** The marker of what it is to belong to. */
  readonly owner: string;
  readonly isToTake: (pid: number) => boolean;
}

/** Takes in a process and its descendants, until a pass finds no other; gives those that were taken in. */
export async function takeTree(
  tracker: ProcessTracker,
  { root, owner, isToTake }: Taking,
): Promise<Extract<AttachOutcome, { readonly processes: unknown }>['processes']> {
  const taken = new Map<number, ProcessRef>();
  for (let pass = 0; pass < mostPasses; pass++) {
    const outside = descendants(tracker.entries, root).filter(({ pid }) => isToTake(pid));
    if (outside.length === 0) break;
    tracker.take(outside, owner);
    for (const { pid, birth } of outside) taken.set(pid, { pid, birth });
    await tracker.look();
  }
  return [...taken.values()];
}

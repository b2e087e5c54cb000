import type { MemberRecord, MemberSelector, ProcessRef } from '../../contract.js';
import type { ProcessSource } from './source.js';

/** A tree that forks faster than it can be stopped is ended as far as it was found, and looked at again. */
const mostStopPasses = 20;
/** What was forked in the middle of a look may be missed by it, so one look that finds nothing proves nothing. */
export const cleanLooks = 2;

type StrikeSignal = 'SIGSTOP' | 'SIGKILL';

export interface KillLoop {
  readonly source: ProcessSource;
  /** The members now, read anew. */
  readonly list: () => Promise<readonly MemberRecord[]>;
  readonly select: MemberSelector;
  /** On the clock of `performance.now()`. */
  readonly deadlineAt: number;
  /** Reaches whoever shares a group or a tree with the targets and was missed by the looks. */
  readonly groupKill: (targets: readonly ProcessRef[], signal: StrikeSignal) => Promise<void>;
}

/** Stops all that is selected, so that it forks no more, then kills it; until two looks find nothing, or the deadline. */
export async function killLoop(options: KillLoop): Promise<void> {
  for (let clean = 0; clean < cleanLooks && performance.now() < options.deadlineAt; ) {
    const targets = await stopAll(options);
    clean = targets.length === 0 ? clean + 1 : 0;
    await strike(options, targets, 'SIGKILL');
  }
}

/** Gives all that stand still at the end. */
async function stopAll(options: KillLoop): Promise<readonly ProcessRef[]> {
  const { list, select, deadlineAt } = options;
  const stopped = new Set<string>();
  for (let pass = 0; ; pass++) {
    const targets = select(await list());
    const newcomers = targets.filter((target) => !stopped.has(keyOf(target)));
    if (newcomers.length === 0 || pass === mostStopPasses || performance.now() >= deadlineAt) return targets;
    await strike(options, newcomers, 'SIGSTOP');
    for (const target of newcomers) stopped.add(keyOf(target));
  }
}

async function strike(
  { source, groupKill }: KillLoop,
  targets: readonly ProcessRef[],
  signal: StrikeSignal,
): Promise<void> {
  if (targets.length === 0) return;
  // Before the leaders are gone: then nobody could tell whose the group is.
  await groupKill(targets, signal);
  await source.signal(targets, signal);
}

function keyOf({ pid, birth }: ProcessRef): string {
  return `${pid} ${birth}`;
}

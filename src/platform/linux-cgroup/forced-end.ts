import { dirname } from 'node:path';
import type { ProcessRef } from '../contract.js';
import { sendVerified } from '../posix/signals.js';
import { saysRemoved, saysUnwritable } from './errnos.js';
import { killEverything } from './kill-tree.js';
import type { CgroupPaths } from './cgroup-paths.js';
import { killIsolated, isEmptySoon, type IsolatedKillOptions } from './isolated-kill.js';

/** Ends exactly the targets. Where no cgroup can be made for them, by verified signals, which is the next best. */
async function endExactly(
  parent: string,
  targets: readonly ProcessRef[],
  options: IsolatedKillOptions,
): Promise<void> {
  if (targets.length === 0) return;
  try {
    await killIsolated(parent, targets, options);
  } catch (error) {
    endBySignal(targets, options, error);
  }
}

/** Ends exactly the targets, each in the half and the leaf it lives in, where a child forked on the way belongs as well. */
export async function endInLeaves(
  paths: CgroupPaths,
  targets: readonly ProcessRef[],
  options: Omit<IsolatedKillOptions, 'home'>,
): Promise<void> {
  for (const [home, those] of paths.byLeaf(targets)) {
    await endExactly(dirname(home), those, { ...options, home });
  }
}

/** Ends everything in the cgroup; the members are asked for only where it cannot be told to, or some are passed over. */
export async function endEverything(
  directory: string,
  members: () => Promise<readonly ProcessRef[]>,
  options: Pick<IsolatedKillOptions, 'clock' | 'method'>,
): Promise<void> {
  try {
    await killEverything(directory, options.method);
    if (await isEmptySoon(directory, Number.POSITIVE_INFINITY)) return;
    for (const member of await members()) sendVerified(member, 'SIGKILL', options.clock);
  } catch (error) {
    endBySignal(await members(), options, error);
  }
}

/** For a write that helps but is not needed: what cannot be frozen or thawed is acted on as it is. */
export async function unlessUnwritable(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!saysUnwritable(error) && !saysRemoved(error)) throw error;
  }
}

/** One that cannot be signalled either shows as a survivor. */
function endBySignal(
  targets: readonly ProcessRef[],
  { clock }: Pick<IsolatedKillOptions, 'clock'>,
  cause: unknown,
): void {
  // What is removed was empty.
  if (saysRemoved(cause)) return;
  if (!saysUnwritable(cause)) throw cause;
  for (const target of targets) sendVerified(target, 'SIGKILL', clock);
}

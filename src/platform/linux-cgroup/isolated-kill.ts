import { mkdir } from 'node:fs/promises';
import type { ProcessRef } from '../contract.js';
import type { BootClock } from '../posix/boot-clock.js';
import { findAlive, sendVerified } from '../posix/signals.js';
import { until } from '../until.js';
import { moveProcesses, removeTree } from './control-files.js';
import { freeze, isInState } from './freezer.js';
import { killEverything, type KillMethod, pidsIn } from './kill-tree.js';

/** How long one process may take to freeze; a member in uninterruptible sleep does not and is killed as it is. */
const freezeBoundMs = 100;
/** EBUSY on removal passes within milliseconds; what is left after this goes with the pane. */
const removalBoundMs = 500;

/** One in uninterruptible sleep must not keep other kills of the block waiting; it goes when it wakes. */
const stuckBoundMs = 150;
/** By then a killed process has gone, unless `cgroup.kill` has passed it over. */
const passedOverMs = 50;

let counter = 0;

export interface IsolatedKillOptions {
  readonly clock: BootClock;
  readonly method: KillMethod;
  /** Where a process that got in without being a target is put back. */
  readonly home: string;
  readonly deadlineAt: number;
}

/**
 * Ends exactly these processes: moves them into a cgroup of their own below the block, freezes it, verifies
 * who is in it, and kills the cgroup. A PID reused meanwhile, or a child forked on the way, is put back.
 */
export async function killIsolated(
  parent: string,
  targets: readonly ProcessRef[],
  options: IsolatedKillOptions,
): Promise<void> {
  const directory = `${parent}/isolated-${++counter}`;
  await mkdir(directory);
  try {
    await moveProcesses(targets, directory, options.deadlineAt);
    await freeze(directory, Math.min(options.deadlineAt, performance.now() + freezeBoundMs));
    await expelStrangers(directory, targets, options);
    await killEverything(directory, options.method);
    if (!(await isEmptySoon(directory, options.deadlineAt))) {
      for (const target of targets) sendVerified(target, 'SIGKILL', options.clock);
    }
    const boundAt = Math.min(options.deadlineAt, performance.now() + stuckBoundMs);
    await until(() => !isInState(directory, 'populated'), boundAt);
  } finally {
    const isStuck = isInState(directory, 'populated');
    await removeTree(directory, performance.now() + (isStuck ? 0 : removalBoundMs));
  }
}

/** `cgroup.kill` passes over a process whose first thread has ended (Linux 6.18); a signal reaches it. */
export async function isEmptySoon(directory: string, deadlineAt: number): Promise<boolean> {
  const soon = Math.min(deadlineAt, performance.now() + passedOverMs);
  return until(() => !isInState(directory, 'populated'), soon);
}

async function expelStrangers(
  directory: string,
  targets: readonly ProcessRef[],
  options: IsolatedKillOptions,
): Promise<void> {
  const expected = new Map(targets.map((target) => [target.pid, target]));
  for (const pid of pidsIn(directory)) {
    const target = expected.get(pid);
    if (target === undefined || findAlive(target, options.clock) === 'identity-changed') {
      await moveProcesses([{ pid }], options.home);
    }
  }
}

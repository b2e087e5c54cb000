import { readStart } from '../posix/read-file.js';
import { unlessGone } from '../posix/system-error.js';
import { until } from '../until.js';
import { directoriesIn, writeControl } from './control-files.js';
import { saysRemoved } from './errnos.js';

/** Whether `cgroup.events` says `populated 1` or `frozen 1`; a removed cgroup is neither. */
export function isInState(directory: string, state: 'populated' | 'frozen'): boolean {
  const text = unlessGone(() => readStart(`${directory}/cgroup.events`));
  return text?.includes(`${state} 1`) === true;
}

/**
 * Stops every task of the cgroup and below it; none can fork until `thaw`. False when the deadline came
 * first, which a task in uninterruptible sleep (state D) can cause.
 */
export async function freeze(directory: string, deadlineAt: number): Promise<boolean> {
  await writeControl(directory, 'cgroup.freeze', '1');
  return until(() => isInState(directory, 'frozen'), deadlineAt);
}

/** Also thaws sub-cgroups that a member froze itself. One that is removed meanwhile needs no thawing. */
export async function thawAll(directory: string): Promise<void> {
  for (const each of await directoriesIn(directory)) {
    await writeControl(each, 'cgroup.freeze', '0').catch((error: unknown) => {
      if (!saysRemoved(error)) throw error;
    });
  }
}

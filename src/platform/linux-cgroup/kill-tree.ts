import { readFileSync } from 'node:fs';
import { errnoOf } from '../posix/system-error.js';
import { directoriesIn, writeControl } from './control-files.js';
import { saysNoProcess } from './errnos.js';
import { freeze } from './freezer.js';

/** `freeze-and-signal` is for Linux before 5.14, which has no `cgroup.kill`. */
export type KillMethod = 'cgroup.kill' | 'freeze-and-signal';

/** How long a tree may take to freeze before it is killed as it is; the caller repeats until it is empty. */
const freezeBoundMs = 250;

/** Sends SIGKILL to everything in the cgroup and below it, new forks included. Says nothing of when they are gone. */
export async function killEverything(directory: string, method: KillMethod): Promise<void> {
  if (method === 'cgroup.kill') await writeControl(directory, 'cgroup.kill', '1');
  else await freezeAndSignal(directory);
}

/** SIGKILL reaches frozen tasks; frozen ones cannot fork meanwhile, so that one round is enough. */
async function freezeAndSignal(directory: string): Promise<void> {
  try {
    await freeze(directory, performance.now() + freezeBoundMs);
    for (const each of await directoriesIn(directory)) {
      for (const pid of pidsIn(each)) killQuietly(pid);
    }
  } finally {
    await writeControl(directory, 'cgroup.freeze', '0');
  }
}

/** The processes of one cgroup, without those below it. */
export function pidsIn(directory: string): readonly number[] {
  try {
    const lines = readFileSync(`${directory}/cgroup.procs`, 'latin1').split('\n');
    return lines.map(Number).filter((pid) => pid > 0);
  } catch (error) {
    if (saysNoProcess(error)) return [];
    throw error;
  }
}

/** A process that is gone needs no kill; one we may not signal shows as a survivor, because it still is there. */
function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH' && errnoOf(error) !== 'EPERM') throw error;
  }
}

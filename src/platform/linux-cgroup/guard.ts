import { GuardProcess } from '../posix/guard-process.js';
import { guardScript } from './guard-script.js';
import { hostLeaf } from './host-leaf.js';
import type { KillMethod } from './kill-tree.js';
import type { CgroupLocation } from './mounts.js';

export interface GuardOptions {
  readonly instance: CgroupLocation;
  readonly home: CgroupLocation;
  readonly killMethod: KillMethod;
  /** Told in words when no guard is left. */
  readonly report: (reason: string) => void;
}

/**
 * Ends and removes every block when the host dies without doing it itself. Closed once the directories are gone, it
 * finds nothing to do; with some left, it still ends those first.
 */
export class Guard extends GuardProcess {
  constructor({ instance, home, killMethod, report }: GuardOptions) {
    const { directory } = home;
    const homes = [`${directory}/cgroup.procs`, `${directory}/${hostLeaf}/cgroup.procs`] as const;
    const args = [instance.directory, homes[0], killMethod, homes[1]];
    super({ script: guardScript, args, report });
  }
}

import type { Backend, Opening, SessionOptions } from '../contract.js';
import { inWords } from '../posix/system-error.js';
import type { KillMethod } from './kill-tree.js';
import { currentBases } from './mounts.js';
import { CgroupSession } from './session.js';

export interface LinuxCgroupOptions {
  /** Default `auto`: `cgroup.kill` where the kernel has it, freeze and signal before Linux 5.14. */
  readonly killMethod?: KillMethod | 'auto';
}

/** cgroup v2: the kernel keeps the list of a block's processes and ends them all in one go. */
export function linuxCgroup({ killMethod = 'auto' }: LinuxCgroupOptions = {}): Backend {
  return { name: 'linux-cgroup', open: (options) => open(killMethod, options) };
}

async function open(killMethod: KillMethod | 'auto', options: SessionOptions): Promise<Opening> {
  if (process.platform !== 'linux') return unavailable(`it needs Linux, this is ${process.platform}`);
  try {
    return await openInFirstThatWorks(killMethod, options);
  } catch (error) {
    return unavailable(inWords(error));
  }
}

async function openInFirstThatWorks(
  killMethod: KillMethod | 'auto',
  options: SessionOptions,
): Promise<Opening> {
  const bases = currentBases();
  const [home] = bases;
  if (home === undefined) return unavailable('no cgroup v2 hierarchy is mounted');
  const reasons: string[] = [];
  for (const base of bases) {
    try {
      return { status: 'ready', session: await CgroupSession.open({ ...options, base, home, killMethod }) };
    } catch (error) {
      reasons.push(inWords(error));
    }
  }
  return unavailable(reasons.join('; '));
}

function unavailable(reason: string): Opening {
  return { status: 'unavailable', reason };
}

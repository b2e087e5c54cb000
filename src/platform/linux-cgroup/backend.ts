import type { Backend, Opening, SessionOptions } from '../contract.js';
import type { KillMethod } from './kill-tree.js';

export interface LinuxCgroupOptions {
  /** Default `auto`: `cgroup.kill` where the kernel has it, freeze and signal before Linux 5.14. */
  readonly killMethod?: KillMethod | 'auto';
}

/** cgroup v2: the kernel keeps the list of a block's processes and ends them all in one go. */
export function linuxCgroup({ killMethod = 'auto' }: LinuxCgroupOptions = {}): Backend {
  return { name: 'linux-cgroup', open: (options) => open(killMethod, options) };
}

async function open(killMethod: KillMethod | 'auto', options: SessionOptions): Promise<Opening> {
  if (process.platform !== 'linux') {
    return { status: 'unavailable', reason: `it needs Linux, this is ${process.platform}` };
  }
  const { openCgroups } = await import('./open.js');
  return openCgroups(killMethod, options);
}

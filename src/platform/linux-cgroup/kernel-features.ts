import { readFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { release } from 'node:os';
import { errnoOf } from '../posix/system-error.js';
import type { KillMethod } from './kill-tree.js';

/** `cgroup.kill` where the kernel has it, asked in a directory of our own. */
export async function findKillMethod(directory: string): Promise<KillMethod> {
  return (await exists(`${directory}/cgroup.kill`)) ? 'cgroup.kill' : 'freeze-and-signal';
}

/** What a user may want to know of the kernel and its mount, in words. */
export function describeKernel(directory: string): Readonly<Record<string, string>> {
  const controllers = readFileSync(`${directory}/cgroup.controllers`, 'latin1').trim();
  return {
    kernel: release(),
    controllers: controllers === '' ? 'none: no limits, no memory or I/O figures of a pane' : controllers,
    'first move': favorsMoves()
      ? 'fast: cgroup2 is mounted with favordynmods'
      : 'some 10 ms after a rest: cgroup2 is mounted without favordynmods',
  };
}

/** With the option, moving a process does not wait for a grace period of the kernel (cgroup-v2, "Mounting"). */
function favorsMoves(): boolean {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return lines.some((line) => line.includes(' - cgroup2 ') && line.includes('favordynmods'));
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}

import type { AttachOutcome, ProcessRef } from '../contract.js';
import type { BootClock } from '../posix/boot-clock.js';
import { descendants, readProcessTable } from '../posix/process-table.js';
import { errnoOf, inWords } from '../posix/system-error.js';
import { moveProcesses } from './control-files.js';
import type { CgroupLocation } from './mounts.js';
import { cgroupPathOf, isWithin } from '../posix/placement.js';

/** A tree that forks faster than it can be moved for this many passes is left as it is then. */
const mostPasses = 100;

export interface AttachOptions {
  readonly clock: BootClock;
  /** Where members live. */
  readonly pane: CgroupLocation;
  /** Where the ones attached are put. */
  readonly leaf: string;
  /** Of members, only those with no run are taken into one. */
  readonly main: CgroupLocation;
  /** All blocks of this host: a descendant that belongs to another block stays there. */
  readonly instance: CgroupLocation;
}

/**
 * Moves the root, then its descendants, again and again until a pass moves none: a child forked before its
 * parent was moved is caught by the next pass, one forked after is born inside.
 */
export async function attachTree(root: number, options: AttachOptions): Promise<AttachOutcome> {
  const path = cgroupPathOf(root);
  const wasMember = path !== undefined && isWithin(path, options.pane.path);
  const moved = new Map<number, ProcessRef>();
  for (let pass = 0; pass < mostPasses; pass++) {
    const tree = descendants(readProcessTable(), root);
    if (tree.length === 0 && moved.size === 0) return { status: 'already-gone' };
    const outside = tree.filter(({ pid }) => isOutside(pid, options));
    try {
      await moveProcesses(outside, options.leaf);
    } catch (error) {
      return refusal(error);
    }
    for (const stat of outside) moved.set(stat.pid, { pid: stat.pid, birth: options.clock.birthOf(stat) });
    if (outside.length === 0) break;
  }
  return { status: wasMember ? 'member' : 'late', processes: [...moved.values()] };
}

function isOutside(pid: number, { instance, leaf, main }: AttachOptions): boolean {
  const path = cgroupPathOf(pid);
  if (path === undefined) return false;
  return !isWithin(path, instance.path) || (leaf !== main.directory && isWithin(path, main.path));
}

/** EACCES and EPERM: not ours to move. EBUSY, EINVAL, EOPNOTSUPP: the kernel cannot place it here. */
function refusal(error: unknown): AttachOutcome {
  const errno = errnoOf(error);
  const status = errno === 'EACCES' || errno === 'EPERM' ? 'denied' : 'unsupported';
  return { status, reason: inWords(error) };
}

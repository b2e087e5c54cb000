import { errnoOf } from '../posix/system-error.js';

type Errnos = ReadonlySet<string | undefined>;

/** ENODEV: removed while a file of it was open. */
const removed: Errnos = new Set(['ENOENT', 'ENODEV']);
/** Removed, so it was empty; or threaded, so its processes stand in the cgroup above (Node calls EOPNOTSUPP so). */
const holdsNoProcess: Errnos = new Set(['ENOENT', 'ENODEV', 'ENOTSUP']);
/** Read-only, full, at its limit of cgroups or descriptors, or no longer ours: for now there is no doing it. */
const unwritable: Errnos = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EAGAIN', 'EMFILE', 'ENFILE']);
/** Transient for some milliseconds after the last process has gone. */
const occupied: Errnos = new Set(['EBUSY', 'ENOTEMPTY']);

export function saysRemoved(error: unknown): boolean {
  return removed.has(errnoOf(error));
}

export function saysNoProcess(error: unknown): boolean {
  return holdsNoProcess.has(errnoOf(error));
}

export function saysUnwritable(error: unknown): boolean {
  return unwritable.has(errnoOf(error));
}

export function saysOccupied(error: unknown): boolean {
  return occupied.has(errnoOf(error));
}

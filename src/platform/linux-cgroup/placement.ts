import { readStart } from '../posix/read-file.js';
import { unlessGone } from '../posix/system-error.js';
import { parseOwnPath } from './mounts.js';

/** What the kernel adds to the path of a cgroup removed while a zombie still points to it. */
const deletedSuffix = ' (deleted)';

/** The cgroup v2 path a process lives in, as this host's cgroup namespace sees it; undefined when it is gone. */
export function cgroupPathOf(pid: number): string | undefined {
  const text = unlessGone(() => readStart(`/proc/${pid}/cgroup`));
  const path = text === undefined ? undefined : parseOwnPath(text);
  return path?.endsWith(deletedSuffix) === true ? path.slice(0, -deletedSuffix.length) : path;
}

export function isWithin(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}/`);
}

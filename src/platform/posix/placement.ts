import { readStart } from './read-file.js';
import { unlessGone } from './system-error.js';

/** What the kernel adds to the path of a cgroup removed while a zombie still points to it. */
const deletedSuffix = ' (deleted)';

/** The cgroup v2 path a process lives in, as this host's cgroup namespace sees it; undefined when it is gone. */
export function cgroupPathOf(pid: number): string | undefined {
  const text = unlessGone(() => readStart(`/proc/${pid}/cgroup`));
  const path = text === undefined ? undefined : parseOwnPath(text);
  return path?.endsWith(deletedSuffix) === true ? path.slice(0, -deletedSuffix.length) : path;
}

/** The cgroup v2 path of a process in the format of `/proc/PID/cgroup`; undefined where there is no v2. */
export function parseOwnPath(text: string): string | undefined {
  const line = text.split('\n').find((candidate) => candidate.startsWith('0::'));
  return line?.slice('0::'.length);
}

export function isWithin(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}/`);
}

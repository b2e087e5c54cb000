import type { ProcessRef } from '../contract.js';

/** Says on which clock it is: 100 ns since 1601, as GetProcessTimes tells it. */
const prefix = 'filetime:';

const ticksPerMs = 10_000n;
/** Milliseconds from 1601 to 1970. */
const epochMs = 11_644_473_600_000n;

export function toBirth(fileTime: string): string {
  return `${prefix}${fileTime}`;
}

/** As the helper takes it. A birth of another backend's stays what it is, and is the birth of no process. */
export function toTarget({ pid, birth }: ProcessRef): ProcessRef {
  return { pid, birth: birth.startsWith(prefix) ? birth.slice(prefix.length) : birth };
}

/** Milliseconds since the epoch; undefined for what is no number. */
export function startedAt(fileTime: string): number | undefined {
  return /^\d+$/.test(fileTime) ? Number(BigInt(fileTime) / ticksPerMs - epochMs) : undefined;
}

/** Windows never rewrites a parent's PID and gives PIDs out again: a parent younger than its child is none. */
export function mayBeParent(parent: string | undefined, child: string | undefined): boolean {
  if (parent === undefined || child === undefined) return false;
  return parent.length === child.length ? parent <= child : parent.length < child.length;
}

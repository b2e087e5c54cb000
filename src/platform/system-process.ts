import type { ProcessRef } from './contract.js';
import { BootClock } from './posix/boot-clock.js';
import { describe } from './posix/describe.js';
import { isAlive, readProcStat } from './posix/proc-stat.js';

/** A process as the system knows it, whether or not a registry tracks it. */
export interface SystemProcess extends ProcessRef {
  readonly ppid: number;
  readonly name: string;
  readonly command: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** `unreadable`: this system has no `/proc` that shows processes. A zombie has ended and is `gone`. */
export function readSystemProcess(pid: number): SystemProcess | 'gone' | 'unreadable' {
  if (readProcStat(process.pid) === undefined) return 'unreadable';
  const stat = readProcStat(pid);
  const found = stat !== undefined && isAlive(stat) ? describe(pid, new BootClock()) : undefined;
  if (found === undefined) return 'gone';
  const { birth, ppid, name, command = `[${name}]`, startedAt } = found;
  return { pid, birth, ppid, name, command, startedAt };
}

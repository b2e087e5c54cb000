import { basename } from 'node:path';
import type { ProcessRef } from '../contract.js';
import type { BootClock } from './boot-clock.js';
import { isLauncher } from './launcher.js';
import { readArguments, readProcStat } from './proc-stat.js';

/** What `/proc` tells of a process that is going to be listed. */
export interface Description extends ProcessRef {
  readonly ppid: number;
  readonly name: string;
  /** Undefined in the middle of an exec, and for a process that has none. */
  readonly command: string | undefined;
  readonly startedAt: number;
}

/** A launcher needs about 1 ms. What looks like one for longer than this is listed as what it is. */
const launcherBoundMs = 5000;

/** The kernel keeps this many bytes of a name (TASK_COMM_LEN less the NUL). */
const longestKernelName = 15;

/**
 * Undefined when the process has gone; `launcher` while it is still ours to start a command with, and so
 * has not got its name and arguments yet.
 */
export function describe(pid: number, clock: BootClock): Description | 'launcher' | undefined {
  const stat = readProcStat(pid);
  const args = readArguments(pid);
  if (stat === undefined || args === undefined) return undefined;
  const startedAt = clock.startedAt(stat);
  // A launcher becomes its command by an exec, in which the arguments read as empty for a moment.
  const isStarting = isLauncher(args) || (args.length === 0 && stat.state !== 'Z');
  if (isStarting && Date.now() - startedAt < launcherBoundMs) return 'launcher';
  return {
    pid,
    birth: clock.birthOf(stat),
    ppid: stat.ppid,
    name: wholeName(stat.name, args),
    command: args.length === 0 ? undefined : args.join(' '),
    startedAt,
  };
}

/** A name the kernel has cut is completed from the program's own path where that begins alike. */
function wholeName(name: string, args: readonly string[]): string {
  if (Buffer.byteLength(name) < longestKernelName) return name;
  const program = basename(args[0] ?? '');
  return program.startsWith(name) ? program : name;
}

import { readArguments, readDirectory, readProcStat } from './posix/proc-stat.js';
import { errnoOf } from './posix/system-error.js';

/** The process group that a terminal's keyboard and signals reach, by one of its processes. */
export interface Foreground {
  /** Process group id. */
  readonly group: number;
  /** At most 15 bytes, as the kernel has it. */
  readonly name: string;
  /** Empty in the middle of an exec. */
  readonly args: readonly string[];
  /** The current directory; undefined where the process belongs to another user. */
  readonly directory: string | undefined;
}

/**
 * The foreground of the terminal of a session, read from `/proc` (tcgetpgrp(3)). `membersOf` names processes of a group
 * whose first process has ended. Undefined where there is no `/proc`, or no terminal.
 */
export function readForeground(
  leader: number,
  membersOf: (group: number) => readonly number[],
): Foreground | undefined {
  const group = readProcStat(leader)?.foregroundGroup ?? 0;
  if (group <= 0) return undefined;
  for (const pid of [group, ...membersOf(group)]) {
    const stat = readProcStat(pid);
    // A PID that was given out again belongs to another group.
    if (stat?.group !== group || stat.state === 'Z') continue;
    return { group, name: stat.name, args: readArguments(pid) ?? [], directory: readDirectory(pid) };
  }
  return undefined;
}

/** Whether any process is left in it. */
export function isGroupAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
}

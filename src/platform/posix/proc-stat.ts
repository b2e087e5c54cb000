import { readdirSync, readlinkSync } from 'node:fs';
import type { SystemSession } from '../contract.js';
import { readStart } from './read-file.js';
import { unlessGone, unlessHidden } from './system-error.js';

/** What `/proc/PID/stat` says of a process, see proc_pid_stat(5). */
export interface ProcStat {
  readonly pid: number;
  /** At most 15 bytes; may hold any character, parentheses and spaces included. */
  readonly name: string;
  readonly state: string;
  readonly ppid: number;
  readonly group: number;
  readonly session: number;
  /** Device number of the controlling terminal, 0 for none. */
  readonly terminal: number;
  /** Has begun to end (PF_EXITING in include/linux/sched.h). */
  readonly isExiting: boolean;
  /** The process group in the foreground of that terminal. */
  readonly foregroundGroup: number;
  /** User and system time of the process, its waited-for children not included, in clock ticks. */
  readonly cpuTicks: number;
  readonly threads: number;
  /** Clock ticks between boot and the start of the process. */
  readonly startTicks: number;
}

const exitingFlag = 0x4;

/** Fields are counted from 1 in the manual page; the third is the first one after the name. */
const firstAfterName = 3;

export function parseProcStat(text: string): ProcStat {
  const nameStart = text.indexOf('(') + 1;
  const nameEnd = text.lastIndexOf(')');
  const fields = text.slice(nameEnd + 2).split(' ');
  const field = (number: number) => Number(fields[number - firstAfterName]);
  return {
    pid: Number.parseInt(text, 10),
    name: text.slice(nameStart, nameEnd),
    state: fields[0] ?? '',
    ppid: field(4),
    group: field(5),
    session: field(6),
    terminal: field(7),
    isExiting: (field(9) & exitingFlag) !== 0,
    foregroundGroup: field(8),
    cpuTicks: field(14) + field(15),
    threads: field(20),
    startTicks: field(22),
  };
}

/** Session and group are 0 where they lie outside this PID namespace. */
export function idInside(id: number): number | undefined {
  return id > 0 ? id : undefined;
}

/** Undefined when there is no such process. */
export function readProcStat(pid: number): ProcStat | undefined {
  const text = unlessGone(() => readStart(`/proc/${pid}/stat`));
  return text === undefined ? undefined : parseProcStat(text);
}

export function sessionIn(stat: ProcStat | undefined): SystemSession | undefined {
  if (stat === undefined) return undefined;
  const { session: leader, terminal, group, foregroundGroup } = stat;
  return { leader, hasTerminal: terminal !== 0, isForeground: group === foregroundGroup };
}

/**
 * A zombie has ended; what is left is a line for its parent to read. One that still has other threads has only
 * lost its first: the process runs on.
 */
export function isAlive({ state, threads }: ProcStat): boolean {
  return state !== 'X' && (state !== 'Z' || threads > 1);
}

/**
 * Field by field, the arguments of the process, at most 4,096 bytes of them. Empty for a zombie, a kernel thread and
 * in the middle of an exec; a program that has blanked its title still has an empty one.
 */
export function readArguments(pid: number): readonly string[] | undefined {
  return unlessGone(() => readArgumentsIn(`/proc/${pid}`));
}

function readArgumentsIn(directory: string): readonly string[] {
  const text = readStart(`${directory}/cmdline`);
  if (text === '') return [];
  return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
}

/** Its current directory; undefined also for a process of another user. */
export function readDirectory(pid: number): string | undefined {
  return unlessHidden(() => readlinkSync(`/proc/${pid}/cwd`));
}

/** The arguments of a process whose first thread has ended: any other one has them. */
export function readArgumentsOf({ pid, state, threads }: ProcStat): readonly string[] | undefined {
  const args = readArguments(pid);
  if (args?.length !== 0 || state !== 'Z' || threads < 2) return args;
  return inOtherThreads(pid, readArgumentsIn).find(({ length }) => length > 0) ?? args;
}

/** What a file of a process gives in each of its threads but the first, which stays on the list when it has ended. */
export function inOtherThreads<T>(pid: number, read: (directory: string) => T): readonly T[] {
  const threads = unlessGone(() => readdirSync(`/proc/${pid}/task`)) ?? [];
  return threads.flatMap((thread) => {
    if (Number(thread) === pid) return [];
    const found = unlessGone(() => read(`/proc/${pid}/task/${thread}`));
    return found === undefined ? [] : [found];
  });
}

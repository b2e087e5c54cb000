import { readStart } from './read-file.js';
import { unlessGone } from './system-error.js';

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
  /** User and system time of the process, its waited-for children not included, in clock ticks. */
  readonly cpuTicks: number;
  readonly threads: number;
  /** Clock ticks between boot and the start of the process. */
  readonly startTicks: number;
}

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
    cpuTicks: field(14) + field(15),
    threads: field(20),
    startTicks: field(22),
  };
}

/** Undefined when there is no such process. */
export function readProcStat(pid: number): ProcStat | undefined {
  const text = unlessGone(() => readStart(`/proc/${pid}/stat`));
  return text === undefined ? undefined : parseProcStat(text);
}

/**
 * A zombie has ended; what is left is a line for its parent to read. One that still has other threads has only
 * lost its first: the process runs on.
 */
export function isAlive({ state, threads }: ProcStat): boolean {
  return state !== 'X' && (state !== 'Z' || threads > 1);
}

/** Field by field, the arguments of the process; empty for a zombie or a kernel thread; cut at 4,096 bytes. */
export function readArguments(pid: number): readonly string[] | undefined {
  const text = unlessGone(() => readStart(`/proc/${pid}/cmdline`));
  if (text === undefined) return undefined;
  const end = text.endsWith('\0') ? text.length - 1 : text.length;
  return end === 0 ? [] : text.slice(0, end).split('\0');
}

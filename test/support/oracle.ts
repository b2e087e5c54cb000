import { readdirSync, readFileSync } from 'node:fs';

/** The truth about processes, read from /proc by code that shares nothing with what it checks. */
export interface Seen {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat. */
  readonly startTicks: number;
  readonly ppid: number;
  readonly state: string;
  readonly name: string;
}

/** Undefined when there is no such process, or only what a parent has not waited for. */
export function look(pid: number): Seen | undefined {
  const text = readOrNothing(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const nameEnd = text.lastIndexOf(')');
  const fields = text.slice(nameEnd + 2).split(' ');
  const state = fields[0] ?? '';
  if (state === 'Z' || state === 'X') return undefined;
  return {
    pid,
    state,
    ppid: Number(fields[1]),
    startTicks: Number(fields[19]),
    name: text.slice(text.indexOf('(') + 1, nameEnd),
  };
}

export function isAlive(process: Pick<Seen, 'pid' | 'startTicks'>): boolean {
  return look(process.pid)?.startTicks === process.startTicks;
}

/** What a birth says of the start time, so that a reference can be compared with /proc. */
export function startTicksOf(birth: string): number {
  return Number(birth.slice(birth.lastIndexOf(':') + 1));
}

/** Every live process that carries the token in its arguments or its environment. */
export function carriersOf(token: string): readonly Seen[] {
  return allPids().flatMap((pid) => {
    if (pid === process.pid || !carries(pid, token)) return [];
    return look(pid) ?? [];
  });
}

function allPids(): readonly number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

function carries(pid: number, token: string): boolean {
  return ['cmdline', 'environ'].some(
    (file) => readOrNothing(`/proc/${pid}/${file}`)?.includes(token) === true,
  );
}

/** Zombies whose parent is this process. */
export function zombieChildrenOf(parent: number): readonly number[] {
  return allPids().filter((pid) => {
    const fields = readOrNothing(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ');
    return fields?.[0] === 'Z' && Number(fields[1]) === parent;
  });
}

export function childrenOf(parent: number): readonly number[] {
  return allPids().filter((pid) => look(pid)?.ppid === parent);
}

/** What this process holds of the system. */
export function holdings(): { readonly descriptors: number; readonly watches: number } {
  const descriptors = readdirSync('/proc/self/fd');
  const watches = descriptors.map((fd) => readOrNothing(`/proc/self/fdinfo/${fd}`) ?? '');
  return {
    descriptors: descriptors.length,
    watches: watches
      .join('\n')
      .split('\n')
      .filter((line) => line.startsWith('inotify ')).length,
  };
}

export function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Short enough for a failure message. */
export function inWords(seen: readonly Seen[]): string {
  const first = seen.slice(0, 12).map(({ pid, ppid, name, state }) => `${name}(${pid} of ${ppid}, ${state})`);
  return `${seen.length}: ${first.join(' ')}`;
}

/** PIDs in an order of their own, to compare lists. */
export function pidsOf(processes: readonly { readonly pid: number }[]): readonly number[] {
  return ascending(processes.map(({ pid }) => pid));
}

export function ascending(numbers: readonly number[]): readonly number[] {
  return numbers.toSorted((a, b) => a - b);
}

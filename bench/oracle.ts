import { readdirSync, readFileSync } from 'node:fs';

/** PIDs of live processes with this word on their command line: asks `/proc`, so no cgroup has a say in it. */
export function findMarked(token: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && argumentsOf(pid).includes(token));
}

/** PIDs of the live processes with this parent. */
export function childrenOf(parent: number): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === parent);
}

/** Empty for a zombie too: it has no memory that could hold them. */
export function argumentsOf(pid: number): readonly string[] {
  return read(pid, 'cmdline').split('\0').slice(0, -1);
}

/** Fields of `/proc/PID/stat` count from the closing bracket of the name: state, ppid. */
function parentOf(pid: number): number | undefined {
  const text = read(pid, 'stat');
  const [state, ppid] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : Number(ppid);
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    // Gone between the listing and the look.
    return '';
  }
}

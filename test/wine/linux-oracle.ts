import { readdirSync, readFileSync } from 'node:fs';

/** Wine shows Linux’s own tree as drive Z:. Nothing of the code under test ever reads it. */
const proc = 'Z:/proc';

/** A process as Linux sees it. */
export interface Seen {
  readonly linuxPid: number;
  /** Field 22 of /proc/PID/stat. */
  readonly startTicks: string;
  /** What of the command line a look was for. */
  readonly found: string;
  readonly command: string;
}

/** Every live process whose command line has what `pattern` captures first. */
export function search(pattern: RegExp): readonly Seen[] {
  return readdirSync(proc)
    .map(Number)
    .filter(Number.isInteger)
    .flatMap((linuxPid) => {
      const command = read(`${proc}/${linuxPid}/cmdline`)?.replaceAll('\0', ' ').trim() ?? '';
      const found = pattern.exec(command)?.[1];
      const startTicks = found === undefined ? undefined : startTicksOf(linuxPid);
      return found === undefined || startTicks === undefined
        ? []
        : [{ linuxPid, startTicks, found, command }];
    });
}

/** Wine tells a process gone when it has sent it the end, which Linux carries out a moment later. */
const deathMs = 150;
const pauseMs = 2;
const clock = new Int32Array(new SharedArrayBuffer(4));

export function isAlive({ linuxPid, startTicks }: Pick<Seen, 'linuxPid' | 'startTicks'>): boolean {
  for (const until = performance.now() + deathMs; ; Atomics.wait(clock, 0, 0, pauseMs)) {
    if (startTicksOf(linuxPid) !== startTicks) return false;
    if (performance.now() >= until) return true;
  }
}

/** Undefined for what is not there, and for a zombie. */
function startTicksOf(linuxPid: number): string | undefined {
  const stat = read(`${proc}/${linuxPid}/stat`);
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === undefined || state === 'Z' || state === 'X' ? undefined : fields[18];
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

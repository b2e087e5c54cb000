import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { readOrNothing } from './oracle.js';

/** Where cgroup v2 is mounted, read here anew; undefined without one. */
export function mountPoint(): string | undefined {
  const lines = (readOrNothing('/proc/self/mountinfo') ?? '').split('\n');
  return lines.findLast((line) => line.includes(' - cgroup2 '))?.split(' ')[4];
}

/** The cgroup v2 path of a process; undefined when it is gone. */
export function pathOf(pid: number | 'self'): string | undefined {
  const lines = readOrNothing(`/proc/${pid}/cgroup`)?.split('\n') ?? [];
  return lines.find((line) => line.startsWith('0::'))?.slice('0::'.length);
}

/** Why the process tests cannot run here; undefined where they can. */
export function whyNoWritableCgroup(): string | undefined {
  const root = mountPoint();
  if (process.platform !== 'linux') return `needs Linux, this is ${process.platform}`;
  if (root === undefined) return 'no cgroup v2 is mounted';
  const probe = `${root}${pathOf('self')}/panetree-${process.pid}-probe`;
  try {
    mkdirSync(probe);
    rmdirSync(probe);
    accessSync(`${root}${pathOf('self')}/cgroup.procs`, constants.W_OK);
    return undefined;
  } catch (error) {
    // Without the name of the probe: one cause is to read alike in every file.
    return `no writable cgroup v2: ${(error as NodeJS.ErrnoException).code ?? String(error)}`;
  }
}

/** The directories of all registries of one host process that stand directly below this process's cgroup. */
export function directoriesOf(hostPid: number): readonly string[] {
  const base = `${mountPoint()}${pathOf('self')}`.replace(/\/$/, '');
  return readdirSync(base)
    .filter((name) => name.startsWith(`panetree-${hostPid}-`))
    .map((name) => `${base}/${name}`);
}

/** A directory and everything below it, deepest last. */
export function treeOf(directory: string): readonly string[] {
  const found = [directory];
  for (const parent of found) {
    for (const name of subdirectories(parent)) found.push(`${parent}/${name}`);
  }
  return found;
}

/** All PIDs that the kernel lists in a cgroup and below it. */
export function pidsBelow(directory: string): readonly number[] {
  return treeOf(directory).flatMap((each) =>
    (readOrNothing(`${each}/cgroup.procs`) ?? '').split('\n').filter(Boolean).map(Number),
  );
}

export function moveTo(directory: string, pid: number): void {
  writeFileSync(`${directory}/cgroup.procs`, String(pid));
}

/** For a scenario that failed: ends what is left in a directory a test's own host has made, and removes it. */
export function clear(directory: string): void {
  for (const each of treeOf(directory).toReversed()) {
    ignoreFailure(() => writeFileSync(`${each}/cgroup.freeze`, '0'));
    ignoreFailure(() => writeFileSync(`${each}/cgroup.kill`, '1'));
    ignoreFailure(() => rmdirSync(each));
  }
}

/** The same, again and again until it is true. */
export function isRemoved(directory: string): boolean {
  clear(directory);
  return !existsSync(directory);
}

function subdirectories(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

function ignoreFailure(act: () => void): void {
  try {
    act();
  } catch {
    // Already gone or still busy: the caller looks again.
  }
}

export function readEvents(directory: string): string {
  return readFileSync(`${directory}/cgroup.events`, 'utf8');
}

import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rmdir } from 'node:fs/promises';
import { cgroupPathOf } from '../posix/placement.js';
import { errnoOf } from '../posix/system-error.js';
import { until } from '../until.js';
import { saysOccupied, saysRemoved } from './errnos.js';
import type { CgroupLocation } from './mounts.js';

/**
 * Writes a control file as one write(2), off the main thread: killing or freezing thousands of processes
 * keeps the caller in the kernel for milliseconds. Without O_CREAT, so that a missing file says ENOENT.
 */
export async function writeControl(directory: string, file: string, value: string): Promise<void> {
  const handle = await open(`${directory}/${file}`, constants.O_WRONLY);
  try {
    await handle.write(value);
  } finally {
    await handle.close();
  }
}

/**
 * Moves processes with all their threads, through one open file; gives those that were there to be moved. A zombie
 * is accepted by the kernel and moves nowhere. Stops at the deadline: a tree can be larger than there is time.
 */
export async function moveProcesses<T extends { readonly pid: number }>(
  processes: readonly T[],
  directory: string,
  deadlineAt: number = Number.POSITIVE_INFINITY,
): Promise<readonly T[]> {
  const handle = await open(`${directory}/cgroup.procs`, constants.O_WRONLY);
  const moved: T[] = [];
  try {
    for (const process of processes) {
      if (performance.now() > deadlineAt) break;
      if (await moveThrough(handle, process.pid)) moved.push(process);
    }
    return moved;
  } finally {
    await handle.close();
  }
}

async function moveThrough(handle: FileHandle, pid: number): Promise<boolean> {
  try {
    await handle.write(String(pid));
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ESRCH') return false;
    throw error;
  }
}

/**
 * The first move after a rest waits some 10 ms for a grace period of the kernel (percpu_down_write of
 * cgroup_threadgroup_rwsem); those right after it do not. Moved to where it is, a process waits for them and stays.
 */
export async function prepareMoves(pid: number, home: CgroupLocation): Promise<void> {
  if (cgroupPathOf(pid) !== home.path) return;
  await moveProcesses([{ pid }], home.directory).catch(() => undefined);
}

/** Makes the directory and its children, then what lives in them; where that fails, nothing of it stays. */
export async function makeTree<T>(
  directory: string,
  children: readonly string[],
  settle: () => T,
): Promise<T> {
  try {
    await mkdir(directory);
    for (const child of children) await mkdir(`${directory}/${child}`);
    return settle();
  } catch (error) {
    await removeTree(directory, performance.now());
    throw error;
  }
}

/** The directory and all below it, each before what it holds. Empty when it is gone. */
export async function directoriesIn(directory: string): Promise<readonly string[]> {
  const found = [directory];
  for (const parent of found) {
    for (const entry of await entriesOf(parent)) {
      if (entry.isDirectory()) found.push(`${parent}/${entry.name}`);
    }
  }
  return found;
}

/**
 * Removes the directory and all below it, bottom-up. EBUSY is transient for some milliseconds after the
 * last process has gone, so it is tried again until the deadline; false says that something still lives there.
 */
export async function removeTree(directory: string, deadlineAt: number): Promise<boolean> {
  return until(async () => {
    const directories = await directoriesIn(directory);
    const outcomes = [];
    for (const candidate of directories.toReversed()) outcomes.push(await tryRemove(candidate));
    return outcomes.every((removed) => removed);
  }, deadlineAt);
}

async function tryRemove(directory: string): Promise<boolean> {
  try {
    await rmdir(directory);
    return true;
  } catch (error) {
    if (saysRemoved(error)) return true;
    if (saysOccupied(error)) return false;
    throw error;
  }
}

async function entriesOf(directory: string) {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (saysRemoved(error)) return [];
    throw error;
  }
}

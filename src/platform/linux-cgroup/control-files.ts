import { constants } from 'node:fs';
import { open, readdir, rmdir } from 'node:fs/promises';
import { errnoOf } from '../posix/system-error.js';
import { until } from '../until.js';
import { saysOccupied, saysRemoved } from './errnos.js';

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

export type MoveOutcome = 'moved' | 'already-gone';

/** Moves a process with all its threads. A zombie is accepted by the kernel and moves nowhere. */
export async function moveProcess(pid: number, directory: string): Promise<MoveOutcome> {
  try {
    await writeControl(directory, 'cgroup.procs', String(pid));
    return 'moved';
  } catch (error) {
    if (errnoOf(error) === 'ESRCH') return 'already-gone';
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

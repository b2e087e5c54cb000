import { mkdir, readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { parseInstanceName, stateOfOwner } from '../posix/instance-name.js';
import { errnoOf } from '../posix/system-error.js';
import { until } from '../until.js';
import { directoriesIn, moveProcesses, removeTree } from './control-files.js';
import { unlessUnwritable } from './forced-end.js';
import { freeze, isInState, thawAll } from './freezer.js';
import { pidsIn } from './kill-tree.js';
import { runIdOf } from './leaves.js';
import type { CgroupPaths } from './cgroup-paths.js';

/** How long a tree may take to stand still; one that does not is moved as it is, again and again. */
const freezeBoundMs = 250;
const moveBoundMs = 2000;
const removalBoundMs = 500;
/** The directory that says whose a block is going to be exists for a moment before the name in it does. */
const claimBoundMs = 100;

export interface Heir {
  /** The name of the registry that takes over. */
  readonly claimant: string;
  /** The directory that a leaf of the pane, or of the kept, moves to. */
  readonly paneLeaf: (runId: number | undefined) => Promise<string>;
  readonly keptLeaf: (runId: number | undefined) => Promise<string>;
}

/**
 * Moves everything of a block whose host is dead, leaf by leaf, while it stands still, and removes what is left of it. A
 * cgroup cannot be renamed, and one that stayed would bear the name of a dead host.
 */
export async function takeOver(left: CgroupPaths, { claimant, paneLeaf, keptLeaf }: Heir): Promise<void> {
  const claim = `${dirname(left.pane.directory)}/claim-${basename(left.pane.directory)}`;
  await makeClaim(claim, claimant);
  try {
    await moveHalf(left.pane.directory, paneLeaf);
    await moveHalf(left.kept.directory, keptLeaf);
  } finally {
    await removeTree(claim, performance.now() + removalBoundMs);
  }
  await removeTree(left.instance, performance.now()).catch(() => false);
}

async function moveHalf(half: string, leafFor: Heir['paneLeaf']): Promise<void> {
  const deadlineAt = performance.now() + moveBoundMs;
  if (!isInState(half, 'populated')) {
    await removeTree(half, performance.now());
    return;
  }
  // What is moved out of it runs on: standing still is a matter of where a process lives.
  await unlessUnwritable(freeze(half, performance.now() + freezeBoundMs));
  let isRemoved = false;
  try {
    await moveAll(half, leafFor, deadlineAt);
    isRemoved = await removeTree(half, performance.now() + removalBoundMs);
  } finally {
    // What stays is somebody's to go on with, and nobody would thaw it.
    if (!isRemoved) await unlessUnwritable(thawAll(half));
  }
  if (!isRemoved) throw new Error(`not everything could be moved out of ${half}`);
}

async function moveAll(half: string, leafFor: Heir['paneLeaf'], deadlineAt: number): Promise<void> {
  do {
    for (const directory of await directoriesIn(half)) {
      const pids = pidsIn(directory).map((pid) => ({ pid }));
      const [leaf = ''] = directory.slice(half.length + 1).split('/', 1);
      if (pids.length > 0) await moveProcesses(pids, await leafFor(runIdOf(leaf)), deadlineAt);
    }
  } while (isInState(half, 'populated') && performance.now() < deadlineAt);
}

/** Making a directory is what only one of several can do. One whose maker is dead has no hold. */
async function makeClaim(claim: string, claimant: string): Promise<void> {
  if (await tryMake(claim)) {
    await mkdir(`${claim}/${claimant}`);
    return;
  }
  let holders: readonly string[] = [];
  await until(async () => {
    holders = (await readdir(claim).catch(() => [])).filter((name) => parseInstanceName(name) !== undefined);
    return holders.length > 0;
  }, performance.now() + claimBoundMs);
  const isHeld = holders.some((name) => {
    const owner = parseInstanceName(name);
    return owner !== undefined && stateOfOwner(owner) !== 'dead';
  });
  if (isHeld) throw new Error(`another host is taking it over: ${holders.join(', ')}`);
  await removeTree(claim, performance.now() + removalBoundMs);
  if (!(await tryMake(claim))) throw new Error('another host is taking it over');
  await mkdir(`${claim}/${claimant}`);
}

async function tryMake(directory: string): Promise<boolean> {
  try {
    await mkdir(directory);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

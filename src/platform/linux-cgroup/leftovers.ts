import type { ContainerKey, FoundContainer } from '../contract.js';
import { parseBlockNames } from '../posix/block-names.js';
import { abandonedIn, type AbandonedInstance, childrenOf } from './abandoned.js';
import { removeTree } from './control-files.js';
import { isInState } from './freezer.js';
import { runIdOf } from './leaves.js';
import type { ProcSource } from './look.js';
import { MemberList } from './member-list.js';
import type { CgroupLocation } from './mounts.js';
import { CgroupPaths } from './cgroup-paths.js';
import { ProcsReader } from './procs-reader.js';

const halves = ['pane-', 'kept-'] as const;

/** A block of a dead host, and where it lives. */
export interface LeftBlock {
  readonly found: FoundContainer;
  readonly paths: CgroupPaths;
}

/** The blocks that dead hosts have let live on. What holds nothing any more is removed on the way. */
export async function leftBlocks(
  bases: readonly CgroupLocation[],
  source: ProcSource,
): Promise<readonly LeftBlock[]> {
  const kept = abandonedIn(bases).filter(({ owner }) => owner.onHostExit === 'keep');
  const blocks: LeftBlock[] = [];
  for (const instance of kept) {
    for (const key of keysIn(instance)) {
      const block = toLeftBlock(instance, key, source);
      if (block !== undefined) blocks.push(block);
    }
    if (!isInState(instance.directory, 'populated')) await removeTree(instance.directory, performance.now());
  }
  return blocks;
}

function keysIn({ directory }: AbandonedInstance): readonly ContainerKey[] {
  const keys = new Map<string, ContainerKey>();
  for (const name of childrenOf(directory)) {
    const prefix = halves.find((half) => name.startsWith(half));
    if (prefix === undefined) continue;
    const block = name.slice(prefix.length);
    // The pane carries what completes a long name.
    const key = parseBlockNames(block, childrenOf(`${directory}/pane-${block}`));
    if (key !== undefined) keys.set(block, key);
  }
  return [...keys.values()];
}

function toLeftBlock(
  instance: AbandonedInstance,
  key: ContainerKey,
  source: ProcSource,
): LeftBlock | undefined {
  const paths = CgroupPaths.of(instance, key);
  const isAlive = [paths.pane, paths.kept].some(({ directory }) => isInState(directory, 'populated'));
  if (!isAlive) return undefined;
  const runIds = childrenOf(paths.pane.directory).flatMap((leaf) => runIdOf(leaf) ?? []);
  const members = listMembers(paths, source);
  return {
    paths,
    found: { key, instance: instance.name, ownerPid: instance.owner.pid, runIds, members },
  };
}

function listMembers({ pane, kept }: CgroupPaths, source: ProcSource): FoundContainer['members'] {
  const readers: ProcsReader[] = [];
  const read = ({ directory, path }: CgroupLocation) => {
    const reader = new ProcsReader(directory, { leaves: [], emptyChildren: 0 });
    readers.push(reader);
    return { reader, path };
  };
  try {
    const list = new MemberList(source, read(pane));
    if (isInState(kept.directory, 'populated')) list.keep(read(kept));
    const { clock, cursor } = source;
    const { bootedAt } = clock;
    return list.look({ depth: 'all', mark: cursor.read(), bootedAt, escapees: [], rotate: false });
  } finally {
    for (const reader of readers) reader.close();
  }
}

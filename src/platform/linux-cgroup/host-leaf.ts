import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { descendants, readProcessTable } from '../posix/process-table.js';
import { moveProcesses, removeTree } from './control-files.js';
import { pidsIn } from './kill-tree.js';
import { below, type CgroupLocation } from './mounts.js';

/** Where the host goes when the cgroup it lived in has to be free of processes. */
export const hostLeaf = 'panetree-host';
/** PIDs enough to find out what it is about. */
const mostNamed = 5;
/** The host may fork while it is moved. */
const mostPasses = 100;

/** Where a process goes that is to live where the host lives. */
export function homeBelow(home: string): string {
  const leaf = `${home}/${hostLeaf}`;
  return existsSync(leaf) ? leaf : home;
}

/** A host that lives in its leaf makes its panes beside that, where they can be given controllers. */
export function besideHostLeaf(bases: readonly CgroupLocation[]): readonly CgroupLocation[] {
  const [home, above, ...rest] = bases;
  if (home === undefined || above === undefined || basename(home.directory) !== hostLeaf) return bases;
  return [above, home, ...rest];
}

/**
 * Moves the host and what it has started out of a cgroup into a leaf below it, runs what needs the cgroup free of
 * processes, and undoes the move where that fails. Rejects where somebody else lives there too.
 */
export async function withHostAside(base: CgroupLocation, act: () => Promise<void>): Promise<void> {
  const leaf = below(base, hostLeaf).directory;
  requireOwn(base.directory);
  await mkdir(leaf, { recursive: true });
  try {
    await moveAll(base.directory, leaf);
    await act();
  } catch (error) {
    await moveAll(leaf, base.directory);
    await removeTree(leaf, performance.now());
    throw error;
  }
}

function requireOwn(directory: string): void {
  const own = new Set(descendants(readProcessTable(), process.pid).map(({ pid }) => pid));
  const others = pidsIn(directory).filter((pid) => !own.has(pid));
  if (others.length === 0) return;
  const some = others.slice(0, mostNamed).join(', ');
  throw new Error(
    `${others.length} that this host has not started live in ${directory} as well, for example PID ${some}`,
  );
}

async function moveAll(from: string, to: string): Promise<void> {
  for (let pass = 0; pass < mostPasses; pass++) {
    const pids = pidsIn(from);
    if (pids.length === 0) return;
    await moveProcesses(
      pids.map((pid) => ({ pid })),
      to,
    );
  }
  throw new Error(`${from} still holds processes after ${mostPasses} passes`);
}

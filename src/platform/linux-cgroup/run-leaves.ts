import { mkdir } from 'node:fs/promises';
import { removeTree } from './control-files.js';
import { isInState } from './freezer.js';
import { runLeaf } from './leaves.js';
import type { MemberList } from './member-list.js';
import type { CgroupPaths } from './cgroup-paths.js';
import type { ProcsReader } from './procs-reader.js';

export interface RunLeavesOptions {
  readonly paths: CgroupPaths;
  readonly reader: ProcsReader;
  readonly list: MemberList;
}

/** The leaves of the runs of a block, from the first command to the last process. */
export class RunLeaves {
  readonly #options: RunLeavesOptions;
  #isClosed = false;

  constructor(options: RunLeavesOptions) {
    this.#options = options;
  }

  async open(runId: number): Promise<void> {
    const { paths, reader, list } = this.#options;
    const leaf = runLeaf(runId);
    if (reader.parts.includes(leaf)) return;
    await mkdir(paths.leaf(runId));
    if (this.#isClosed) return;
    reader.open(leaf);
    list.invalidate();
  }

  async remove(runId: number): Promise<'closed' | 'occupied'> {
    const { paths, reader, list } = this.#options;
    const leaf = runLeaf(runId);
    const directory = paths.leaf(runId);
    if (isInState(directory, 'populated')) return 'occupied';
    reader.drop(leaf);
    list.invalidate();
    if (await removeTree(directory, performance.now())) return 'closed';
    if (!this.#isClosed) reader.open(leaf);
    return 'occupied';
  }

  /** The reader is closed: nothing is read any more. */
  close(): void {
    this.#isClosed = true;
  }
}

import { mkdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ProcessRef } from '../contract.js';
import { directoriesIn, moveProcesses, removeTree } from './control-files.js';
import { isInState } from './freezer.js';
import { homeBelow } from './host-leaf.js';
import { pidsIn } from './kill-tree.js';
import { runIdOf } from './leaves.js';
import type { Half } from './look.js';
import type { CgroupPaths } from './cgroup-paths.js';
import { ProcsReader } from './procs-reader.js';

/** How long a kept subtree that forks all the time may take to be let go. */
const letGoBoundMs = 1000;

/** What was taken out of the kill: cgroups beside those of the pane, made when something is first kept. */
export class Kept {
  readonly #paths: CgroupPaths;
  readonly #onOpen: (half: Half) => void;
  #reader: ProcsReader | undefined;

  constructor(paths: CgroupPaths, onOpen: (half: Half) => void) {
    this.#paths = paths;
    this.#onOpen = onOpen;
  }

  /** Gives those that were there to be moved. */
  async take(targets: readonly ProcessRef[]): Promise<readonly ProcessRef[]> {
    const moved: ProcessRef[] = [];
    for (const [home, those] of this.#paths.byLeaf(targets)) {
      moved.push(...(await moveProcesses(those, await this.leaf(basename(home)))));
    }
    return moved;
  }

  /** The directory of a leaf by its name, made when it is first asked for. */
  async leaf(name: string): Promise<string> {
    const reader = this.#reader ?? (await this.#open());
    const directory = `${this.#paths.kept.directory}/${name}`;
    if (!reader.parts.includes(name)) {
      await mkdir(directory);
      reader.open(name);
    }
    return directory;
  }

  /** The directories that hold them, or those of a run. */
  parts(runId: number | undefined): readonly string[] {
    const isPart = (leaf: string) => runId === undefined || runIdOf(leaf) === runId;
    return this.#reader?.parts.some(isPart) === true ? [this.#paths.keptPart(runId)] : [];
  }

  async letGo(home: string): Promise<boolean> {
    return this.#reader === undefined || letGo(this.#paths.kept.directory, home);
  }

  close(): void {
    this.#reader?.close();
  }

  async #open(): Promise<ProcsReader> {
    const { directory, path } = this.#paths.kept;
    await mkdir(directory);
    this.#reader = new ProcsReader(directory, { leaves: [], emptyChildren: 0 });
    this.#onOpen({ reader: this.#reader, path });
    return this.#reader;
  }
}

/**
 * The kept go back to where they would live without us, so that no directory of ours outlives the pane.
 * False when some are still there at the end.
 */
export async function letGo(directory: string, home: string): Promise<boolean> {
  const deadlineAt = performance.now() + letGoBoundMs;
  do {
    for (const each of await directoriesIn(directory)) {
      const processes = pidsIn(each).map((pid) => ({ pid }));
      await moveProcesses(processes, homeBelow(home), deadlineAt);
    }
  } while (isInState(directory, 'populated') && performance.now() < deadlineAt);
  return removeTree(directory, deadlineAt);
}

import type { ContainerKey } from '../contract.js';
import { type BlockNames, blockNames } from '../posix/block-names.js';
import { cgroupPathOf, isWithin } from '../posix/placement.js';
import { leafOf, mainLeaf, runIdOf, runLeaf } from './leaves.js';
import { below, type CgroupLocation } from './mounts.js';

/** The cgroups of one block: what ends with the pane, and what was kept, each with a leaf for a run. */
export class CgroupPaths {
  readonly pane: CgroupLocation;
  readonly kept: CgroupLocation;
  readonly main: CgroupLocation;

  /** The directory of all blocks of the host. */
  readonly instance: string;

  static of(instance: CgroupLocation, key: ContainerKey): CgroupPaths {
    return new CgroupPaths(instance, blockNames(key));
  }

  constructor(instance: CgroupLocation, names: BlockNames) {
    this.instance = instance.directory;
    this.pane = below(instance, `pane-${names.directory}`);
    this.kept = below(instance, `kept-${names.directory}`);
    this.main = below(this.pane, mainLeaf);
  }

  /** Where the commands of a run live, and those outside any. */
  leaf(runId: number | undefined): string {
    return `${this.pane.directory}/${leafOf(runId)}`;
  }

  /** All of the pane, or a run's part of it. */
  part(runId: number | undefined): string {
    return runId === undefined ? this.pane.directory : this.leaf(runId);
  }

  /** All of the kept, or a run's part of it. */
  keptPart(runId: number | undefined): string {
    return runId === undefined ? this.kept.directory : `${this.kept.directory}/${runLeaf(runId)}`;
  }

  holds(path: string | undefined): boolean {
    return path !== undefined && (isWithin(path, this.pane.path) || isWithin(path, this.kept.path));
  }

  /** The leaf a process lives in or below, where what it forks belongs as well. */
  homeOf(pid: number): string {
    const path = cgroupPathOf(pid) ?? '';
    const half = isWithin(path, this.kept.path) ? this.kept : this.pane;
    const [leaf = ''] = path.slice(half.path.length + 1).split('/', 1);
    return `${half.directory}/${leafOf(runIdOf(leaf))}`;
  }

  /** Those of one leaf together, by its name. */
  byLeaf<T extends { readonly pid: number }>(processes: readonly T[]): ReadonlyMap<string, readonly T[]> {
    const groups = new Map<string, T[]>();
    for (const process of processes) {
      const home = this.homeOf(process.pid);
      const group = groups.get(home);
      if (group === undefined) groups.set(home, [process]);
      else group.push(process);
    }
    return groups;
  }
}

import { readdirSync } from 'node:fs';
import type { ProcessRef } from '../contract.js';
import { hostAndAncestors } from '../posix/ancestors.js';
import type { BootClock } from '../posix/boot-clock.js';
import { type InstanceOwner, parseInstanceName, stateOfOwner } from '../posix/instance-name.js';
import { cgroupPathOf, isWithin } from '../posix/placement.js';
import { readProcStat } from '../posix/proc-stat.js';
import { unlessHidden } from '../posix/system-error.js';
import { directoriesIn, removeTree } from './control-files.js';
import { endEverything } from './forced-end.js';
import { letGo } from './kept.js';
import { type KillMethod, pidsIn } from './kill-tree.js';
import { below, type CgroupLocation } from './mounts.js';

/** How long the end of what a dead host has left may take when another one opens. */
const endBoundMs = 1000;

/** The directory of a host that has ended without removing it. */
export interface AbandonedInstance extends CgroupLocation {
  readonly name: string;
  readonly owner: InstanceOwner;
}

/** Only of hosts that are known to be dead, and not the one this host lives in: when in doubt, it is somebody else's. */
export function abandonedIn(bases: readonly CgroupLocation[]): readonly AbandonedInstance[] {
  const above = [...hostAndAncestors()].map(cgroupPathOf);
  const isOurHome = ({ path }: CgroupLocation) =>
    above.some((each) => each !== undefined && isWithin(each, path));
  return bases.flatMap((base) =>
    childrenOf(base.directory).flatMap((name) => {
      const owner = parseInstanceName(name);
      if (owner === undefined || stateOfOwner(owner) !== 'dead') return [];
      const instance = { ...below(base, name), name, owner };
      return isOurHome(instance) ? [] : [instance];
    }),
  );
}

export interface AbandonedEnd {
  /** Where the kept go. */
  readonly home: CgroupLocation;
  readonly clock: BootClock;
  readonly method: KillMethod;
}

/** Does what the guard of a dead host would have done, had it lived. False where something is left. */
export async function endAbandoned(
  instance: AbandonedInstance,
  { home, clock, method }: AbandonedEnd,
): Promise<boolean> {
  const deadlineAt = performance.now() + endBoundMs;
  for (const name of childrenOf(instance.directory)) {
    const directory = `${instance.directory}/${name}`;
    if (name.startsWith('kept-')) await letGo(directory, home.directory);
    else await endEverything(directory, async () => membersOf(directory, clock), { clock, method });
  }
  return removeTree(instance.directory, deadlineAt);
}

async function membersOf(directory: string, clock: BootClock): Promise<readonly ProcessRef[]> {
  const pids = (await directoriesIn(directory)).flatMap(pidsIn);
  return pids.flatMap((pid) => {
    const stat = readProcStat(pid);
    return stat === undefined ? [] : [{ pid, birth: clock.birthOf(stat) }];
  });
}

export function childrenOf(directory: string): readonly string[] {
  const entries = unlessHidden(() => readdirSync(directory, { withFileTypes: true })) ?? [];
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

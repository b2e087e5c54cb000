import { readFileSync } from 'node:fs';
import { errnoOf, inWords } from '../posix/system-error.js';
import { writeControl } from './control-files.js';
import { withHostAside } from './host-leaf.js';
import type { CgroupLocation } from './mounts.js';

/** A resource controller of the kernel; only what has it can be limited. */
export type Controller = 'memory' | 'pids' | 'cpu';

export interface ControllersOptions {
  /** The cgroup the host may make its own in. It may hold the host itself. */
  readonly base: CgroupLocation;
  /** Holds the blocks, and no process. */
  readonly instance: CgroupLocation;
  /** Whether the host may be moved into a leaf of its own cgroup. */
  readonly mayMoveHost: boolean;
}

/** Hands controllers down to the blocks of a session, from where the host has them. */
export class Controllers {
  readonly #options: ControllersOptions;
  #turns: Promise<unknown> = Promise.resolve();

  constructor(options: ControllersOptions) {
    this.#options = options;
  }

  /** Rejects with what is missing where, in words. Panes take turns: two would both move the host. */
  enable(wanted: readonly Controller[]): Promise<void> {
    const turn = this.#turns.then(() => this.#enable(wanted));
    this.#turns = turn.catch(() => undefined);
    return turn;
  }

  async #enable(wanted: readonly Controller[]): Promise<void> {
    const { base, instance } = this.#options;
    await this.#enableIn(base, wanted);
    await this.#enableIn(instance, wanted);
  }

  async #enableIn(location: CgroupLocation, wanted: readonly Controller[]): Promise<void> {
    const { directory } = location;
    const enabled = namesIn(`${directory}/cgroup.subtree_control`);
    const missing = wanted.filter((each) => !enabled.includes(each));
    if (missing.length === 0) return;
    const there = namesIn(`${directory}/cgroup.controllers`);
    const absent = missing.filter((each) => !there.includes(each));
    if (absent.length > 0) throw new Error(whyAbsent(directory, absent, legacyControllers()));
    const hand = () =>
      writeControl(directory, 'cgroup.subtree_control', missing.map((each) => `+${each}`).join(' '));
    try {
      await hand();
    } catch (error) {
      const reason = `the ${inList(missing)} cannot be handed down in ${directory}`;
      // A cgroup that hands controllers down may hold no process itself (cgroup-v2, "No Internal Process Constraint").
      if (errnoOf(error) !== 'EBUSY') throw new Error(`${reason}: ${inWords(error)}`, { cause: error });
      await this.#handWithHostAside(location, reason, hand);
    }
  }

  async #handWithHostAside(
    location: CgroupLocation,
    reason: string,
    hand: () => Promise<void>,
  ): Promise<void> {
    if (!this.#options.mayMoveHost) {
      const remedy = 'start the host in a leaf below, or open the registry with delegation: auto';
      throw new Error(`${reason}, because processes live in it: ${remedy}`);
    }
    await withHostAside(location, hand).catch((error: unknown) => {
      throw new Error(`${reason}, because processes live in it: ${inWords(error)}`, { cause: error });
    });
  }
}

/** On a hybrid system a controller belongs to one of the two hierarchies. */
export function whyAbsent(
  directory: string,
  absent: readonly Controller[],
  legacy: readonly string[],
): string {
  const isLegacy = absent.every((each) => legacy.includes(each));
  const where = isLegacy ? 'cgroup v1 has it on this machine' : 'it was not delegated';
  return `the ${inList(absent)} is missing in ${directory}/cgroup.controllers: ${where}`;
}

/** The controllers of cgroup v1, where this process is in one, see cgroups(7). */
function legacyControllers(): readonly string[] {
  const lines = readFileSync('/proc/self/cgroup', 'utf8').split('\n');
  return lines.flatMap((line) => line.split(':')[1]?.split(',') ?? []);
}

function namesIn(path: string): readonly string[] {
  return readFileSync(path, 'latin1').trim().split(' ');
}

function inList(controllers: readonly Controller[]): string {
  return `${controllers.join(' and ')} controller`;
}

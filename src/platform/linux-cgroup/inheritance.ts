import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { FoundContainer } from '../contract.js';
import { type HostRecord, HostRecords } from '../posix/host-records.js';
import { parseInstanceName, stateOfOwner } from '../posix/instance-name.js';
import { inWords } from '../posix/system-error.js';
import { abandonedIn, endAbandoned } from './abandoned.js';
import type { CgroupContext } from './context.js';
import { isInState } from './freezer.js';
import { leftBlocks } from './leftovers.js';
import type { CgroupLocation } from './mounts.js';
import type { CgroupPaths } from './cgroup-paths.js';

export interface InheritanceOptions {
  readonly around: Omit<CgroupContext, 'onClose'>;
  /** Where hosts that live where this one does make their directories. */
  readonly bases: readonly CgroupLocation[];
  readonly stateDir: string | undefined;
}

/** What earlier hosts have left here, and the word this one leaves for the next. */
export class Inheritance {
  readonly #options: InheritanceOptions;
  readonly #records: HostRecords | undefined;
  readonly #found = new WeakMap<FoundContainer, CgroupPaths>();

  constructor(options: InheritanceOptions) {
    const { stateDir } = options;
    this.#options = options;
    this.#records = stateDir === undefined ? undefined : new HostRecords(stateDir);
  }

  /** Leaves word, and does what the guards of dead hosts did not live to do. What fails is told, and no obstacle. */
  async open(): Promise<void> {
    const { around } = this.#options;
    const { directory, path } = around.instance;
    const { home, clock, killMethod: method } = around;
    try {
      await this.#records?.write({ instance: basename(directory), told: { directory, path } });
      const bases = await this.#bases();
      const ended = abandonedIn(bases).filter(({ owner }) => owner.onHostExit === 'kill');
      await Promise.all(ended.map((instance) => endAbandoned(instance, { home, clock, method })));
    } catch (error) {
      around.report(`what earlier hosts have left could not be seen to: ${inWords(error)}`);
    }
  }

  async list(): Promise<readonly FoundContainer[]> {
    const blocks = await leftBlocks(await this.#bases(), this.#options.around);
    for (const { found, paths } of blocks) this.#found.set(found, paths);
    return blocks.map(({ found }) => found);
  }

  find(found: FoundContainer): CgroupPaths | undefined {
    return this.#found.get(found);
  }

  /** What still lives in the directory is for a later host to find. */
  async close(): Promise<void> {
    const { directory } = this.#options.around.instance;
    if (!isInState(directory, 'populated')) await this.#records?.remove(basename(directory));
  }

  async #bases(): Promise<readonly CgroupLocation[]> {
    const { bases } = this.#options;
    const recorded = await this.#recordedBases();
    const known = new Map([...recorded, ...bases].map((base) => [base.directory, base]));
    return [...known.values()];
  }

  /** A host that was moved into a scope of its own had its directory there. */
  async #recordedBases(): Promise<readonly CgroupLocation[]> {
    const bases: CgroupLocation[] = [];
    for (const record of (await this.#records?.read()) ?? []) {
      const instance = locationIn(record);
      if (instance === undefined) continue;
      if (existsSync(instance.directory)) bases.push(parentOf(instance));
      else if (isOfDeadHost(record)) await this.#records?.remove(record.instance);
    }
    return bases;
  }
}

/** Undefined for the record of another backend. */
function locationIn({ instance, told }: HostRecord): CgroupLocation | undefined {
  const { directory, path } = told;
  if (typeof directory !== 'string' || typeof path !== 'string') return undefined;
  return basename(directory) === instance && basename(path) === instance ? { directory, path } : undefined;
}

function parentOf({ directory, path }: CgroupLocation): CgroupLocation {
  return { directory: dirname(directory), path: dirname(path) };
}

function isOfDeadHost({ instance }: HostRecord): boolean {
  const owner = parseInstanceName(instance);
  return owner !== undefined && stateOfOwner(owner) === 'dead';
}

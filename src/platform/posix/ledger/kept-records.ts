import type { ProcessRef } from '../../contract.js';
import { HostRecords } from '../host-records.js';
import { parseInstanceName, stateOfOwner } from '../instance-name.js';

/**
 * What was kept of the blocks of a host. Its marker is that of all the others, so that a later host, which ends what is
 * left of this one, has to be told.
 */
export class KeptRecords {
  readonly #records: HostRecords;
  readonly #instance: string;
  #kept: readonly ProcessRef[] = [];
  #written: Promise<void> = Promise.resolve();

  constructor(stateDir: string, instance: string) {
    this.#records = new HostRecords(stateDir);
    this.#instance = instance;
  }

  /** One write after the other, each with all that is known by then. */
  async add(kept: readonly ProcessRef[]): Promise<void> {
    if (kept.length === 0) return;
    this.#kept = [...this.#kept, ...kept.map(({ pid, birth }) => ({ pid, birth }))];
    const write = () => this.#records.write({ instance: this.#instance, told: { kept: this.#kept } });
    const writing = this.#written.then(write);
    this.#written = writing.catch(() => undefined);
    await writing;
  }

  async of(instance: string): Promise<readonly ProcessRef[]> {
    const records = await this.#records.read();
    return records.filter((record) => record.instance === instance).flatMap(({ told }) => keptIn(told));
  }

  /** Of dead hosts of which nothing lives any more. */
  async removeOutdated(isAlive: (ref: ProcessRef) => Promise<boolean>): Promise<void> {
    for (const { instance, told } of await this.#records.read()) {
      const kept = keptIn(told);
      const owner = parseInstanceName(instance);
      if (kept.length === 0 || owner === undefined || stateOfOwner(owner) !== 'dead') continue;
      const alive = await Promise.all(kept.map(isAlive));
      if (!alive.includes(true)) await this.#records.remove(instance);
    }
  }
}

/** The record of another backend has none. */
function keptIn({ kept }: Readonly<Record<string, unknown>>): readonly ProcessRef[] {
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((ref: unknown) => {
    const { pid, birth }: Record<string, unknown> = typeof ref === 'object' ? { ...ref } : {};
    return typeof pid === 'number' && typeof birth === 'string' ? [{ pid, birth }] : [];
  });
}

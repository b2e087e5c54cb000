import type { ProcessRef } from '../../contract.js';
import { type HostRecord, HostRecords } from '../host-records.js';
import { parseInstanceName, sharesClock, stateOfOwner } from '../instance-name.js';

/** Without a birth where the host that kept it counted births by another clock: whoever has the PID is meant. */
export type KeptRef = Pick<ProcessRef, 'pid'> & Partial<ProcessRef>;

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

  async of(instance: string): Promise<readonly KeptRef[]> {
    const records = await this.#records.read();
    return records.filter((record) => record.instance === instance).flatMap(keptIn);
  }

  /** Of dead hosts of which nothing lives any more. */
  async removeOutdated(isAlive: (ref: KeptRef) => Promise<boolean>): Promise<void> {
    for (const record of await this.#records.read()) {
      const { instance } = record;
      const kept = keptIn(record);
      const owner = parseInstanceName(instance);
      if (kept.length === 0 || owner === undefined || stateOfOwner(owner) !== 'dead') continue;
      const alive = await Promise.all(kept.map(isAlive));
      if (!alive.includes(true)) await this.#records.remove(instance);
    }
  }
}

/** The record of another backend has none. */
function keptIn({ instance, told: { kept } }: HostRecord): readonly KeptRef[] {
  if (!Array.isArray(kept)) return [];
  const owner = parseInstanceName(instance);
  const isComparable = owner !== undefined && sharesClock(owner);
  return kept.flatMap((ref: unknown) => {
    const { pid, birth }: Record<string, unknown> = typeof ref === 'object' ? { ...ref } : {};
    return typeof pid === 'number' && typeof birth === 'string'
      ? [isComparable ? { pid, birth } : { pid }]
      : [];
  });
}

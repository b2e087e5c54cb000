import type { KillOptions, KillReport, Leftover, PaneTracker, RunRecord, TrackerRegistry } from '../index.js';
import { Refusal } from './refusal.js';
import type { HostStore } from './store-port.js';
import type * as wire from './wire/index.js';

/** What earlier hosts have left behind, as last read: clients are told when a look finds it changed. */
export class Leftovers {
  readonly #registry: TrackerRegistry;
  readonly #store: HostStore | undefined;
  readonly #emit: (event: wire.HostEvent) => void;
  #known: readonly wire.Leftover[] = [];

  constructor(
    registry: TrackerRegistry,
    store: HostStore | undefined,
    emit: (event: wire.HostEvent) => void,
  ) {
    this.#registry = registry;
    this.#store = store;
    this.#emit = emit;
  }

  get known(): readonly wire.Leftover[] {
    return this.#known;
  }

  async read(): Promise<readonly wire.Leftover[]> {
    this.#note(await this.#registry.leftovers());
    return this.#known;
  }

  /** Rejects with Refusal `not-found`, `conflict`. */
  async adopt(leftoverId: string): Promise<PaneTracker> {
    const leftover = await this.#find(leftoverId);
    const { blockId, runIds } = leftover;
    const known = await this.#readRuns(runIds);
    if (this.#registry.tracker(blockId) !== undefined) {
      throw new Refusal('conflict', `there is a block ${JSON.stringify(blockId)} already`);
    }
    const tracker = this.#registry.adopt(leftover, { runOf: (runId) => known.get(runId) });
    // What it is asked waits until the processes are in.
    await tracker.list();
    await this.read();
    return tracker;
  }

  /** Rejects with Refusal `not-found`. */
  async reap(leftoverId: string, options: KillOptions): Promise<KillReport> {
    const report = await this.#registry.reap(await this.#find(leftoverId), options);
    await this.read();
    return report;
  }

  async #find(leftoverId: string): Promise<Leftover> {
    const leftovers = await this.#registry.leftovers();
    this.#note(leftovers);
    const found = leftovers.find((leftover) => idOf(leftover) === leftoverId);
    if (found !== undefined) return found;
    throw new Refusal('not-found', `there is no leftover ${JSON.stringify(leftoverId)}`);
  }

  #note(found: readonly Leftover[]): void {
    const leftovers = found.map((leftover) => ({ leftoverId: idOf(leftover), ...leftover }));
    if (JSON.stringify(leftovers) === JSON.stringify(this.#known)) return;
    this.#known = leftovers;
    this.#emit({ type: 'leftovers-changed', leftovers });
  }

  /** What the store knows of them from before; without it they are nameless. */
  async #readRuns(runIds: readonly number[]): Promise<ReadonlyMap<number, RunRecord>> {
    const store = this.#store;
    if (store === undefined) return new Map();
    const records = await Promise.all(runIds.map((runId) => store.run(runId)));
    const known = records.filter((record) => record !== undefined);
    return new Map(known.map((record) => [record.runId, record]));
  }
}

function idOf({ instance, generation }: Leftover): string {
  return `${instance}/${generation}`;
}

import type { KillOptions, KillReport, PaneTracker } from '../index.js';
import type { Recovery } from './recovery.js';
import { Refusal } from './refusal.js';
import type { HostEvent, Leftover } from './wire/index.js';

/** What earlier hosts have left behind, as last read: clients are told when a look finds it changed. */
export class Leftovers {
  readonly #recovery: Recovery;
  readonly #emit: (event: HostEvent) => void;
  #known: readonly Leftover[] = [];

  constructor(recovery: Recovery, emit: (event: HostEvent) => void) {
    this.#recovery = recovery;
    this.#emit = emit;
  }

  get known(): readonly Leftover[] {
    return this.#known;
  }

  async read(): Promise<readonly Leftover[]> {
    const leftovers = await this.#recovery.list();
    if (JSON.stringify(leftovers) !== JSON.stringify(this.#known)) {
      this.#known = leftovers;
      this.#emit({ type: 'leftovers-changed', leftovers });
    }
    return leftovers;
  }

  async adopt(leftoverId: string): Promise<PaneTracker> {
    await this.#require(leftoverId);
    const tracker = await this.#recovery.adopt(leftoverId);
    await this.read();
    return tracker;
  }

  async reap(leftoverId: string, options: KillOptions): Promise<KillReport> {
    await this.#require(leftoverId);
    const report = await this.#recovery.reap(leftoverId, options);
    await this.read();
    return report;
  }

  async #require(leftoverId: string): Promise<void> {
    const leftovers = await this.read();
    if (leftovers.some((leftover) => leftover.leftoverId === leftoverId)) return;
    throw new Refusal('not-found', `there is no leftover ${JSON.stringify(leftoverId)}`);
  }
}

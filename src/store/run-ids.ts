import type { StoreRegistry } from './api.js';
import type { RunIdRange } from './protocol.js';
import type { ThreadLink } from './thread-link.js';

const rangeLength = 100;
/** With fewer left than this, more are taken: it is done before a burst of runs has used them up. */
const fewLeft = 50;

/** A range that was taken before anybody needs it, so that a registry gets its ids without a wait. */
export class RunIdSupply {
  readonly #link: ThreadLink;
  #spare: RunIdRange | undefined;
  #taking: Promise<void> | undefined;

  constructor(link: ThreadLink) {
    this.#link = link;
  }

  /** Each range once; undefined where none is there yet. */
  spare(): RunIdRange | undefined {
    const spare = this.#spare;
    this.#spare = undefined;
    return spare;
  }

  /** Never rejects: that the file fails is said where it fails. */
  take(): Promise<void> {
    this.#taking ??= this.#take().finally(() => {
      this.#taking = undefined;
    });
    return this.#taking;
  }

  async giveBack(used: number, to: number): Promise<void> {
    await this.#link.call('returnRunIds', { used, to }).catch(() => undefined);
  }

  async giveBackSpare(): Promise<void> {
    const spare = this.spare();
    if (spare !== undefined) await this.giveBack(spare.from - 1, spare.to);
  }

  async #take(): Promise<void> {
    this.#spare = await this.#link.call('takeRunIds', rangeLength).catch(() => undefined);
  }
}

export type IdSource = Pick<RunIdSupply, 'spare' | 'take' | 'giveBack'>;

/** Keeps one registry supplied with ids that no run before it and no run beside it has. */
export class RunIds {
  readonly #registry: StoreRegistry;
  readonly #supply: IdSource;
  #last = 0;
  #isAsking = false;

  constructor(registry: StoreRegistry, supply: IdSource) {
    this.#registry = registry;
    this.#supply = supply;
    this.refill();
  }

  /** To be called when a run has begun, and from time to time where the file could not be read. */
  refill(): void {
    if (this.#last - this.#registry.nextRunId >= fewLeft || this.#isAsking) return;
    if (this.#adopt(this.#supply.spare())) return;
    this.#isAsking = true;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    await this.#supply.take();
    this.#isAsking = false;
    this.#adopt(this.#supply.spare());
  }

  async giveBack(): Promise<void> {
    if (this.#last === 0) return;
    await this.#supply.giveBack(this.#registry.nextRunId - 1, this.#last);
  }

  #adopt(range: RunIdRange | undefined): boolean {
    if (range === undefined) return false;
    const isNext = range.from === this.#last + 1;
    // What is left of the range before is used up first, unless somebody else has taken ids in between.
    // The very first range begins where a registry begins: before it there is no id that could be had.
    if (!isNext && range.from > this.#registry.nextRunId) this.#registry.reserveRunIds(range.from - 1);
    this.#last = range.to;
    return true;
  }
}

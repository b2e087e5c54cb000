import type { StoreRegistry } from './api.js';
import type { RunIdRange } from './protocol.js';
import type { ThreadLink } from './thread-link.js';

const rangeLength = 100;
/** With fewer left than this, more are taken: it is done before a burst of runs has used them up. */
const fewLeft = 50;

/** Ranges of ids, one of them taken before anybody needs it, so that a registry gets its first ids without a wait. */
export class RunIdSupply {
  readonly #link: Pick<ThreadLink, 'call'>;
  #spare: RunIdRange | undefined;
  #preparing: Promise<void> | undefined;

  constructor(link: Pick<ThreadLink, 'call'>) {
    this.#link = link;
  }

  /** Each range once; undefined where none is there yet. The next one is fetched at once. */
  spare(): RunIdRange | undefined {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare !== undefined) void this.prepare();
    return spare;
  }

  /** Never rejects: that the file fails is said where it fails. */
  prepare(): Promise<void> {
    this.#preparing ??= this.#prepare().finally(() => {
      this.#preparing = undefined;
    });
    return this.#preparing;
  }

  /** For whoever asks, alone; undefined where the file fails. */
  async take(): Promise<RunIdRange | undefined> {
    return this.#link.call('takeRunIds', rangeLength).catch(() => undefined);
  }

  /** What follows `used`; where the spare range goes on from there, the next to ask gets both. */
  async giveBack(used: number, to: number): Promise<void> {
    await this.#preparing;
    if (this.#spare?.from === to + 1) this.#spare = { from: used + 1, to: this.#spare.to };
    else await this.#return(used, to);
  }

  async giveBackSpare(): Promise<void> {
    await this.#preparing;
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare !== undefined) await this.#return(spare.from - 1, spare.to);
  }

  async #return(used: number, to: number): Promise<void> {
    await this.#link.call('returnRunIds', { used, to }).catch(() => undefined);
  }

  async #prepare(): Promise<void> {
    this.#spare = await this.take();
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
    const range = await this.#supply.take();
    this.#isAsking = false;
    this.#adopt(range);
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

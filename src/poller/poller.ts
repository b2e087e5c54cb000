import type { Tick } from '../platform/contract.js';
import { Durations } from './durations.js';

/** Hints that come within this time of the first one share a tick. */
const hintWindowMs = 50;

/** One block, as the poller sees it. */
export interface PollSource {
  /** Lists, diffs and tells. Never rejects: what fails is told where the source's events go. */
  look(tick: Tick): Promise<void>;
  /** Resolves when what was started before the call can be seen. */
  settled(): Promise<void>;
}

export interface PollerOptions {
  readonly intervalMs: number;
  /** What all looks of one tick share. */
  readonly beginTick: () => Tick;
}

export interface PollerStats {
  readonly ticks: number;
  /** How long a tick took, over the latest 512; undefined before the first. */
  readonly tickP50Ms: number | undefined;
  readonly tickP95Ms: number | undefined;
}

/**
 * One timer for all blocks, which does not keep the host alive, and none while there is no block. A block
 * whose look has not returned is left out of the next ticks; the others go on. A late tick is not made up for.
 */
export class Poller {
  readonly #options: PollerOptions;
  readonly #sources = new Set<PollSource>();
  readonly #looking = new Map<PollSource, Promise<void>>();
  readonly #hinted = new Set<PollSource>();
  readonly #durations = new Durations();
  #timer: NodeJS.Timeout | undefined;
  #hintTimer: NodeJS.Timeout | undefined;
  #ticks = 0;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  add(source: PollSource): void {
    this.#sources.add(source);
    this.#timer ??= this.#startTimer();
  }

  delete(source: PollSource): void {
    this.#sources.delete(source);
    this.#hinted.delete(source);
    if (this.#sources.size > 0) return;
    clearInterval(this.#timer);
    clearTimeout(this.#hintTimer);
    this.#timer = undefined;
    this.#hintTimer = undefined;
  }

  /** Brings a look at this source forward. */
  hint(source: PollSource): void {
    if (!this.#sources.has(source)) return;
    this.#hinted.add(source);
    this.#hintTimer ??= setTimeout(() => this.#followHints(), hintWindowMs).unref();
  }

  /** One tick over all sources now; resolves when each of them has been looked at after this call. */
  async tick(): Promise<void> {
    await this.#timed(async () => {
      const tick = this.#options.beginTick();
      await Promise.all([...this.#sources].map((source) => this.#lookAfter(source, tick)));
    });
  }

  stats(): PollerStats {
    return {
      ticks: this.#ticks,
      tickP50Ms: this.#durations.percentile(50),
      tickP95Ms: this.#durations.percentile(95),
    };
  }

  #startTimer(): NodeJS.Timeout {
    return setInterval(() => void this.#look(this.#sources), this.#options.intervalMs).unref();
  }

  #followHints(): void {
    this.#hintTimer = undefined;
    const sources = [...this.#hinted];
    this.#hinted.clear();
    // The look under way may have read before what the hint is about.
    for (const source of sources) void this.#looking.get(source)?.finally(() => this.hint(source));
    void this.#look(sources);
  }

  async #look(sources: Iterable<PollSource>): Promise<void> {
    await this.#timed(async () => {
      const tick = this.#options.beginTick();
      const idle = [...sources].filter((source) => !this.#looking.has(source));
      await Promise.all(idle.map((source) => this.#lookAt(source, tick)));
    });
  }

  async #timed(tick: () => Promise<void>): Promise<void> {
    const startedAt = performance.now();
    this.#ticks++;
    await tick();
    this.#durations.add(performance.now() - startedAt);
  }

  async #lookAfter(source: PollSource, tick: Tick): Promise<void> {
    await source.settled();
    while (this.#looking.has(source)) await this.#looking.get(source);
    await this.#lookAt(source, tick);
  }

  #lookAt(source: PollSource, tick: Tick): Promise<void> {
    const look = source.look(tick).finally(() => this.#looking.delete(source));
    this.#looking.set(source, look);
    return look;
  }
}

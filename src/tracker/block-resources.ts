import type { Container, Limits, Sample } from '../platform/contract.js';
import { requireLimits, requireUsageOptions } from './arguments.js';
import type { BlockUsage, UsageOptions } from './api.js';
import type { Block } from './block.js';
import { toBlockUsage, type UsageReading } from './block-usage.js';
import { ClosedError, TrackerError } from './errors.js';
import type { BlockScope } from './block-scope.js';

/** What a block takes of the machine, what it may take, and whether it runs at all. */
export class BlockResources {
  readonly #block: Block;
  readonly #open: () => Promise<Container>;

  /** `open` gives the container, and rejects once the block takes nothing new. */
  constructor(block: Block, open: () => Promise<Container>) {
    this.#block = block;
    this.#open = open;
  }

  async freeze(): Promise<void> {
    await this.#act('freeze', (container) => this.#block.freezeState.freeze(container));
  }

  async thaw(): Promise<void> {
    await this.#act('thaw', (container) => this.#block.freezeState.thaw(container));
  }

  async limit(limits: Limits): Promise<void> {
    requireLimits(limits);
    await this.#act('limit', (container) => container.limit(limits, this.#block.tellLimit));
  }

  async usage(options: UsageOptions): Promise<BlockUsage> {
    requireUsageOptions(options);
    return toBlockUsage(await this.read(options), undefined);
  }

  /** Undefined where nothing is tracked, where the block is closing, and where the read fails, which is emitted. */
  async sample(options: UsageOptions, sample: Sample): Promise<UsageReading | undefined> {
    const { confidence, reads } = this.#block;
    if (confidence.level === 'none') return this.endSampling();
    try {
      const reading = await this.read(options, sample);
      reads.succeeded('usage');
      return reading;
    } catch (error) {
      if (!(error instanceof ClosedError)) reads.failed('usage', this.#block.failure(error));
      return undefined;
    }
  }

  /** A failed sample counts for as long as somebody samples. */
  endSampling(): undefined {
    this.#block.reads.succeeded('usage');
  }

  /** The blocks of one sample share what is read for it. */
  async read({ ports }: UsageOptions, sample?: Sample): Promise<UsageReading> {
    return this.#act('read the usage of', async (container) => {
      const usage = await container.usage();
      const at = performance.now();
      const observedAt = Date.now();
      const listening = ports === true ? await container.ports(sample) : undefined;
      return {
        usage,
        at,
        observedAt,
        ports: listening,
        observedPeakCount: this.#block.publication.peakCount,
      };
    });
  }

  /** What fails because the block was closed meanwhile rejects with ClosedError. */
  async #act<T>(what: string, act: (container: Container) => Promise<T>): Promise<T> {
    const container = await this.#open();
    try {
      return await act(container);
    } catch (error) {
      await this.#open();
      const cause = error instanceof Error ? error : new Error(String(error));
      return refuse(this.#block.scope, what)(cause);
    }
  }
}

/** Turns the reason a container gives into the error a caller sees. */
export function refuse({ blockId }: BlockScope, what: string): (cause: Error) => never {
  return (cause) => {
    const message = `cannot ${what} block ${JSON.stringify(blockId)}: ${cause.message}`;
    throw new TrackerError('unsupported', message, { cause });
  };
}

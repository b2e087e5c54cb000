import type { Container, Limits, Sample } from '../platform/contract.js';
import { requireLimits, requireUsageOptions } from './arguments.js';
import type { BlockUsage, UsageOptions } from './api.js';
import type { Block } from './block.js';
import { toBlockUsage, type UsageReading } from './block-usage.js';
import { TrackerError } from './errors.js';
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
    const container = await this.#open();
    await container.freeze().catch(refuse(this.#block.scope, 'freeze'));
  }

  async thaw(): Promise<void> {
    const container = await this.#open();
    await container.thaw().catch(refuse(this.#block.scope, 'thaw'));
  }

  async limit(limits: Limits): Promise<void> {
    requireLimits(limits);
    const container = await this.#open();
    const onEnforced = this.#block.tellLimit;
    await container.limit(limits, onEnforced).catch(refuse(this.#block.scope, 'limit'));
  }

  async usage(options: UsageOptions): Promise<BlockUsage> {
    requireUsageOptions(options);
    return toBlockUsage(await this.read(options), undefined);
  }

  /** The blocks of one sample share what is read for it. */
  async read({ ports }: UsageOptions, sample?: Sample): Promise<UsageReading> {
    const container = await this.#open();
    const tell = refuse(this.#block.scope, 'read the usage of');
    const usage = await container.usage().catch(tell);
    const at = performance.now();
    const observedAt = Date.now();
    const listening = ports === true ? await container.ports(sample).catch(tell) : undefined;
    return { usage, at, observedAt, ports: listening, observedPeakCount: this.#block.publication.peakCount };
  }
}

/** Turns the reason a container gives into the error a caller sees. */
export function refuse({ blockId }: BlockScope, what: string): (cause: Error) => never {
  return (cause) => {
    const message = `cannot ${what} block ${JSON.stringify(blockId)}: ${cause.message}`;
    throw new TrackerError('unsupported', message, { cause });
  };
}

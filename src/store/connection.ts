import { randomUUID } from 'node:crypto';
import type { TrackerEvents } from '../tracker/events.js';
import type { BlockScope } from '../tracker/block-scope.js';
import type { RunRecord } from '../tracker/run-api.js';
import type { StoreRegistry } from './api.js';
import { ChangeWriter } from './change-writer.js';
import { packAllSeen, packExited, packRun, packSeen } from './changes.js';
import type { PackedChanges } from './protocol.js';
import { type IdSource, RunIds } from './run-ids.js';

/** Longer than a tick takes to tell all it has found, shorter than anybody waits. */
const gatherMs = 25;
/** What a message holds at most; a larger tick is sent in parts. */
const mostChanges = 10_000;
/** How old `lastSeenAt` of a live process may get. */
const retellMs = 60_000;

/** Tells the store what one registry says: each change into a buffer at once, the buffer once a tick. */
export class Connection {
  readonly #registry: StoreRegistry;
  readonly #send: (changes: PackedChanges) => void;
  readonly #writer = new ChangeWriter(randomUUID());
  readonly #runIds: RunIds;
  readonly #subscriptions: readonly (() => void)[];
  readonly #retelling: NodeJS.Timeout;
  #gathering: NodeJS.Timeout | undefined;

  constructor(
    registry: StoreRegistry,
    { send, supply }: { readonly send: (changes: PackedChanges) => void; readonly supply: IdSource },
  ) {
    this.#registry = registry;
    this.#send = send;
    this.#runIds = new RunIds(registry, supply);
    this.#subscriptions = this.#subscribe();
    this.#retelling = setInterval(() => this.retell(), retellMs).unref();
    this.retell();
  }

  /** Sends what has gathered. */
  flush(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#writer.count > 0) this.#send(this.#writer.take());
  }

  /** All there is, so that the store agrees with the registry whatever was lost before. */
  retell(): void {
    const at = Date.now();
    this.#runIds.refill();
    for (const blockId of this.#registry.blocks()) {
      const tracker = this.#registry.tracker(blockId);
      // While a block cannot be read, nobody knows who is still in it.
      if (tracker?.state === 'open' && tracker.lastError === undefined) this.#retellBlock(blockId, at);
    }
  }

  async end(): Promise<void> {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
    clearInterval(this.#retelling);
    this.flush();
    await this.#runIds.giveBack();
  }

  #subscribe(): readonly (() => void)[] {
    const registry = this.#registry;
    const see = (event: BlockScope & { readonly process: TrackerEvents['process-added']['process'] }) => {
      packSeen(this.#writer, Date.now(), event);
      this.#gather();
    };
    const run = ({ run: record }: TrackerEvents['run-started']) => {
      packRun(this.#writer, Date.now(), { ...record, metadata: metadataOf(record) });
      this.#gather();
      this.#runIds.refill();
    };
    return [
      registry.on('process-added', see),
      registry.on('process-changed', see),
      registry.on('process-exited', (event) => {
        packExited(this.#writer, Math.round(event.observedAt), event);
        this.#gather();
      }),
      registry.on('run-started', run),
      registry.on('run-changed', run),
      registry.on('tracker-closed', (scope) => {
        packAllSeen(this.#writer, Date.now(), scope);
        this.#gather();
      }),
    ];
  }

  #retellBlock(blockId: string, at: number): void {
    const snapshot = this.#registry.snapshot(blockId);
    if (snapshot === undefined) return;
    const { generation } = snapshot;
    for (const process of snapshot.processes) packSeen(this.#writer, at, { blockId, generation, process });
    packAllSeen(this.#writer, at, { blockId, generation });
    this.#gather();
  }

  #gather(): void {
    if (this.#writer.count >= mostChanges) return this.flush();
    this.#gathering ??= setTimeout(() => this.flush(), gatherMs).unref();
  }
}

/** Told to survive JSON, but by the caller. */
function metadataOf({ metadata }: RunRecord): string {
  try {
    return JSON.stringify(metadata);
  } catch (error) {
    return JSON.stringify({ unreadable: String(error) });
  }
}

import type { StoreRegistry } from '../../src/store/index.js';
import type { BlockSnapshot } from '../../src/tracker/api.js';
import type { TrackerError } from '../../src/tracker/errors.js';
import type { TrackerEvents } from '../../src/tracker/events.js';

type Listener = (event: never) => void;

/** A registry that says what a test wants it to. */
export class ToldRegistry implements StoreRegistry {
  nextRunId = 1_000_000;
  readonly snapshots = new Map<string, BlockSnapshot>();
  /** Of every block. */
  lastError: TrackerError | undefined;
  readonly #listeners = new Map<string, Set<Listener>>();

  get listeners(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  reserveRunIds(upTo: number): void {
    this.nextRunId = Math.max(this.nextRunId, upTo + 1);
  }

  on<K extends keyof TrackerEvents>(type: K, listener: (event: TrackerEvents[K]) => void): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  blocks(): readonly string[] {
    return [...this.snapshots.keys()];
  }

  snapshot(blockId: string): BlockSnapshot | undefined {
    return this.snapshots.get(blockId);
  }

  tracker(blockId: string): ReturnType<StoreRegistry['tracker']> {
    return this.snapshots.has(blockId) ? { state: 'open', lastError: this.lastError } : undefined;
  }

  tell<K extends keyof TrackerEvents>(type: K, event: TrackerEvents[K]): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event as never);
  }
}

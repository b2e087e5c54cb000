import type { PaneTracker, TrackerRegistry } from '../index.js';
import type { HostEvent } from './wire/index.js';

/** Which blocks were frozen through this host. A tracker does what it is told and does not say what it was told. */
export class Stillness {
  readonly #emit: (event: HostEvent) => void;
  readonly #frozen = new Set<string>();
  readonly #stopListening: () => void;

  constructor(registry: TrackerRegistry, emit: (event: HostEvent) => void) {
    this.#emit = emit;
    this.#stopListening = registry.on('tracker-closed', ({ blockId }) => void this.#frozen.delete(blockId));
  }

  isFrozen(blockId: string): boolean {
    return this.#frozen.has(blockId);
  }

  async freeze(tracker: PaneTracker): Promise<void> {
    await tracker.freeze();
    this.#note(tracker, true);
  }

  async thaw(tracker: PaneTracker): Promise<void> {
    await tracker.thaw();
    this.#note(tracker, false);
  }

  close(): void {
    this.#stopListening();
  }

  #note({ blockId, generation, state }: PaneTracker, isFrozen: boolean): void {
    if (state === 'closed' || this.#frozen.has(blockId) === isFrozen) return;
    if (isFrozen) this.#frozen.add(blockId);
    else this.#frozen.delete(blockId);
    this.#emit({ type: 'stillness-changed', blockId, generation, isFrozen });
  }
}

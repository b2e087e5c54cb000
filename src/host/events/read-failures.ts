import type { TrackerRegistry } from '../../index.js';
import type { HostEvent, ReadFailure } from '../wire/index.js';

/** How soon after its end it is told that a failure is over. */
const checkIntervalMs = 1000;

/** Blocks that cannot be looked at for now. A registry tells each failure, but not its end. */
export class ReadFailures {
  readonly #registry: TrackerRegistry;
  readonly #emit: (event: HostEvent) => void;
  readonly #failures = new Map<string, ReadFailure>();
  readonly #stopListening: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(registry: TrackerRegistry, emit: (event: HostEvent) => void) {
    this.#registry = registry;
    this.#emit = emit;
    this.#stopListening = registry.on('poll-failed', ({ blockId, error: { code, message } }) =>
      this.#note(blockId, { code, message }),
    );
  }

  of(blockId: string): ReadFailure | undefined {
    return this.#failures.get(blockId);
  }

  close(): void {
    this.#stopListening();
    clearTimeout(this.#timer);
    this.#failures.clear();
  }

  #note(blockId: string, failure: ReadFailure): void {
    const known = this.#failures.get(blockId);
    this.#failures.set(blockId, failure);
    this.#timer ??= setTimeout(() => this.#check(), checkIntervalMs).unref();
    if (known?.message === failure.message && known.code === failure.code) return;
    this.#emit({ type: 'read-failed', ...this.#scopeOf(blockId), failure });
  }

  #check(): void {
    this.#timer = undefined;
    const { lastErrors } = this.#registry.stats();
    for (const blockId of this.#failures.keys()) {
      if (lastErrors.has(blockId)) continue;
      this.#failures.delete(blockId);
      this.#emit({ type: 'read-recovered', ...this.#scopeOf(blockId) });
    }
    if (this.#failures.size > 0) this.#timer = setTimeout(() => this.#check(), checkIntervalMs).unref();
  }

  #scopeOf(blockId: string) {
    return { blockId, generation: this.#registry.tracker(blockId)?.generation ?? 0 };
  }
}

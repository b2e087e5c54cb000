import { diff } from '../poller/diff.js';
import type { RootExit } from './join-api.js';
import type { EventBus } from './bus.js';
import type { ExitReason } from './events.js';
import type { BlockScope, SequencedScope } from './block-scope.js';
import type { TrackedProcess } from './tracked-process.js';

/** How a process came to leave the list. */
export interface Exit {
  readonly reason: ExitReason;
  readonly root: RootExit | undefined;
}

/**
 * The list of a block as its listeners know it. Each event changes it by one process and `seq` by one, in one
 * step, so that a listener who takes the list in the middle of a tick has no gap and no double either.
 */
export class Publication {
  readonly #bus: EventBus;
  readonly #scope: BlockScope;
  readonly #processes = new Map<number, TrackedProcess>();
  #latest: ReadonlyMap<number, TrackedProcess> = this.#processes;
  #seq = 0;
  #peakCount = 0;

  constructor(bus: EventBus, scope: BlockScope) {
    this.#bus = bus;
    this.#scope = scope;
  }

  get processes(): readonly TrackedProcess[] {
    return [...this.#processes.values()];
  }

  get count(): number {
    return this.#processes.size;
  }

  get peakCount(): number {
    return this.#peakCount;
  }

  get seq(): number {
    return this.#seq;
  }

  find(pid: number): TrackedProcess | undefined {
    return this.#processes.get(pid);
  }

  /** Whether this very list was the last one published. */
  isPublished(next: ReadonlyMap<number, TrackedProcess>): boolean {
    return next === this.#latest;
  }

  /** Tells what lies between the list as published and this one; the map must not change afterwards. */
  publish(next: ReadonlyMap<number, TrackedProcess>, exitOf: (process: TrackedProcess) => Exit): void {
    if (this.isPublished(next)) return;
    const { exited, added, changed } = diff(this.#processes, next);
    for (const process of exited) this.#tellExit(process, exitOf(process));
    for (const process of added) this.#tell('process-added', process);
    for (const process of changed) this.#tell('process-changed', process);
    this.#latest = next;
    this.#peakCount = Math.max(this.#peakCount, next.size);
    if (exited.length > 0 && next.size === 0) this.#bus.emit('pane-empty', this.#nextScope());
  }

  #tell(type: 'process-added' | 'process-changed', process: TrackedProcess): void {
    this.#processes.set(process.pid, process);
    this.#bus.emit(type, { ...this.#nextScope(), process });
  }

  #tellExit(process: TrackedProcess, { reason, root }: Exit): void {
    this.#processes.delete(process.pid);
    this.#bus.emit('process-exited', {
      ...this.#nextScope(),
      pid: process.pid,
      process,
      reason,
      exitCode: root?.exitCode,
      signal: root?.signal,
      observedAt: Date.now(),
    });
  }

  #nextScope(): SequencedScope {
    return { ...this.#scope, seq: ++this.#seq };
  }
}

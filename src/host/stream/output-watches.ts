import type { Watcher } from '../panes/pane-watch.js';
import type { Panes } from '../panes/panes.js';
import { failureOf } from '../refusal.js';
import type { Connection } from './connection.js';

/** The panes whose output one client is shown. */
export class OutputWatches {
  readonly #panes: Panes;
  readonly #connection: Connection;
  readonly #watchers = new Map<string, Watcher>();

  constructor(panes: Panes, connection: Connection) {
    this.#panes = panes;
    this.#connection = connection;
  }

  /** Throws Refusal `not-found`. */
  watch(blockId: string): void {
    const { output } = this.#panes.get(blockId);
    const watcher = this.#watchers.get(blockId) ?? this.#watcherOf(blockId);
    this.#watchers.set(blockId, watcher);
    output.watch(watcher);
  }

  unwatch(blockId: string): void {
    const watcher = this.#watchers.get(blockId);
    this.#watchers.delete(blockId);
    if (watcher !== undefined) this.#panes.find(blockId)?.output.unwatch(watcher);
  }

  seen(blockId: string, offset: number): void {
    const watcher = this.#watchers.get(blockId);
    if (watcher !== undefined) this.#panes.find(blockId)?.output.seen(watcher, offset);
  }

  /** Nothing is shown until `resume`. */
  pause(): void {
    for (const [blockId, watcher] of this.#watchers) this.#panes.find(blockId)?.output.unwatch(watcher);
  }

  /** Everything is shown again, screens first. */
  resume(): void {
    for (const blockId of this.#watchers.keys()) {
      if (this.#panes.find(blockId) === undefined) this.#watchers.delete(blockId);
      else this.watch(blockId);
    }
  }

  close(): void {
    this.pause();
    this.#watchers.clear();
  }

  #watcherOf(blockId: string): Watcher {
    return {
      onScreen: (screen) => this.#connection.tellScreen(screen),
      onLost: (error) => this.#connection.tellMessage({ type: 'problem', blockId, error: failureOf(error) }),
      onOutput: (offset, data) => this.#connection.tellMessage({ type: 'output', blockId, offset, data }),
    };
  }
}

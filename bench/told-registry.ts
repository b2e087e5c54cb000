import type { TrackerEvents } from 'panetree';
import type { StoreRegistry } from 'panetree/store';

type Listeners = { [K in keyof TrackerEvents]?: (event: TrackerEvents[K]) => void };

const bootId = '0f0e0d0c-1111-2222-3333-444455556666';
const panes = 50;
/** Linux gives out PIDs in a circle of this size unless told otherwise. */
const pids = 32_000;

type Added = TrackerEvents['process-added'];

/** A registry whose processes exist on paper alone, so that a bench measures what a store makes of its events. */
export class PaperRegistry implements StoreRegistry {
  readonly nextRunId = 1_000_000;
  readonly #listeners: Listeners = {};
  #started = 0;

  reserveRunIds(): void {
    // It starts no run.
  }

  on<K extends keyof TrackerEvents>(type: K, listener: (event: TrackerEvents[K]) => void): () => void {
    Object.assign(this.#listeners, { [type]: listener });
    return () => delete this.#listeners[type];
  }

  blocks(): readonly string[] {
    return [];
  }

  snapshot(): undefined {
    return undefined;
  }

  tracker(): undefined {
    return undefined;
  }

  /** So many processes that have just begun, as a tick finds them. */
  begun(count: number): readonly Added[] {
    return Array.from({ length: count }, () => this.#begin());
  }

  ended(events: readonly Added[]): readonly TrackerEvents['process-exited'][] {
    const end = { reason: 'exited', exitCode: 0, signal: undefined } as const;
    return events.map(({ blockId, generation, seq, process }) => ({
      blockId,
      generation,
      seq,
      process,
      pid: process.pid,
      observedAt: Date.now(),
      ...end,
    }));
  }

  /** One tick: all in one turn of the event loop. */
  tell(begun: readonly Added[], ended: readonly TrackerEvents['process-exited'][]): void {
    for (const event of begun) this.#listeners['process-added']?.(event);
    for (const event of ended) this.#listeners['process-exited']?.(event);
  }

  #begin(): Added {
    const number = this.#started++;
    const pane = number % panes;
    return {
      blockId: `pane-${pane}`,
      generation: pane + 1,
      seq: number,
      process: {
        pid: 1000 + (number % pids),
        birth: `${bootId}:${number}`,
        ppid: 999,
        name: 'node',
        command: `/usr/bin/node /home/me/project-${pane}/node_modules/.bin/vite --port ${3000 + pane} --token t${number}`,
        startedAt: 1_700_000_000_000 + number,
        processGroup: undefined,
        systemSession: undefined,
        evidence: ['container'],
        lifetime: 'pane',
        escapedTo: undefined,
        role: 'started',
        runId: undefined,
      },
    };
  }
}

import type { ProcessRef, TrackedProcess, TrackerEvents, TrackerRegistry } from '../../src/index.js';

export type EventName = keyof TrackerEvents;

export type Observed = {
  readonly [K in EventName]: { readonly type: K; readonly event: TrackerEvents[K] };
}[EventName];

const names: readonly EventName[] = [
  'tracker-opened',
  'process-added',
  'process-exited',
  'process-changed',
  'pane-empty',
  'confidence-changed',
  'poll-failed',
  'poll-recovered',
  'frozen-changed',
  'run-started',
  'run-changed',
  'limit-reached',
  'tracker-closed',
];

/** All events of a registry from now on, in order. */
export class Recorder {
  readonly all: Observed[] = [];
  readonly #off: readonly (() => void)[];

  constructor(registry: TrackerRegistry) {
    this.#off = names.map((type) => registry.on(type, (event) => this.all.push({ type, event } as Observed)));
  }

  of<K extends EventName>(type: K, blockId?: string): readonly TrackerEvents[K][] {
    return this.all
      .filter((each) => each.type === type && (blockId === undefined || each.event.blockId === blockId))
      .map((each) => each.event as TrackerEvents[K]);
  }

  stop(): void {
    for (const off of this.#off) off();
  }
}

/** What a listener knows who has heard all events of a block. */
export function fold(observed: readonly Observed[]): ReadonlyMap<number, TrackedProcess> {
  const known = new Map<number, TrackedProcess>();
  for (const { type, event } of observed) {
    if (type === 'process-added' || type === 'process-changed') known.set(event.process.pid, event.process);
    if (type === 'process-exited') known.delete(event.pid);
  }
  return known;
}

/** Identities in an order of their own, to compare lists. */
export function identities(refs: readonly ProcessRef[]): readonly string[] {
  return refs.map(({ pid, birth }) => `${pid} ${birth}`).toSorted();
}

/** The identity as it is handed to `killPid`. */
export function refOf({ pid, birth }: ProcessRef): ProcessRef {
  return { pid, birth };
}

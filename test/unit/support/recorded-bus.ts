import { EventBus } from '../../../src/tracker/bus.js';
import type { TrackerEvents } from '../../../src/tracker/events.js';

export type RecordedEvent = {
  [K in keyof TrackerEvents]: { readonly type: K; readonly event: TrackerEvents[K] };
}[keyof TrackerEvents];

/** A bus and everything that was told over it, in order. */
export function recordedBus(): { readonly bus: EventBus; readonly told: readonly RecordedEvent[] } {
  const told: RecordedEvent[] = [];
  const bus = new EventBus({
    on: () => undefined,
    off: () => undefined,
    emit: (type, event) => void told.push({ type, event } as RecordedEvent),
  });
  return { bus, told };
}

/** Types only, for a test that is about order. */
export function typesOf(told: readonly RecordedEvent[]): readonly string[] {
  return told.map(({ type }) => type);
}

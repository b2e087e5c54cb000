import { setImmediate } from 'node:timers/promises';

/** How long synchronous reading may keep a host from its other work. */
const turnMs = 4;

/** Reads one after the other, as `flatMap` does, and gives way to the event loop every few milliseconds. */
export async function flatMapChunked<T, R>(
  items: readonly T[],
  read: (item: T) => readonly R[],
): Promise<readonly R[]> {
  const results: R[] = [];
  let turnStartedAt = performance.now();
  for (const item of items) {
    results.push(...read(item));
    if (performance.now() - turnStartedAt < turnMs) continue;
    await setImmediate();
    turnStartedAt = performance.now();
  }
  return results;
}

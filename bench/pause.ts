import { setTimeout } from 'node:timers/promises';

export async function pause(ms: number): Promise<void> {
  await setTimeout(ms);
}

/** Asks each millisecond; throws when the deadline comes first. */
export async function waitFor(what: string, condition: () => boolean, deadlineMs = 20_000): Promise<void> {
  const deadlineAt = performance.now() + deadlineMs;
  while (!condition()) {
    if (performance.now() > deadlineAt) throw new Error(`waited ${deadlineMs} ms for ${what}`);
    await pause(1);
  }
}

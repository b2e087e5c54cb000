import type { ProcessRef } from '../wire/process.js';

/** One identity, as a key: a PID alone is none. */
export function keyOf({ pid, birth }: ProcessRef): string {
  return `${pid} ${birth}`;
}

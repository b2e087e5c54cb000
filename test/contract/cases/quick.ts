import type { KillOptions } from '../../../src/index.js';

/** Asks, but does not wait as long as for a person's programs. */
export const quick = {
  steps: [
    { signal: 'SIGHUP', graceMs: 50 },
    { signal: 'SIGTERM', graceMs: 150 },
  ],
} as const satisfies KillOptions;

export const atOnce = { steps: [] } as const satisfies KillOptions;

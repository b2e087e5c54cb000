import type { PaneTracker, Run, RunDescription } from '../index.js';

/** Starts a program for a new turn. One whose program cannot be started has ended with that. */
export async function startTurn<T>(
  tracker: PaneTracker,
  description: RunDescription,
  start: (run: Run) => Promise<T>,
): Promise<T> {
  const run = tracker.startRun(description);
  try {
    return await start(run);
  } catch (error) {
    // Without a program nobody would ever end it.
    await run.kill({ steps: [] });
    throw error;
  }
}

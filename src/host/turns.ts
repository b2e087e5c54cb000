import { ClosedError, type PaneTracker, type Run, type RunDescription } from '../index.js';

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
    if (!(error instanceof ClosedError)) run.failToStart(codeOf(error));
    // Without a program nobody would ever end it.
    if (run.record.endedAt === undefined) await run.kill({ steps: [] });
    throw error;
  }
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

import type { RootExit } from './join-api.js';
import type { ExitReason } from './events.js';
import type { RunOutcome, RunStatus } from './run-api.js';

/** How the root of a run came to its end. */
export interface RunEnd {
  readonly exit: RootExit | undefined;
  /** Why it left the list; undefined where its exit was told first. */
  readonly reason: ExitReason | undefined;
  /** Whether somebody here had told it to end. */
  readonly wasKilled: boolean;
}

export interface Verdict {
  readonly status: RunStatus & ('stopped' | 'crashed');
  readonly outcome: RunOutcome | undefined;
}

/** What an end says of the run. Pure. */
export function judge({ exit, reason, wasKilled }: RunEnd): Verdict {
  const wasEnded = wasKilled || reason === 'killed' || reason === 'removed';
  if (wasEnded) return { status: 'stopped', outcome: 'cancelled' };
  if (exit?.exitCode === 0) return { status: 'stopped', outcome: 'completed' };
  const isKnown = exit?.exitCode !== undefined || exit?.signal !== undefined;
  return isKnown ? { status: 'crashed', outcome: 'failed' } : { status: 'stopped', outcome: undefined };
}

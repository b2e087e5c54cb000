import type { RunRecord } from './run-api.js';
import type { TrackedProcess } from './tracked-process.js';

/** The root of a run among the listed processes: the one that was named, or the first that bears its id. Pure. */
export function findRoot(
  processes: Iterable<TrackedProcess>,
  { runId, root }: Pick<RunRecord, 'runId' | 'root'>,
  namedPid: number | undefined,
): TrackedProcess | undefined {
  // A launcher may be listed before its command is.
  const mine = [...processes].filter((each) => each.runId === runId && each.role !== 'plumbing');
  if (namedPid === undefined) return mine.find(({ role }) => role === 'root') ?? mine[0];
  const named = mine.find(({ pid }) => pid === namedPid);
  return (root?.birth ?? named?.birth) === named?.birth ? named : undefined;
}

import type { RunRecord } from '../wire/run.js';
import type { HostView } from './host-view.js';

export type RunTone = 'live' | 'waiting' | 'good' | 'bad' | 'gone';

const alive: ReadonlySet<RunRecord['status']> = new Set(['starting', 'running', 'idle', 'busy', 'stopping']);

export function isAlive({ status }: RunRecord): boolean {
  return alive.has(status);
}

/** `#12` for the twelfth turn of this installation: all ids begin at a million. */
export function runLabel(runId: number): string {
  return `#${runId >= 1_000_000 ? runId - 1_000_000 : runId}`;
}

/** The temporary id of a session says no more than the number of its run. */
export function runName({ agentName, agentId, sessionId, runId }: RunRecord): string {
  const session = sessionId === `temp_${runId}` ? `session ${runLabel(runId)}` : sessionId;
  return agentName ?? agentId ?? session;
}

/** What kind of turn it is and where, without saying the number twice. */
export function runPlace(run: RunRecord, block: string): string {
  const label = runLabel(run.runId);
  return runName(run).endsWith(label) ? `in ${block}` : `${run.kind} ${label} in ${block}`;
}

/** What it is doing, or how it went. */
export function runStatusWords({ status, outcome, exitCode, signal, startError }: RunRecord): string {
  if (outcome === undefined) return status;
  if (startError !== undefined) return `failed to start, ${startError}`;
  if (outcome === 'failed' && signal !== undefined) return `failed, ${signal}`;
  return outcome === 'failed' && exitCode !== undefined ? `failed, code ${exitCode}` : outcome;
}

export function runTone(run: RunRecord): RunTone {
  if (run.outcome === 'completed') return 'good';
  if (run.outcome === 'failed' || run.status === 'crashed' || run.status === 'zombie') return 'bad';
  if (!isAlive(run)) return 'gone';
  return run.status === 'idle' || run.status === 'starting' ? 'waiting' : 'live';
}

/** Runs that live, then ended ones that have left processes, then the others; of each kind the youngest first. */
export function orderedRuns(
  runs: Iterable<RunRecord>,
  living: ReadonlyMap<number, number>,
): readonly RunRecord[] {
  const rank = (run: RunRecord) => (isAlive(run) ? 0 : living.has(run.runId) ? 1 : 2);
  return [...runs].toSorted((a, b) => rank(a) - rank(b) || b.startedAt - a.startedAt || b.runId - a.runId);
}

/** How many processes of each run live; a run without any is left out. */
export function livingByRun({ blocks }: Pick<HostView, 'blocks'>): ReadonlyMap<number, number> {
  const living = new Map<number, number>();
  for (const { processes } of blocks.values()) {
    for (const { runId } of processes.values()) {
      if (runId !== undefined) living.set(runId, (living.get(runId) ?? 0) + 1);
    }
  }
  return living;
}

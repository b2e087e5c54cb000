import type { RunRecord } from '../wire/run.js';

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
export function runStatusWords({ status, outcome, exitCode, signal }: RunRecord): string {
  if (outcome === undefined) return status;
  if (outcome === 'failed' && signal !== undefined) return `failed, ${signal}`;
  return outcome === 'failed' && exitCode !== undefined ? `failed, code ${exitCode}` : outcome;
}

export function runTone(run: RunRecord): RunTone {
  if (run.outcome === 'completed') return 'good';
  if (run.outcome === 'failed' || run.status === 'crashed' || run.status === 'zombie') return 'bad';
  if (!isAlive(run)) return 'gone';
  return run.status === 'idle' || run.status === 'starting' ? 'waiting' : 'live';
}

/** Those that live first, and of each kind the youngest. */
export function orderedRuns(runs: Iterable<RunRecord>): readonly RunRecord[] {
  return [...runs].toSorted(
    (a, b) => Number(isAlive(b)) - Number(isAlive(a)) || b.startedAt - a.startedAt || b.runId - a.runId,
  );
}

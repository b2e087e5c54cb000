import type { AdoptOptions } from './api.js';
import { requireDescription } from './arguments.js';
import { InvalidArgumentError } from './errors.js';
import type { BlockScope } from './block-scope.js';
import type { RunDescription, RunRecord } from './run-api.js';

/** What of a record says what the run is for. */
export type RunIdentity = Pick<
  RunRecord,
  | 'runId'
  | 'hostRunId'
  | 'kind'
  | 'agentId'
  | 'agentName'
  | 'sessionId'
  | 'task'
  | 'model'
  | 'projectPath'
  | 'metadata'
>;

/** The temporary name of a session that has not told its own yet. */
function temporarySessionId(runId: number): string {
  return `temp_${runId}`;
}

/** Checks first, so that a wrong description uses up no id. */
export function checkedDescription(description: RunDescription | undefined): RunDescription {
  if (description === undefined) return { kind: 'session' };
  requireDescription(description);
  return description;
}

export function identityOf(runId: number, description: RunDescription): RunIdentity {
  const { hostRunId, kind, task, model, projectPath, sessionId, metadata = {} } = description;
  const isAgent = description.kind === 'agent';
  return {
    runId,
    hostRunId,
    kind,
    agentId: isAgent ? description.agentId : undefined,
    agentName: isAgent ? description.agentName : undefined,
    sessionId: sessionId ?? temporarySessionId(runId),
    task,
    model,
    projectPath,
    metadata: asReadBack(metadata),
  };
}

/** A turn of a host before, as it goes on here. */
export interface ResumedRun {
  readonly identity: RunIdentity;
  readonly before: RunRecord | 'unknown';
}

/** Asks for all of them. Throws InvalidArgumentError, and whatever the one who is asked throws. */
export function resumedRuns(runIds: readonly number[], runOf: AdoptOptions['runOf']): readonly ResumedRun[] {
  return runIds.map((runId) => {
    const record = runOf?.(runId);
    if (record === undefined) return { identity: identityOf(runId, { kind: 'session' }), before: 'unknown' };
    // A promise of a record is none.
    if (record?.runId === runId) return { identity: record, before: record };
    throw new InvalidArgumentError('options.runOf', `what gives the record of run ${runId}`, record);
  });
}

/** The caller's own object may change afterwards. */
function asReadBack(metadata: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const copy: unknown = JSON.parse(JSON.stringify(metadata));
  return typeof copy === 'object' && copy !== null ? { ...copy } : {};
}

/** Before its first process; of a turn that another host began, what that has left of it. */
export function firstRecord(
  scope: BlockScope,
  identity: RunIdentity,
  before: RunRecord | 'unknown' | undefined,
): RunRecord {
  const fresh: RunRecord = {
    ...identity,
    ...scope,
    status: 'starting',
    outcome: undefined,
    exitCode: undefined,
    signal: undefined,
    startError: undefined,
    root: undefined,
    startedAt: Date.now(),
    endedAt: undefined,
  };
  if (typeof before !== 'object') return fresh;
  const { root, startedAt, endedAt, outcome, exitCode, signal, startError, status } = before;
  const isOver = endedAt !== undefined;
  return {
    ...fresh,
    root,
    startedAt,
    endedAt,
    outcome,
    exitCode,
    signal,
    startError,
    status: isOver ? status : 'starting',
  };
}

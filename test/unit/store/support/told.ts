import type { TrackerEvents } from '../../../../src/tracker/events.js';
import type { RunRecord } from '../../../../src/tracker/run-api.js';
import type { TrackedProcess } from '../../../../src/tracker/tracked-process.js';
import { tracked } from '../../support/processes.js';

export const scope = { blockId: 'pane', generation: 1, seq: 1 } as const;

export function added(
  pid: number,
  differences: Partial<TrackedProcess> = {},
): TrackerEvents['process-added'] {
  return { ...scope, process: tracked(pid, differences) };
}

export function exited(
  pid: number,
  differences: Partial<TrackerEvents['process-exited']> = {},
): TrackerEvents['process-exited'] {
  return {
    ...scope,
    pid,
    process: tracked(pid),
    reason: 'exited',
    exitCode: undefined,
    signal: undefined,
    observedAt: 2000,
    ...differences,
  };
}

export function run(runId: number, differences: Partial<RunRecord> = {}): RunRecord {
  return {
    blockId: 'pane',
    generation: 1,
    runId,
    hostRunId: undefined,
    kind: 'session',
    agentId: undefined,
    agentName: undefined,
    sessionId: `temp_${runId}`,
    task: undefined,
    model: undefined,
    projectPath: '/project',
    metadata: {},
    status: 'starting',
    outcome: undefined,
    exitCode: undefined,
    signal: undefined,
    startError: undefined,
    root: undefined,
    startedAt: 1000,
    endedAt: undefined,
    ...differences,
  };
}

import * as v from 'valibot';
import { killEntries, killReport } from './kill.js';
import { operation } from './operation.js';
import { inputData } from './pane.js';
import { blockId, trackedProcess } from './process.js';
import {
  command,
  hostRunId,
  runDescription,
  runId,
  runKind,
  runOutput,
  runRecord,
  runStatus,
  sessionId,
} from './run.js';
import { done, list, strictShape, systemText } from './shape.js';

const oneRun = strictShape({ runId });

export const runOperations = {
  'runs.list': operation({
    method: 'GET',
    path: '/api/runs',
    summary: 'All turns, or those of a block, kind, status or id of the host’s own.',
    input: strictShape({
      blockId: v.exactOptional(blockId),
      hostRunId: v.exactOptional(hostRunId),
      kind: v.exactOptional(runKind),
      status: v.exactOptional(runStatus),
    }),
    output: list(runRecord),
  }),
  'runs.start': operation({
    method: 'POST',
    path: '/api/runs',
    summary: 'Begins a turn in a block and starts its program, which has no terminal.',
    input: strictShape({
      blockId,
      description: runDescription,
      command,
      cwd: v.exactOptional(systemText(4096)),
    }),
    output: runRecord,
  }),
  'runs.get': operation({
    method: 'GET',
    path: '/api/runs/:runId',
    summary: 'One turn.',
    input: oneRun,
    output: runRecord,
  }),
  'runs.processes': operation({
    method: 'GET',
    path: '/api/runs/:runId/processes',
    summary: 'The live processes of a turn, read now.',
    input: oneRun,
    output: list(trackedProcess),
  }),
  'runs.output': operation({
    method: 'GET',
    path: '/api/runs/:runId/output',
    summary: 'What it has printed, as far as it is still held.',
    input: oneRun,
    output: runOutput,
  }),
  'runs.write': operation({
    method: 'POST',
    path: '/api/runs/:runId/input',
    summary: 'Writes to the input of its program.',
    input: strictShape({ runId, data: inputData }),
    output: done,
  }),
  'runs.setSession': operation({
    method: 'POST',
    path: '/api/runs/:runId/session',
    summary: 'Replaces the temporary id of its session.',
    input: strictShape({ runId, sessionId }),
    output: runRecord,
  }),
  'runs.forget': operation({
    method: 'DELETE',
    path: '/api/runs/:runId',
    summary: 'Takes a turn off the list; its processes stay what they are.',
    input: oneRun,
    output: done,
  }),
  'runs.kill': operation({
    method: 'POST',
    path: '/api/runs/:runId/kill',
    summary: 'Ends what this turn has started, and nothing of another one.',
    input: strictShape({ runId, ...killEntries }),
    output: killReport,
  }),
  'sessions.kill': operation({
    method: 'POST',
    path: '/api/sessions/:sessionId/kill',
    summary: 'Ends what the turns of a session have started.',
    input: strictShape({ sessionId, ...killEntries }),
    output: list(killReport),
  }),
} as const;

import type { Run } from '../../index.js';
import { requireTracker } from '../blocks.js';
import type { HostParts } from '../parts.js';
import { Refusal } from '../refusal.js';
import { killOptionsOf } from '../signals.js';
import { startTurn } from '../turns.js';
import type { RunOutput } from '../wire/index.js';
import { done, type HandlersOf } from './handlers.js';

export function runHandlers(parts: HostParts): HandlersOf<'runs' | 'sessions'> {
  const { runs, feed } = parts;
  const runOf = (runId: number) => requireRun(parts, runId);
  return {
    'runs.list': (filter) => runs.list(filter).map(({ record }) => record),
    'runs.start': ({ blockId, description, command, cwd }) => {
      const options = cwd === undefined ? {} : { cwd };
      return startTurn(requireTracker(parts, blockId), description, async (run) => {
        await run.spawn(command.file, command.args, options);
        return run.record;
      });
    },
    'runs.get': ({ runId }) => runOf(runId).record,
    'runs.processes': ({ runId }) => runOf(runId).list(),
    'runs.output': ({ runId }) => describeOutput(runOf(runId)),
    'runs.write': ({ runId, data }) => {
      runOf(runId).write(data);
      return done;
    },
    'runs.setSession': ({ runId, sessionId }) => {
      const run = runOf(runId);
      run.setSessionId(sessionId);
      return run.record;
    },
    'runs.forget': ({ runId }) => {
      runOf(runId);
      if (runs.unregister(runId)) feed.emit({ type: 'run-forgotten', runId });
      return done;
    },
    'runs.kill': ({ runId, ...wish }) => runOf(runId).kill(killOptionsOf(wish)),
    'sessions.kill': ({ sessionId, ...wish }) => {
      const options = killOptionsOf(wish);
      if (runs.bySession(sessionId) !== undefined) return runs.killSession(sessionId, options);
      throw new Refusal('not-found', `there is no session ${JSON.stringify(sessionId)}`);
    },
  };
}

/** Throws Refusal `not-found`. */
export function requireRun({ runs }: Pick<HostParts, 'runs'>, runId: number): Run {
  const run = runs.get(runId);
  if (run === undefined) throw new Refusal('not-found', `there is no run ${runId}`);
  return run;
}

function describeOutput({ runId, output }: Run): RunOutput {
  const { sizeBytes, capacityBytes, droppedBytes } = output;
  return { runId, text: output.text(), sizeBytes, capacityBytes, droppedBytes };
}

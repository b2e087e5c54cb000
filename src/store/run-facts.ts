import { runKinds, runOutcomes, runStatuses } from '../names.js';
import type { BlockScope } from '../tracker/block-scope.js';
import type { RunRecord } from '../tracker/run-api.js';
import type { ChangeReader } from './change-reader.js';
import type { ChangeWriter } from './change-writer.js';

/** A run with its metadata as JSON, which only whoever reads it takes apart. */
export type RunFacts = Omit<RunRecord, 'metadata'> & { readonly metadata: string };

export function packRunFacts(writer: ChangeWriter, run: RunFacts): void {
  writer.number(run.runId);
  writer.text(run.hostRunId);
  writer.number(runKinds.indexOf(run.kind));
  writer.text(run.agentId);
  writer.text(run.agentName);
  writer.text(run.sessionId);
  writer.text(run.task);
  writer.text(run.model);
  writer.text(run.projectPath);
  writer.text(run.metadata);
  writer.number(runStatuses.indexOf(run.status));
  writer.number(run.outcome === undefined ? undefined : runOutcomes.indexOf(run.outcome));
  writer.number(run.exitCode);
  writer.text(run.signal);
  writer.text(run.startError);
  writer.number(run.root?.pid);
  writer.text(run.root?.birth);
  writer.number(run.startedAt);
  writer.number(run.endedAt);
}

export function unpackRunFacts(reader: ChangeReader, { blockId, generation }: BlockScope): RunFacts {
  return {
    blockId,
    generation,
    runId: reader.number(),
    hostRunId: reader.optionalText(),
    kind: reader.oneOf(runKinds),
    agentId: reader.optionalText(),
    agentName: reader.optionalText(),
    sessionId: reader.text(),
    task: reader.optionalText(),
    model: reader.optionalText(),
    projectPath: reader.optionalText(),
    metadata: reader.text(),
    status: reader.oneOf(runStatuses),
    outcome: reader.optionalOneOf(runOutcomes),
    exitCode: reader.optionalNumber(),
    signal: reader.optionalText(),
    startError: reader.optionalText(),
    root: unpackRoot(reader),
    startedAt: reader.number(),
    endedAt: reader.optionalNumber(),
  };
}

function unpackRoot(reader: ChangeReader): RunRecord['root'] {
  const pid = reader.optionalNumber();
  const birth = reader.optionalText();
  return pid === undefined || birth === undefined ? undefined : { pid, birth };
}

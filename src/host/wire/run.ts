import * as v from 'valibot';
import { runKinds, runOutcomes, runStatuses } from '../../names.js';
import { processRef } from './process.js';
import { list, shape, strictShape, systemText, text, wholeNumber } from './shape.js';

/** Counts up from 1,000,000 over all blocks. */
export const runId = wholeNumber(1_000_000);
/** The host's own id of a run, which counts nothing. */
export const hostRunId = v.pipe(text(512), v.minLength(1));
export const sessionId = v.pipe(text(512), v.minLength(1));
export const runKind = v.picklist(runKinds);
export type RunKind = v.InferOutput<typeof runKind>;
export const runStatus = v.picklist(runStatuses);
export type RunStatus = v.InferOutput<typeof runStatus>;
export const runOutcome = v.picklist(runOutcomes);
export type RunOutcome = v.InferOutput<typeof runOutcome>;

const details = {
  hostRunId: v.exactOptional(hostRunId),
  task: v.exactOptional(text(8192)),
  model: v.exactOptional(text(512)),
  projectPath: v.exactOptional(systemText(4096)),
  metadata: v.exactOptional(v.record(v.string(), v.unknown())),
};

/** What a turn is for. A session without an id yet is called `temp_<runId>`. */
export const runDescription = v.variant('kind', [
  strictShape({
    kind: v.literal('agent'),
    agentId: text(512),
    agentName: text(512),
    sessionId: v.exactOptional(sessionId),
    ...details,
  }),
  strictShape({ kind: v.literal('session'), sessionId: v.exactOptional(sessionId), ...details }),
]);
export type RunDescription = v.InferOutput<typeof runDescription>;

/** A program and its arguments, which pass as they are, never through a shell. */
export const command = strictShape({
  file: v.pipe(systemText(4096), v.minLength(1)),
  args: v.exactOptional(v.pipe(list(systemText(16_384)), v.maxLength(1024))),
});
export type Command = v.InferOutput<typeof command>;

/** A turn at one moment. */
export const runRecord = shape({
  blockId: v.string(),
  generation: v.number(),
  runId: v.number(),
  /** The host's own id. */
  hostRunId: v.optional(v.string()),
  kind: runKind,
  agentId: v.optional(v.string()),
  agentName: v.optional(v.string()),
  sessionId: v.string(),
  task: v.optional(v.string()),
  model: v.optional(v.string()),
  projectPath: v.optional(v.string()),
  metadata: v.record(v.string(), v.unknown()),
  status: runStatus,
  outcome: v.optional(runOutcome),
  exitCode: v.optional(v.number()),
  signal: v.optional(v.string()),
  /** Why its command could not be started, e.g. `ENOENT`. */
  startError: v.optional(v.string()),
  root: v.optional(processRef),
  startedAt: v.number(),
  endedAt: v.optional(v.number()),
});
export type RunRecord = v.InferOutput<typeof runRecord>;

/** What a turn has printed and the host still holds. */
export const runOutput = shape({
  runId: v.number(),
  text: v.string(),
  sizeBytes: v.number(),
  capacityBytes: v.number(),
  /** Given up to make room. */
  droppedBytes: v.number(),
});
export type RunOutput = v.InferOutput<typeof runOutput>;

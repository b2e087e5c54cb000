import * as v from 'valibot';
import { processStatuses } from '../../names.js';
import { blockId, exitReason, pid, processRef } from './process.js';
import { runId, sessionId } from './run.js';
import { list, shape, strictShape, text, wholeNumber } from './shape.js';

const optionalText = v.optional(v.string());
const optionalNumber = v.optional(v.number());

/** Those of a run, and how tracking can end otherwise. */
export const processStatus = v.picklist(processStatuses);
export type ProcessStatus = v.InferOutput<typeof processStatus>;

/** One thing that happened to a process or a run, as the store keeps it. */
export const historyEntry = shape({
  /** Grows with time. */
  id: v.number(),
  /** Milliseconds since the epoch. */
  at: v.number(),
  subject: v.picklist(['process', 'run']),
  event: v.picklist(['registered', 'status_changed', 'updated', 'removed']),
  /** The machine. */
  host: v.string(),
  /** Of the process, or of the root of the run. */
  process: v.optional(processRef),
  name: optionalText,
  /** Of the process, as seen last; redacted. */
  command: optionalText,
  /** Left out for a process that the host registered by hand. */
  blockId: optionalText,
  generation: optionalNumber,
  runId: optionalNumber,
  sessionId: optionalText,
  oldStatus: v.optional(processStatus),
  newStatus: v.optional(processStatus),
  exitReason: v.optional(exitReason),
  exitCode: optionalNumber,
  signal: optionalText,
  /** With `updated`: each property that changed, before and after. */
  details: v.optional(v.record(v.string(), v.unknown())),
});
export type HistoryEntry = v.InferOutput<typeof historyEntry>;

export const historyQuery = strictShape({
  blockId: v.exactOptional(blockId),
  pid: v.exactOptional(pid),
  runId: v.exactOptional(runId),
  sessionId: v.exactOptional(sessionId),
  /** Only entries of this moment and later, in milliseconds since the epoch. */
  since: v.exactOptional(wholeNumber(0)),
  /** Only entries older than the one with this id, to page on. */
  before: v.exactOptional(wholeNumber(1)),
  /** Default 100. */
  limit: v.exactOptional(wholeNumber(1, 1000)),
});
export type HistoryQuery = v.InferOutput<typeof historyQuery>;

/** Who sends or reads messages. */
export const correspondent = v.pipe(text(256), v.minLength(1));

/** What one agent has told another, or all of them. */
export const message = shape({
  id: v.number(),
  from: v.string(),
  /** Left out: everybody. */
  to: optionalText,
  type: v.string(),
  payload: v.unknown(),
  sentAt: v.number(),
  expiresAt: v.number(),
});
export type Message = v.InferOutput<typeof message>;

export const messageToSend = strictShape({
  from: correspondent,
  /** Default: everybody but the sender. */
  to: v.exactOptional(correspondent),
  type: correspondent,
  payload: v.exactOptional(v.unknown()),
  /** Default an hour, at most a year. */
  ttlMs: v.exactOptional(wholeNumber(1, 31_536_000_000)),
});
export type MessageToSend = v.InferOutput<typeof messageToSend>;

export const messagesOf = strictShape({ reader: correspondent });
export const messagesRead = strictShape({
  reader: correspondent,
  messageIds: v.pipe(list(wholeNumber(1)), v.maxLength(1000)),
});

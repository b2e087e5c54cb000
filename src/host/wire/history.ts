import * as v from 'valibot';
import { blockId, pid } from './process.js';
import { sessionId } from './run.js';
import { list, shape, strictShape, text, wholeNumber } from './shape.js';

const optionalText = v.optional(v.string());
const optionalNumber = v.optional(v.number());

/** One change of a process, as the store keeps it. */
export const historyEntry = shape({
  historyId: v.number(),
  /** Milliseconds since the epoch. */
  observedAt: v.number(),
  change: v.picklist(['registered', 'status_changed', 'updated', 'removed']),
  blockId: optionalText,
  pid: optionalNumber,
  birth: optionalText,
  sessionId: optionalText,
  runId: optionalNumber,
  oldStatus: optionalText,
  newStatus: optionalText,
  reason: optionalText,
  exitCode: optionalNumber,
  signal: optionalText,
  details: v.record(v.string(), v.unknown()),
});
export type HistoryEntry = v.InferOutput<typeof historyEntry>;

export const historyQuery = strictShape({
  blockId: v.optional(blockId),
  pid: v.optional(pid),
  sessionId: v.optional(sessionId),
  /** Default 100. Newest first. */
  limit: v.optional(wholeNumber(1, 1000)),
});
export type HistoryQuery = v.InferOutput<typeof historyQuery>;

export const address = v.pipe(text(256), v.minLength(1));

/** What one agent has told another, or all of them. */
export const message = shape({
  messageId: v.number(),
  from: v.string(),
  /** Left out: everybody. */
  to: optionalText,
  type: v.string(),
  payload: v.unknown(),
  sentAt: v.number(),
  expiresAt: v.number(),
});
export type Message = v.InferOutput<typeof message>;

export const messageQuery = strictShape({
  /** Those to it and those to everybody. */
  reader: address,
  /** Default: those it has read too. */
  unreadOnly: v.optional(v.boolean()),
  limit: v.optional(wholeNumber(1, 1000)),
});
export type MessageQuery = v.InferOutput<typeof messageQuery>;

export const messageToSend = strictShape({
  from: address,
  to: v.optional(address),
  type: address,
  payload: v.unknown(),
  /** Default 3600. */
  ttlSeconds: v.optional(wholeNumber(1, 31_536_000)),
});
export type MessageToSend = v.InferOutput<typeof messageToSend>;

export const messagesRead = strictShape({
  reader: address,
  messageIds: v.pipe(list(wholeNumber(1)), v.maxLength(1000)),
});

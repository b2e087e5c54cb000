import * as v from 'valibot';
import { limitKinds } from '../../names.js';
import { readFailure } from './block.js';
import { killReport } from './kill.js';
import { leftover } from './leftover.js';
import { pane } from './pane.js';
import { confidence, exitReason, trackedProcess } from './process.js';
import { runRecord } from './run.js';
import { list, shape } from './shape.js';

const scope = { blockId: v.string(), generation: v.number() };
/** `blockSeq` grows by one with each event of the block that has one; `block.blockSeq` is that of the last. */
const sequenced = { ...scope, blockSeq: v.number() };

export const blockOpened = shape({
  type: v.literal('block-opened'),
  ...scope,
  confidence,
  reasons: list(v.string()),
});
export const processAdded = shape({
  type: v.literal('process-added'),
  ...sequenced,
  process: trackedProcess,
});
export const processChanged = shape({
  type: v.literal('process-changed'),
  ...sequenced,
  process: trackedProcess,
});
export const processExited = shape({
  type: v.literal('process-exited'),
  ...sequenced,
  process: trackedProcess,
  reason: exitReason,
  exitCode: v.optional(v.number()),
  signal: v.optional(v.string()),
  /** When it was noticed, in milliseconds since the epoch. */
  observedAt: v.number(),
});
/** The last process of the block has gone. */
export const blockEmpty = shape({ type: v.literal('block-empty'), ...sequenced });
export const confidenceChanged = shape({
  type: v.literal('confidence-changed'),
  ...scope,
  from: confidence,
  to: confidence,
  reasons: list(v.string()),
});
/** The system has enforced a limit: ended a member for want of memory, or refused a fork. `count`: how often so far. */
export const limitReached = shape({
  type: v.literal('limit-reached'),
  ...scope,
  limit: v.picklist(limitKinds),
  count: v.number(),
});
/** Frozen, or thawed: by a kill too, by a freeze that failed, and with its end. */
export const frozenChanged = shape({ type: v.literal('frozen-changed'), ...scope, isFrozen: v.boolean() });
/** A read of the block has failed; sent again where the failure is another one. Nothing was changed. */
export const pollFailed = shape({ type: v.literal('poll-failed'), ...scope, failure: readFailure });
/** Reads work again. `blindMs`: from the first failed one until then, in milliseconds. */
export const pollRecovered = shape({ type: v.literal('poll-recovered'), ...scope, blindMs: v.number() });
export const blockClosing = shape({ type: v.literal('block-closing'), ...scope });
export const blockClosed = shape({ type: v.literal('block-closed'), ...scope, report: killReport });
export const paneOpened = shape({ type: v.literal('pane-opened'), pane });
/** Its size, title, program, current directory or state. */
export const paneChanged = shape({ type: v.literal('pane-changed'), pane });
export const paneClosed = shape({ type: v.literal('pane-closed'), ...scope });
export const runStarted = shape({ type: v.literal('run-started'), run: runRecord });
export const runChanged = shape({ type: v.literal('run-changed'), run: runRecord });
export const runForgotten = shape({ type: v.literal('run-forgotten'), runId: v.number() });
/** All there are now. */
export const leftoversChanged = shape({ type: v.literal('leftovers-changed'), leftovers: list(leftover) });
/** Through this host. */
export const messageSent = shape({
  type: v.literal('message-sent'),
  id: v.number(),
  from: v.string(),
  to: v.optional(v.string()),
});

/** What can happen. Each changes what a snapshot shows, and together with one gives the truth. */
export const hostEvent = v.variant('type', [
  blockOpened,
  processAdded,
  processChanged,
  processExited,
  blockEmpty,
  confidenceChanged,
  limitReached,
  frozenChanged,
  pollFailed,
  pollRecovered,
  blockClosing,
  blockClosed,
  paneOpened,
  paneChanged,
  paneClosed,
  runStarted,
  runChanged,
  runForgotten,
  leftoversChanged,
  messageSent,
]);
export type HostEvent = v.InferOutput<typeof hostEvent>;
export type HostEventType = HostEvent['type'];

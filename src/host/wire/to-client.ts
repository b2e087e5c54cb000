import * as v from 'valibot';
import { block } from './block.js';
import { hostEvent } from './events.js';
import { failure } from './failure.js';
import { hostInfo } from './host-info.js';
import { leftover } from './leftover.js';
import { pane, screen } from './pane.js';
import { runRecord } from './run.js';
import { list, shape } from './shape.js';
import { blockUsage } from './usage.js';

/** Everything, as of `seq`. First on a new connection, and again after the client was too slow. */
const snapshot = shape({
  type: v.literal('snapshot'),
  instance: v.string(),
  seq: v.number(),
  host: hostInfo,
  panes: list(pane),
  blocks: list(block),
  runs: list(runRecord),
  leftovers: list(leftover),
});
export type Snapshot = v.InferOutput<typeof snapshot>;

/** First on a connection that goes on with `since` and `instance`: what was missed follows as `events`. */
const resumed = shape({ type: v.literal('resumed'), instance: v.string(), seq: v.number() });

/** The events `firstSeq`, `firstSeq + 1`, …; the next `events` goes on where this one ends. */
const events = shape({
  type: v.literal('events'),
  firstSeq: v.number(),
  events: list(hostEvent),
});

/** `result` is the output of the operation. What it has changed has been told as `events` before. */
const response = shape({
  type: v.literal('response'),
  id: v.number(),
  result: v.optional(v.unknown()),
  error: v.optional(failure),
});

const screenMessage = shape({ type: v.literal('screen'), screen });

/** `offset`: how much output came before `data`; it goes on where the `screen` or `output` before ended. */
const output = shape({
  type: v.literal('output'),
  blockId: v.string(),
  offset: v.number(),
  data: v.string(),
});

/** Of every block, in no particular order. A newer one replaces it. */
const usage = shape({ type: v.literal('usage'), blocks: list(blockUsage) });

/** `missedBytes` came before `data` and are gone. */
const runOutputMessage = shape({
  type: v.literal('run-output'),
  runId: v.number(),
  data: v.string(),
  missedBytes: v.number(),
});
/** The run has ended: no more of its output is to come. */
const runOutputEnded = shape({ type: v.literal('run-output-ended'), runId: v.number() });

/** Why a message that has no answer could not be acted on. */
const problem = shape({
  type: v.literal('problem'),
  blockId: v.optional(v.string()),
  runId: v.optional(v.number()),
  error: failure,
});

/** What a host may send. */
export const toClient = v.variant('type', [
  snapshot,
  resumed,
  events,
  response,
  screenMessage,
  output,
  usage,
  runOutputMessage,
  runOutputEnded,
  problem,
]);
export type ToClient = v.InferOutput<typeof toClient>;

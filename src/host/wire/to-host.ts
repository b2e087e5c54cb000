import * as v from 'valibot';
import { cols, inputData, rows } from './pane.js';
import { blockId } from './process.js';
import { runId } from './run.js';
import { strictShape, wholeNumber } from './shape.js';

/** Any operation of `operations`, answered by a `response` with the same `id`. */
const request = strictShape({
  type: v.literal('request'),
  /** Chosen by the client. */
  id: wholeNumber(0),
  operation: v.pipe(v.string(), v.maxLength(64)),
  input: v.unknown(),
});
/**
 * Answered by a `screen`, then `output` as it comes. Asked again, it starts over. A screen with `missingRows` is followed
 * by a fuller one once the client has shown all it was sent and the pane is quiet.
 */
const watchOutput = strictShape({ type: v.literal('watch-output'), blockId });
const unwatchOutput = strictShape({ type: v.literal('unwatch-output'), blockId });
/**
 * How far the client has shown what it was sent. One that is more than `outputWindow` behind is sent nothing more of
 * the pane, and a fresh `screen` once it has caught up.
 */
const seen = strictShape({ type: v.literal('seen'), blockId, offset: wholeNumber(0) });
/**
 * Typed; has no answer. What a terminal reports when a program asks it (its kind, where its cursor is) the host answers
 * itself, so that it is answered once however many look: a client's terminal must not.
 */
const input = strictShape({ type: v.literal('input'), blockId, data: inputData });
/** Has no answer but the `pane-changed` that comes of it. */
const resize = strictShape({ type: v.literal('resize'), blockId, cols, rows });
/** Sampled for as long as somebody watches, at the shortest interval asked for. Asked again, it replaces the wish. */
const watchUsage = strictShape({
  type: v.literal('watch-usage'),
  /** Default 1000. */
  intervalMs: v.exactOptional(wholeNumber(250, 60_000)),
  /** Default: no ports. */
  ports: v.exactOptional(v.boolean()),
});
const unwatchUsage = strictShape({ type: v.literal('unwatch-usage') });
/** Answered by what the run's output holds, then what comes, as `run-output`. */
const watchRun = strictShape({ type: v.literal('watch-run'), runId });
const unwatchRun = strictShape({ type: v.literal('unwatch-run'), runId });

/** What a client may send. Other JSON is answered by a `problem`; anything else closes the connection with 1008. */
export const toHost = v.variant('type', [
  request,
  watchOutput,
  unwatchOutput,
  seen,
  input,
  resize,
  watchUsage,
  unwatchUsage,
  watchRun,
  unwatchRun,
]);
export type ToHost = v.InferOutput<typeof toHost>;

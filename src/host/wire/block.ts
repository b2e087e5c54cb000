import * as v from 'valibot';
import { confidence, trackedProcess } from './process.js';
import { list, shape } from './shape.js';

/** Why the last look at a block failed. What was published before still stands. */
export const readFailure = shape({ code: v.string(), message: v.string() });
export type ReadFailure = v.InferOutput<typeof readFailure>;

/** A block as last published. */
export const block = shape({
  blockId: v.string(),
  /** Tells reopened blocks apart. */
  generation: v.number(),
  /** That of the last of its events this includes. */
  blockSeq: v.number(),
  state: v.picklist(['open', 'closing', 'closed']),
  confidence,
  /** Why the confidence is not `high`, or what else one should know. */
  reasons: list(v.string()),
  isFrozen: v.boolean(),
  /** Set while looks at it fail. */
  failure: v.optional(readFailure),
  processes: list(trackedProcess),
});
export type Block = v.InferOutput<typeof block>;

const count = v.number();

/** What a prompt before closing a pane needs. */
export const blockDescription = shape({
  blockId: v.string(),
  confidence,
  counts: shape({ root: count, plumbing: count, started: count, kept: count }),
  /** Names of what the user or agent started, most frequent first. */
  started: list(shape({ name: v.string(), count })),
});
export type BlockDescription = v.InferOutput<typeof blockDescription>;

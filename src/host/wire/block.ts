import * as v from 'valibot';
import { confidence, trackedProcess } from './process.js';
import { runKind, runStatus } from './run.js';
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

const nameCount = shape({ name: v.string(), count });

/** What a prompt before closing a pane needs. */
export const blockDescription = shape({
  blockId: v.string(),
  confidence,
  counts: shape({ root: count, plumbing: count, started: count, kept: count }),
  /** Names of what the user or agent started, most frequent first. */
  started: list(nameCount),
  /** Names of what closing interrupts; shells at a prompt, launchers and kept processes are left out. */
  working: list(nameCount),
  /** Names of the work that other blocks asked daemons of this one for, by those blocks. */
  serves: list(shape({ name: v.string(), count, blockId: v.string() })),
  /** Runs that have not ended, and ended ones that have left processes behind. */
  runs: list(
    shape({
      runId: v.number(),
      kind: runKind,
      agentName: v.optional(v.string()),
      sessionId: v.string(),
      task: v.optional(v.string()),
      status: runStatus,
      processes: count,
    }),
  ),
});
export type BlockDescription = v.InferOutput<typeof blockDescription>;

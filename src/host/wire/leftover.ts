import * as v from 'valibot';
import { processRef, trackedProcess } from './process.js';
import { runRecord } from './run.js';
import { list, shape } from './shape.js';

export const leftoverId = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));

/** A block of an earlier host that has ended without closing it. */
export const leftover = shape({
  leftoverId: v.string(),
  blockId: v.string(),
  /** The host that left it. */
  owner: v.optional(processRef),
  processes: list(trackedProcess),
  runs: list(runRecord),
});
export type Leftover = v.InferOutput<typeof leftover>;

import * as v from 'valibot';
import { trackedProcess } from './process.js';
import { list, shape } from './shape.js';

export const leftoverId = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));

/** A block of a host that has ended and was to let its processes live. */
export const leftover = shape({
  leftoverId: v.string(),
  blockId: v.string(),
  /** The one it had with that host. */
  generation: v.number(),
  backend: v.string(),
  /** Names the registry that made it. */
  instance: v.string(),
  hostPid: v.number(),
  /** Turns that have something alive, or may have. */
  runIds: list(v.number()),
  /** What was alive when it was found. */
  processes: list(trackedProcess),
});
export type Leftover = v.InferOutput<typeof leftover>;

import * as v from 'valibot';
import { confidences, evidences, exitReasons, lifetimes, roles } from '../../names.js';
import { list, shape, strictShape, wholeNumber } from './shape.js';

export const longestBlockId = 1024;

/** Names a block: any string that is not empty. */
export const blockId = v.pipe(v.string(), v.minLength(1), v.maxLength(longestBlockId));
export const pid = wholeNumber(1);
/** Opaque start token: with the PID it is an identity, which a PID alone never is. */
export const birth = v.pipe(v.string(), v.minLength(1), v.maxLength(256));

export const confidence = v.picklist(confidences);
export type Confidence = v.InferOutput<typeof confidence>;

export const processRef = shape({ pid, birth });
export type ProcessRef = v.InferOutput<typeof processRef>;

export const role = v.picklist(roles);
export type Role = v.InferOutput<typeof role>;

export const evidence = v.picklist(evidences);

/** A live process that belongs to a block. */
export const trackedProcess = shape({
  pid,
  birth,
  ppid: wholeNumber(0),
  name: v.string(),
  command: v.string(),
  /** Milliseconds since the epoch. */
  startedAt: v.optional(v.number()),
  /** The id of its process group; left out where the system has none or does not tell. */
  processGroup: v.optional(v.number()),
  /** The id of its session (setsid), which is no run; left out likewise. */
  systemSession: v.optional(v.number()),
  role,
  /** The turn that started it. */
  runId: v.optional(v.number()),
  /** The block and run that asked a daemon of this block for it, where these are others. */
  startedFor: v.optional(shape({ blockId: v.string(), runId: v.optional(v.number()) })),
  evidence: list(evidence),
  /** `kept`: outlives the pane. */
  lifetime: v.picklist(lifetimes),
  /** Where it lives now, when it has left the block on its own. */
  escapedTo: v.optional(v.string()),
});
export type TrackedProcess = v.InferOutput<typeof trackedProcess>;

/** `exited`: by itself. `killed`, `removed`: through panetree. `lost`: tracking ended while it was alive. */
export const exitReason = v.picklist(exitReasons);
export type ExitReason = v.InferOutput<typeof exitReason>;

/** Names one process of a block. Without `birth` it is the one last published under that PID. */
export const processTarget = strictShape({ blockId, pid, birth: v.exactOptional(birth) });

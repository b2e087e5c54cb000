import * as v from 'valibot';
import { confidence } from './process.js';
import { list, shape } from './shape.js';

const optionalNumber = v.optional(v.number());

/** Which backend tracks, and why not a better one. */
export const backendReport = shape({
  name: v.string(),
  confidence,
  guarantees: list(v.string()),
  downgrades: list(shape({ backend: v.string(), reason: v.string() })),
  reasons: list(v.string()),
  features: v.record(v.string(), v.string()),
});
export type BackendReport = v.InferOutput<typeof backendReport>;

export const hostInfo = shape({
  /** Another one after each start; `seq` counts within it. */
  instance: v.string(),
  version: v.string(),
  pid: v.number(),
  platform: v.string(),
  startedAt: v.number(),
  /** Where a pane is opened unless told otherwise. */
  cwd: v.string(),
  /** Left out where the registry is not the host's own. */
  onExit: v.optional(v.picklist(['kill', 'keep'])),
  /** `off`: no history, no messages. */
  store: v.picklist(['on', 'off']),
  /** Why the store is off, where nobody has switched it off. */
  whyNoStore: v.optional(v.string()),
  backend: backendReport,
});
export type HostInfo = v.InferOutput<typeof hostInfo>;

export const stats = shape({
  blocks: v.number(),
  members: v.number(),
  ticks: v.number(),
  tickP50Ms: optionalNumber,
  tickP95Ms: optionalNumber,
  listeners: v.number(),
  /** The last failed read of each block that had one since its last good one. */
  lastErrors: v.record(v.string(), shape({ code: v.string(), message: v.string() })),
  panes: v.number(),
  clients: v.number(),
  residentBytes: v.number(),
  uptimeMs: v.number(),
});
export type Stats = v.InferOutput<typeof stats>;

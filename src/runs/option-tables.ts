import type { KeyTable } from '../tracker/known-keys.js';
import type { RunFilter, WatchSessionIdOptions } from './runs.js';
import type { SessionIdOptions } from './session-id.js';

/** The keys of every object that a caller hands to `panetree/runs`; the compiler holds each table to its type. */

export const runFilterKeys: KeyTable<RunFilter> = {
  blockId: true,
  hostRunId: true,
  kind: true,
  status: true,
  olderThanMs: true,
};

export const sessionIdKeys: KeyTable<SessionIdOptions> = { timeoutMs: true };
export const watchSessionIdKeys: KeyTable<WatchSessionIdOptions> = { ...sessionIdKeys, stream: true };

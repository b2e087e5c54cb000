import type { HostView } from '../../host/client/host-view.js';
import type { UsageCache } from '../../host/client/usage-cache.js';
import type { StreamStatus } from './stream-status.js';

export interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** What there is to show at one moment. */
export interface Scene {
  /** Undefined before the first snapshot. */
  readonly host: HostView | undefined;
  readonly usage: UsageCache;
  readonly status: StreamStatus;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly size: Size;
  /** Of this program, which may run in a pane itself. */
  readonly ownPid: number;
}

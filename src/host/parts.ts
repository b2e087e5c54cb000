import type { TrackerRegistry } from '../index.js';
import type { Runs } from '../runs/index.js';
import type { Feed } from './events/feed.js';
import type { Panes } from './panes/panes.js';
import type { Leftovers } from './leftovers.js';
import type { HostStore } from './store-port.js';
import type { HostInfo } from './wire/index.js';

/** What a host is made of, for those who serve it. */
export interface HostParts {
  readonly registry: TrackerRegistry;
  readonly runs: Runs;
  readonly panes: Panes;
  readonly feed: Feed;
  readonly leftovers: Leftovers;
  /** Undefined: switched off. */
  readonly store: HostStore | undefined;
  readonly info: () => HostInfo;
  readonly clientCount: () => number;
  /** A URL that lets one more browser in, once. */
  readonly link: () => string;
  /** Told of what nobody expected. */
  readonly onError: (error: unknown) => void;
}

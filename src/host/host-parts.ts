import type { TrackerRegistry } from '../index.js';
import { runsOf } from '../runs/index.js';
import { Feed } from './events/feed.js';
import { followRegistry } from './events/tracker-events.js';
import { describer } from './host-info.js';
import { Leftovers } from './leftovers.js';
import type { HostOptions } from './options.js';
import { Panes } from './panes/panes.js';
import { startDirectory } from './panes/program.js';
import type { HostParts } from './parts.js';

const defaultScrollbackLines = 2000;
const defaultMostPanes = 256;

/** What the server adds to what it serves. */
type ServerParts = Pick<HostParts, 'clientCount' | 'link' | 'onError'>;

export interface Assembled {
  readonly parts: HostParts;
  /** Stops listening to the registry. */
  readonly release: () => void;
}

export function assemble(registry: TrackerRegistry, options: HostOptions, server: ServerParts): Assembled {
  const { store, shell, nodePty, environment = process.env } = options;
  const cwd = options.cwd ?? startDirectory(undefined, environment);
  const { scrollbackLines = defaultScrollbackLines, mostPanes = defaultMostPanes } = options;
  const feed = new Feed();
  const emit = feed.emit.bind(feed);
  const release = followRegistry(registry, emit);
  const info = describer({
    registry,
    onExit: options.registry === undefined ? (options.registryOptions?.onHostExit ?? 'kill') : undefined,
    store: store === undefined ? 'off' : 'on',
    whyNoStore: store === undefined ? options.whyNoStore : undefined,
    cwd,
  });
  const { onError } = server;
  const { screensWorkerFile } = options;
  const given = { screensWorkerFile, ...(shell && { shell }), ...(nodePty && { nodePty }) };
  const paneOptions = { scrollbackLines, mostPanes, cwd, environment, onError, ...given };
  const parts: HostParts = {
    ...server,
    registry,
    runs: runsOf(registry),
    panes: new Panes(registry, paneOptions, emit),
    feed,
    leftovers: new Leftovers(registry, store, emit),
    store,
    info,
  };
  return { parts, release };
}

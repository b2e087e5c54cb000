import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { requireNode } from '../tracker/node-version.js';
import type { Store, StoreOptions, StoreRegistry } from './api.js';
import { requireStoreOptions } from './arguments.js';
import { defaultStorePath } from './default-path.js';
import type { EngineOptions } from './protocol.js';
import { OpenedStore } from './store.js';

const dayMs = 86_400_000;
/** The ids of the next runs are waited for no longer than this: the file may be held by somebody else. */
const longestWaitForIdsMs = 1000;

/**
 * Opens the store, and makes it where there is none. A damaged one is set aside under another name and a new one begun,
 * which `onError` tells. One that cannot be written now opens as `failing`: what it is told waits. Rejects with
 * StoreError `store-newer`, `store-foreign` and `store-unsafe`, TrackerError `unsupported` where neither better-sqlite3 nor the
 * SQLite of the runtime can be loaded, and InvalidArgumentError.
 */
export async function openStore(options: StoreOptions = {}): Promise<Store> {
  requireNode();
  requireStoreOptions(options);
  const store = new OpenedStore(withDefaults(options), options.workerFile);
  if (options.onError !== undefined) store.onError(options.onError);
  await store.open();
  await Promise.race([store.prepareRunIds(), setTimeout(longestWaitForIdsMs, undefined, { ref: false })]);
  return store;
}

/** As `store.connect`. */
export function connectStore(registry: StoreRegistry, store: Pick<Store, 'connect'>): () => void {
  return store.connect(registry);
}

function withDefaults(options: StoreOptions): EngineOptions {
  return {
    path: options.path ?? defaultStorePath(),
    host: options.host ?? hostname(),
    mode: options.mode ?? 'write',
    redaction: options.redaction ?? 'secrets',
    maxAgeMs: options.retention?.maxAgeMs ?? 30 * dayMs,
    maxRows: options.retention?.maxRows ?? 1_000_000,
    busyTimeoutMs: options.busyTimeoutMs ?? 30_000,
    waitingChanges: options.waitingChanges ?? 100_000,
  };
}

import type { ProcessRef } from '../platform/contract.js';
import type { BlockSnapshot, PaneTracker } from '../tracker/api.js';
import type { StoreError } from '../tracker/errors.js';
import type { TrackerEvents } from '../tracker/events.js';
import type {
  HistoryEntry,
  Message,
  ProcessDescription,
  ProcessResources,
  ProcessStatus,
  StoredProcess,
  StoredRun,
  StoreStats,
} from './records.js';

export interface StoreOptions {
  /** Default `panetree/panetree.db` in `$XDG_STATE_HOME`, or in `~/.local/state`. */
  readonly path?: string;
  /** The name of this machine, default that of the system. With the identity it is the key of a process. */
  readonly host?: string;
  /** Default `write`. `read`: nothing is made, written or set aside. */
  readonly mode?: 'write' | 'read';
  /** Default `secrets`: each command line passes `redactSecrets` before it is written. */
  readonly redaction?: 'secrets' | 'off';
  readonly retention?: RetentionOptions;
  /** How long somebody else may hold the file before that is an error, default 30,000. */
  readonly busyTimeoutMs?: number;
  /** How many changes may wait to be written, default 100,000, at least 1,000; beyond it the oldest are given up. */
  readonly waitingChanges?: number;
  /** As the first listener of `onError`. */
  readonly onError?: (error: StoreError) => void;
  /** Absolute path or file URL of `panetree/store/worker`, for a bundle that has it elsewhere; default: beside this package. */
  readonly workerFile?: string | URL;
}

export interface RetentionOptions {
  /** How long history, ended processes and ended runs are kept; default 30 days. */
  readonly maxAgeMs?: number;
  /** How many entries of history and how many ended processes are kept, default 1,000,000 each. */
  readonly maxRows?: number;
}

/** What the store needs of a registry; TrackerRegistry fits. */
export interface StoreRegistry {
  /** The id the next run gets. */
  readonly nextRunId: number;
  /** No run gets an id up to and including this one. */
  reserveRunIds(upTo: number): void;
  on<K extends keyof TrackerEvents>(type: K, listener: (event: TrackerEvents[K]) => void): () => void;
  blocks(): readonly string[];
  snapshot(blockId: string): BlockSnapshot | undefined;
  tracker(blockId: string): Pick<PaneTracker, 'state' | 'lastError'> | undefined;
}

/** A process that no registry tracks. */
export interface ProcessRegistration {
  readonly pid: number;
  /** Default: read from the system, where it has `/proc`; required elsewhere. */
  readonly birth?: string;
  /** Default: as the system tells; required where it has no `/proc`. */
  readonly name?: string;
  /** Default: as the system tells; required where it has no `/proc`. Redacted before it is written. */
  readonly command?: string;
  readonly sessionId?: string;
  readonly projectPath?: string;
  readonly user?: string;
  /** Those it listens on. */
  readonly ports?: readonly number[];
  /** Whatever else the host wants to find again; must survive JSON. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** How a registered process has ended, as far as the host knows. */
export interface RegistrationEnd {
  readonly exitCode?: number;
  readonly signal?: string;
}

/** A PID alone means the identity of it that was registered last. `host` defaults to this one. */
export type StoredTarget = number | (ProcessRef & { readonly host?: string });

export interface ProcessFilter {
  readonly host?: string;
  readonly blockId?: string;
  readonly runId?: number;
  readonly sessionId?: string;
  readonly status?: ProcessStatus;
  readonly registeredBy?: StoredProcess['registeredBy'];
  /** Default 1000. */
  readonly limit?: number;
}

export interface HistoryFilter {
  /** Default: this host with `pid`, else all. */
  readonly host?: string;
  readonly pid?: number;
  readonly blockId?: string;
  readonly runId?: number;
  readonly sessionId?: string;
  /** Only entries of this moment and later, in milliseconds since the epoch. */
  readonly since?: number;
  /** Only entries older than the one with this id, to page on. */
  readonly before?: number;
  /** Default 100. */
  readonly limit?: number;
}

export interface RunFilter {
  readonly blockId?: string;
  readonly hostRunId?: string;
  readonly sessionId?: string;
  readonly kind?: StoredRun['kind'];
  readonly status?: StoredRun['status'];
  /** Default 100. */
  readonly limit?: number;
}

export interface SweepOptions {
  /**
   * Whether this identity still runs on this host; undefined where that cannot be told, which counts as alive.
   * Default: gone where the system has no process of that PID, or one that began after the last sighting.
   */
  readonly isAlive?: (process: ProcessRef) => boolean | undefined | Promise<boolean | undefined>;
  /** Default 300,000: younger sightings are left alone. */
  readonly unseenForMs?: number;
}

export interface MessagesOptions {
  /** Default false: those marked as read come too. */
  readonly unreadOnly?: boolean;
}

export interface OutgoingMessage {
  readonly from: string;
  /** Left out: a broadcast to everybody but the sender. */
  readonly to?: string;
  readonly type: string;
  /** Whatever survives JSON; default null. */
  readonly payload?: unknown;
  /** Default 3,600,000. */
  readonly ttlMs?: number;
}

/**
 * What was, kept in one SQLite file that several hosts may share. Writing and reading happen in a thread of its own.
 * Every promise rejects with StoreError where the file fails, and with TrackerError `closed` after `close`; a wrong
 * argument is an InvalidArgumentError at once.
 */
export interface Store extends AsyncDisposable {
  readonly path: string;
  readonly host: string;
  /** `failing`: what comes now waits to be written. */
  readonly state: 'ready' | 'failing' | 'closed';
  /** Changes that are not on disk yet. */
  readonly waitingChanges: number;
  /** Changes that were given up since the store was opened. */
  readonly lostChanges: number;
  /** Hears what goes wrong from now on, and what did before anybody listened. Gives the function that ends it. */
  onError(listener: (error: StoreError) => void): () => void;
  /** Writes down what the registry tells, one transaction a tick; gives the function that ends it. */
  connect(registry: StoreRegistry): () => void;
  /** Resolves when all that was told before is on disk. Rejects while the file fails; what waits is tried again even so. */
  flush(): Promise<void>;

  /**
   * Writes down a living process of this machine that no registry tracks; gives its identity. A second call for the same
   * identity updates its row. Rejects with InvalidArgumentError where no such process lives, and where a registry tracks it.
   */
  register(process: ProcessRegistration): Promise<ProcessRef>;
  /**
   * Marks a registered process as ended: `stopped`, or `crashed` by a code other than 0 or a signal. Gives whether there is
   * such a process. Rejects with InvalidArgumentError for a process of a registry.
   */
  markEnded(target: StoredTarget, end?: RegistrationEnd): Promise<boolean>;
  process(target: StoredTarget): Promise<StoredProcess | undefined>;
  /** Latest registered first. */
  processes(filter?: ProcessFilter): Promise<readonly StoredProcess[]>;
  /** Whether there is such a process; its history tells only what changed. */
  updateStatus(target: StoredTarget, status: ProcessStatus): Promise<boolean>;
  updateResources(target: StoredTarget, resources: Partial<ProcessResources>): Promise<boolean>;
  updateDescription(target: StoredTarget, description: Partial<ProcessDescription>): Promise<boolean>;
  /** Its history stays, and says so. */
  remove(target: StoredTarget): Promise<boolean>;
  /**
   * Marks processes of this host `lost` that no registry has seen for long and that are gone; gives how many. A live
   * one is never touched.
   */
  sweepStale(options?: SweepOptions): Promise<number>;
  /** Newest first. */
  history(filter?: HistoryFilter): Promise<readonly HistoryEntry[]>;

  run(runId: number): Promise<StoredRun | undefined>;
  /** Newest first. */
  runs(filter?: RunFilter): Promise<readonly StoredRun[]>;

  /** Gives the id of the message. */
  sendMessage(message: OutgoingMessage): Promise<number>;
  /** Oldest first, at most 1000: what is for this reader, or for all but its sender, and not marked or expired. */
  unreadMessages(reader: string): Promise<readonly Message[]>;
  /**
   * Oldest first, at most 1000: what is for this reader, or for all but its sender, and not expired. Read ones come too
   * unless `unreadOnly` is set.
   */
  messages(reader: string, options?: MessagesOptions): Promise<readonly Message[]>;
  /** For this reader alone. */
  markRead(reader: string, messageIds: readonly number[]): Promise<void>;
  /** Gives how many were removed. It is also done with the retention, by itself. */
  removeExpiredMessages(): Promise<number>;

  stats(): Promise<StoreStats>;
  /** Applies the retention now; it is also done by itself. Gives how many rows were removed. */
  prune(): Promise<number>;
  /**
   * Writes what is left, then lets go of the file. Rejects with StoreError where something could not be written; the
   * store is closed even so.
   */
  close(): Promise<void>;
}

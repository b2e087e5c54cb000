import type { CallAnswer, CallArgument, CallName, EngineOptions, PackedChanges } from '../protocol.js';
import type { StoreStats } from '../records.js';
import { RefusedFile } from './failures.js';
import { prepareFile, sizeOf } from './file.js';
import * as mailbox from './mailbox.js';
import { applicationId, latestVersion, migrate, versionOf } from './migrations.js';
import * as queries from './queries.js';
import { Recorder } from './recorder.js';
import { Registrations } from './registrations.js';
import { pruneSome } from './retention.js';
import { selectNumber } from './rows.js';
import { returnRunIds, takeRunIds } from './run-ids.js';
import { type Database, type Sqlite, transact } from './sqlite.js';
import { Updates } from './updates.js';

type Handlers = { readonly [K in CallName]: (argument: CallArgument<K>) => CallAnswer<K> };

/** The opened file: everything that knows SQL, nothing that knows of threads. */
export class Engine {
  readonly #database: Database;
  readonly #recorder: Recorder | undefined;
  readonly #handlers: Handlers;

  /** Throws what SQLite, the file system or RefusedFile say. */
  constructor(sqlite: Sqlite, options: EngineOptions) {
    this.#database = options.mode === 'read' ? openToRead(sqlite, options) : openToWrite(sqlite, options);
    this.#recorder = options.mode === 'read' ? undefined : new Recorder(this.#database, options);
    this.#handlers = handlersOf(this.#database, options);
  }

  /** One transaction. */
  record(changes: PackedChanges): void {
    transact(this.#database, () => this.#recorder?.record(changes));
  }

  read<K extends CallName>(name: K, argument: CallArgument<K>): CallAnswer<K> {
    return this.#handlers[name](argument);
  }

  /** One transaction. */
  write<K extends CallName>(name: K, argument: CallArgument<K>): CallAnswer<K> {
    return transact(this.#database, () => this.#handlers[name](argument));
  }

  close(): void {
    this.#database.close();
  }
}

function openToWrite(sqlite: Sqlite, { path }: EngineOptions): Database {
  prepareFile(path);
  const database = sqlite.open(path, 'write');
  return orClosed(database, () => {
    refuseForeign(database);
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec('PRAGMA foreign_keys = ON');
    migrate(database);
  });
}

function openToRead(sqlite: Sqlite, { path }: EngineOptions): Database {
  const database = sqlite.open(path, 'read');
  return orClosed(database, () => {
    refuseForeign(database);
    if (versionOf(database) < latestVersion) {
      throw new Error('it is of an earlier version: open it once to write');
    }
  });
}

function orClosed(database: Database, prepare: () => void): Database {
  try {
    prepare();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function refuseForeign(database: Database): void {
  const version = versionOf(database);
  const isOurs = selectNumber(database, 'PRAGMA application_id') === applicationId;
  const isEmpty = version === 0 && selectNumber(database, 'SELECT count(*) FROM sqlite_master') === 0;
  if (!isOurs && !isEmpty) throw new RefusedFile('store-foreign', 'its application_id is not panetree’s');
  if (version <= latestVersion) return;
  throw new RefusedFile('store-newer', `its version is ${version}, this one knows up to ${latestVersion}`);
}

function handlersOf(database: Database, options: EngineOptions): Handlers {
  const updates = new Updates(database);
  const registrations = new Registrations(database, options);
  return {
    process: (target) => queries.findProcess(database, target),
    processes: (filter) => queries.listProcesses(database, filter),
    history: (filter) => queries.listHistory(database, filter),
    run: (runId) => queries.findRun(database, runId),
    runs: (filter) => queries.listRuns(database, filter),
    messages: (query) => mailbox.messages(database, query),
    stats: () => statsOf(database, options.path),
    staleProcesses: (query) => queries.listStale(database, query),
    updateStatus: (update) => updates.status(update),
    updateResources: (update) => updates.resources(update),
    updateDescription: (update) => updates.description(update),
    register: (process) => registrations.register(process),
    markEnded: (end) => registrations.end(end),
    remove: (target) => updates.remove(target),
    markLost: (stale) => updates.lost(stale),
    sendMessage: (message) => mailbox.send(database, message),
    markRead: (mark) => mailbox.markRead(database, mark),
    removeExpiredMessages: () => mailbox.removeExpired(database),
    prune: () => pruneSome(database, options),
    takeRunIds: (count) => takeRunIds(database, count),
    returnRunIds: (rest) => returnRunIds(database, rest),
  };
}

function statsOf(database: Database, path: string): StoreStats {
  const count = (from: string) => selectNumber(database, `SELECT count(*) FROM ${from}`);
  return {
    version: versionOf(database),
    sizeBytes: sizeOf(path),
    processes: count('processes'),
    liveProcesses: count('processes WHERE exited_at IS NULL'),
    runs: count('runs'),
    historyEntries: count('history'),
    messages: count('messages'),
  };
}

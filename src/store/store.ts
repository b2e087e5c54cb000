import type { ProcessRef } from '../platform/contract.js';
import { ClosedError, InvalidArgumentError, type StoreError } from '../tracker/errors.js';
import type {
  HistoryFilter,
  MessagesOptions,
  OutgoingMessage,
  ProcessFilter,
  ProcessRegistration,
  RegistrationEnd,
  RunFilter,
  Store,
  StoredTarget,
  StoreRegistry,
  SweepOptions,
} from './api.js';
import * as checks from './arguments.js';
import { Connection } from './connection.js';
import type { CallAnswer, CallArgument, CallName, EngineOptions, PackedChanges, Target } from './protocol.js';
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
import {
  newProcessOf,
  requireRegistration,
  requireRegistrationEnd,
  trackedByRegistry,
} from './registration.js';
import { RunIdSupply } from './run-ids.js';
import { goneOf } from './stale.js';
import { ThreadLink } from './thread-link.js';

const defaultUnseenMs = 300_000;
const defaultTtlMs = 3_600_000;

/** What the caller holds: checks what it is asked, and passes it on to the thread. */
export class OpenedStore implements Store {
  readonly path: string;
  readonly host: string;
  readonly #options: EngineOptions;
  readonly #link: ThreadLink;
  readonly #runIds: RunIdSupply;
  readonly #connections = new Set<Connection>();
  #closing: Promise<void> | undefined;

  constructor(options: EngineOptions, workerFile?: string | URL) {
    this.path = options.path;
    this.host = options.host;
    this.#options = options;
    this.#link = new ThreadLink(options.path, () => this.#retell(), workerFile);
    this.#runIds = new RunIdSupply(this.#link);
  }

  get state(): Store['state'] {
    if (this.#closing !== undefined) return 'closed';
    return this.#link.progress.failure === undefined ? 'ready' : 'failing';
  }

  get waitingChanges(): number {
    return this.#link.progress.waiting;
  }

  get lostChanges(): number {
    return this.#link.progress.lost;
  }

  /** Resolves when the file was tried. */
  async open(): Promise<void> {
    await this.#link.open(this.#options);
  }

  /** Resolves when ids for the next runs are there, or cannot be had now. */
  async prepareRunIds(): Promise<void> {
    if (this.#options.mode === 'write') await this.#runIds.prepare();
  }

  onError(listener: (error: StoreError) => void): () => void {
    checks.requireListener(listener);
    return this.#link.errors.on(listener);
  }

  connect(registry: StoreRegistry): () => void {
    checks.requireRegistry(registry);
    this.#requireWritable();
    if (this.#closing !== undefined) throw new ClosedError(`the store ${this.path}`);
    const send = (changes: PackedChanges) => this.#link.send(changes);
    const connection = new Connection(registry, { send, supply: this.#runIds });
    this.#connections.add(connection);
    return () => {
      if (this.#connections.delete(connection)) void connection.end();
    };
  }

  async flush(): Promise<void> {
    for (const connection of this.#connections) connection.flush();
    await this.#link.progress.flush();
  }

  async register(registration: ProcessRegistration): Promise<ProcessRef> {
    requireRegistration(registration);
    this.#requireWritable();
    const process = newProcessOf(registration, this.host);
    const outcome = await this.#tell('register', process);
    if (outcome === 'tracked') throw trackedByRegistry('process.pid', registration.pid);
    return { pid: process.pid, birth: process.birth };
  }

  async markEnded(target: StoredTarget, end: RegistrationEnd = {}): Promise<boolean> {
    requireRegistrationEnd(end);
    const { exitCode, signal } = end;
    const outcome = await this.#tell('markEnded', { target: this.#targetOf(target), exitCode, signal });
    if (outcome === 'tracked') throw trackedByRegistry('target', target);
    return outcome === 'written';
  }

  async process(target: StoredTarget): Promise<StoredProcess | undefined> {
    return this.#ask('process', this.#targetOf(target));
  }

  async processes(filter: ProcessFilter = {}): Promise<readonly StoredProcess[]> {
    checks.requireProcessFilter(filter);
    return this.#ask('processes', filter);
  }

  async updateStatus(target: StoredTarget, status: ProcessStatus): Promise<boolean> {
    checks.requireStatus(status);
    return this.#tell('updateStatus', { target: this.#targetOf(target), status });
  }

  async updateResources(target: StoredTarget, resources: Partial<ProcessResources>): Promise<boolean> {
    checks.requireResources(resources);
    return this.#tell('updateResources', { target: this.#targetOf(target), resources });
  }

  async updateDescription(target: StoredTarget, description: Partial<ProcessDescription>): Promise<boolean> {
    checks.requireDescription(description);
    return this.#tell('updateDescription', { target: this.#targetOf(target), description });
  }

  async remove(target: StoredTarget): Promise<boolean> {
    return this.#tell('remove', this.#targetOf(target));
  }

  async sweepStale(options: SweepOptions = {}): Promise<number> {
    checks.requireSweepOptions(options);
    this.#requireWritable();
    const unseenSince = Date.now() - (options.unseenForMs ?? defaultUnseenMs);
    const stale = await this.#ask('staleProcesses', { host: this.host, unseenSince });
    return this.#tell('markLost', await goneOf(stale, options.isAlive));
  }

  async history(filter: HistoryFilter = {}): Promise<readonly HistoryEntry[]> {
    checks.requireHistoryFilter(filter);
    const { pid, host = pid === undefined ? undefined : this.host } = filter;
    return this.#ask('history', { ...filter, ...(host === undefined ? {} : { host }) });
  }

  async run(runId: number): Promise<StoredRun | undefined> {
    checks.requireRunId(runId);
    return this.#ask('run', runId);
  }

  async runs(filter: RunFilter = {}): Promise<readonly StoredRun[]> {
    checks.requireRunFilter(filter);
    return this.#ask('runs', filter);
  }

  async sendMessage(message: OutgoingMessage): Promise<number> {
    const payload = checks.requireMessage(message);
    const { from, to, type, ttlMs = defaultTtlMs } = message;
    return this.#tell('sendMessage', { from, to, type, payload, ttlMs });
  }

  async unreadMessages(reader: string): Promise<readonly Message[]> {
    checks.requireText(reader, 'reader');
    return this.#ask('messages', { reader, unreadOnly: true });
  }

  async messages(reader: string, options: MessagesOptions = {}): Promise<readonly Message[]> {
    checks.requireText(reader, 'reader');
    const unreadOnly = checks.unreadOnlyOf(options);
    return this.#ask('messages', { reader, unreadOnly });
  }

  async markRead(reader: string, messageIds: readonly number[]): Promise<void> {
    checks.requireText(reader, 'reader');
    checks.requireMessageIds(messageIds);
    await this.#tell('markRead', { reader, messageIds });
  }

  async removeExpiredMessages(): Promise<number> {
    return this.#tell('removeExpiredMessages', undefined);
  }

  async stats(): Promise<StoreStats> {
    return this.#ask('stats', undefined);
  }

  async prune(): Promise<number> {
    let total = 0;
    for (;;) {
      // In parts, so that what happens meanwhile is written in between.
      const removed = await this.#tell('prune', undefined);
      if (removed === 0) return total;
      total += removed;
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** What was told before is read back, unless it could not be written yet. */
  #ask<K extends CallName>(name: K, argument: CallArgument<K>): Promise<CallAnswer<K>> {
    for (const connection of this.#connections) connection.flush();
    return this.#link.call(name, argument);
  }

  #tell<K extends CallName>(name: K, argument: CallArgument<K>): Promise<CallAnswer<K>> {
    this.#requireWritable();
    return this.#ask(name, argument);
  }

  #requireWritable(): void {
    if (this.#options.mode === 'write') return;
    throw new InvalidArgumentError('options.mode', 'write for anything that writes', this.#options.mode);
  }

  #targetOf(target: StoredTarget): Target {
    checks.requireStoredTarget(target);
    if (typeof target === 'number') return { host: this.host, pid: target, birth: undefined };
    return { host: target.host ?? this.host, pid: target.pid, birth: target.birth };
  }

  #retell(): void {
    for (const connection of this.#connections) connection.retell();
  }

  async #close(): Promise<void> {
    const endings = [...this.#connections].map((connection) => connection.end());
    this.#connections.clear();
    await Promise.all(endings);
    await this.#runIds.giveBackSpare();
    await this.#link.close();
  }
}

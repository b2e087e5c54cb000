import type { ProcessRef } from '../platform/contract.js';
import type { StoreErrorCode } from '../tracker/errors.js';
import type { HistoryFilter, ProcessFilter, RunFilter } from './api.js';
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

/** What the store's thread is started with. */
export interface EngineOptions {
  readonly path: string;
  readonly host: string;
  readonly mode: 'write' | 'read';
  readonly redaction: 'secrets' | 'off';
  readonly maxAgeMs: number;
  readonly maxRows: number;
  readonly busyTimeoutMs: number;
  readonly waitingChanges: number;
}

/** Changes of one tick in a form that costs the sending thread little: see ADR 10. */
export interface PackedChanges {
  /** Tells apart the registries of all hosts and times that write to one store. */
  readonly registry: string;
  readonly count: number;
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly text: string;
}

/** Ids nobody else gets, ends included. */
export interface RunIdRange {
  readonly from: number;
  readonly to: number;
}

export interface Target {
  readonly host: string;
  readonly pid: number;
  /** Undefined: the one registered last. */
  readonly birth: string | undefined;
}

/** A process that no registry tracks, as the host and the system describe it. */
export interface NewProcess extends ProcessRef {
  readonly host: string;
  readonly ppid: number;
  readonly name: string;
  readonly command: string;
  readonly startedAt: number | undefined;
  readonly sessionId: string | undefined;
  readonly ports: readonly number[] | undefined;
  readonly description: Partial<ProcessDescription>;
}

/** `tracked`: the row is that of a registry. */
export type RegistrationOutcome = 'written' | 'tracked' | 'unknown';

export interface StaleProcess extends ProcessRef {
  readonly id: number;
  readonly lastSeenAt: number;
}

export interface NewMessage {
  readonly from: string;
  readonly to: string | undefined;
  readonly type: string;
  readonly payload: string;
  readonly ttlMs: number;
}

/** What can be asked of the thread: name, argument, answer. */
export interface StoreCalls {
  process(target: Target): StoredProcess | undefined;
  processes(filter: ProcessFilter): readonly StoredProcess[];
  history(filter: HistoryFilter): readonly HistoryEntry[];
  run(runId: number): StoredRun | undefined;
  runs(filter: RunFilter): readonly StoredRun[];
  messages(query: { readonly reader: string; readonly unreadOnly: boolean }): readonly Message[];
  stats(query: undefined): StoreStats;
  staleProcesses(query: { readonly host: string; readonly unseenSince: number }): readonly StaleProcess[];
  updateStatus(update: { readonly target: Target; readonly status: ProcessStatus }): boolean;
  updateResources(update: {
    readonly target: Target;
    readonly resources: Partial<ProcessResources>;
  }): boolean;
  updateDescription(update: {
    readonly target: Target;
    readonly description: Partial<ProcessDescription>;
  }): boolean;
  register(process: NewProcess): RegistrationOutcome;
  markEnded(end: {
    readonly target: Target;
    readonly exitCode: number | undefined;
    readonly signal: string | undefined;
  }): RegistrationOutcome;
  remove(target: Target): boolean;
  markLost(stale: readonly StaleProcess[]): number;
  sendMessage(message: NewMessage): number;
  markRead(mark: { readonly reader: string; readonly messageIds: readonly number[] }): void;
  removeExpiredMessages(query: undefined): number;
  prune(query: undefined): number;
  takeRunIds(count: number): RunIdRange;
  /** Gives back what follows `used` of a range, if nobody has taken another one since. */
  returnRunIds(rest: { readonly used: number; readonly to: number }): void;
}

export type CallName = keyof StoreCalls;
export type CallArgument<K extends CallName> = Parameters<StoreCalls[K]>[0];
export type CallAnswer<K extends CallName> = ReturnType<StoreCalls[K]>;

/** Those that only read are answered at once; the others wait for their turn among the changes. */
export const readingCalls: ReadonlySet<CallName> = new Set<CallName>([
  'process',
  'processes',
  'history',
  'run',
  'runs',
  'messages',
  'stats',
  'staleProcesses',
]);

/** A StoreError on its way between threads, which keeps no class and no code of an error. */
export interface Problem {
  readonly code: StoreErrorCode;
  readonly message: string;
  readonly cause: string | undefined;
  readonly setAsideAt: string | undefined;
}

export type ToThread =
  /** The first message. */
  | { readonly kind: 'open'; readonly options: EngineOptions }
  | { readonly kind: 'changes'; readonly changes: PackedChanges }
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly name: CallName;
      readonly argument: CallArgument<CallName>;
    }
  | { readonly kind: 'close' };

export type FromThread =
  /** No library of SQLite can be loaded; nothing else follows. */
  | { readonly kind: 'unavailable'; readonly message: string }
  /** The first attempt to open the file is over; `problem` where it can never be used. */
  | { readonly kind: 'opened'; readonly refusal: Problem | undefined }
  | { readonly kind: 'written'; readonly count: number }
  | { readonly kind: 'lost'; readonly count: number; readonly problem: Problem | undefined }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly state: 'ready' | 'failing' }
  | { readonly kind: 'recovered' }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly problem: Problem }
  | { readonly kind: 'closed' };

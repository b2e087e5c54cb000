import type { processStatuses } from '../names.js';
import type { ProcessRef } from '../platform/contract.js';
import type { ExitReason } from '../tracker/events.js';
import type { RunRecord } from '../tracker/run-api.js';
import type { TrackedProcess } from '../tracker/tracked-process.js';

/**
 * Those of a run, and how tracking can end otherwise. A live process is `running` until the host says more
 * (`updateStatus`). Ended: `stopped`, `crashed` (a code or signal nobody here asked for), `escaped`, `lost`.
 */
export type ProcessStatus = (typeof processStatuses)[number];

/** What the host measures and the store keeps. */
export interface ProcessResources {
  readonly cpuTimeMs: number | undefined;
  readonly residentBytes: number | undefined;
  readonly readBytes: number | undefined;
  readonly writtenBytes: number | undefined;
  /** Those it listens on. */
  readonly ports: readonly number[];
}

/** What only the host knows. */
export interface ProcessDescription {
  readonly user: string | undefined;
  /** Default: that of its run. */
  readonly projectPath: string | undefined;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A process as last written. Dates are in milliseconds since the epoch. */
export interface StoredProcess
  extends Pick<TrackedProcess, 'pid' | 'birth' | 'ppid' | 'name' | 'role' | 'lifetime' | 'escapedTo'>,
    ProcessResources,
    ProcessDescription {
  /** The machine. */
  readonly host: string;
  /** `host`: by hand, with `store.register`; no registry tracks it. */
  readonly registeredBy: 'registry' | 'host';
  /** Undefined for a process registered by hand. */
  readonly blockId: string | undefined;
  readonly generation: number | undefined;
  readonly runId: number | undefined;
  readonly sessionId: string | undefined;
  /** Redacted. */
  readonly command: string;
  readonly status: ProcessStatus;
  readonly startedAt: number | undefined;
  readonly firstSeenAt: number;
  /** For a live process at most a minute old, while its registry is connected; else of its registration. */
  readonly lastSeenAt: number;
  /** When it was noticed that it had ended; undefined while it lives. */
  readonly exitedAt: number | undefined;
  readonly exitReason: ExitReason | undefined;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

export type StoredRun = RunRecord & { readonly host: string };

export type HistoryEvent = 'registered' | 'status_changed' | 'updated' | 'removed';

/** One thing that happened to a process or a run. */
export interface HistoryEntry {
  /** Grows with time. */
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly subject: 'process' | 'run';
  readonly event: HistoryEvent;
  readonly host: string;
  /** Of the process, or of the root of the run. */
  readonly process: ProcessRef | undefined;
  readonly name: string | undefined;
  /** Of the process, as seen last; redacted. Undefined where its row was removed or pruned. */
  readonly command: string | undefined;
  /** Undefined for a process registered by hand. */
  readonly blockId: string | undefined;
  readonly generation: number | undefined;
  readonly runId: number | undefined;
  readonly sessionId: string | undefined;
  readonly oldStatus: ProcessStatus | undefined;
  readonly newStatus: ProcessStatus | undefined;
  readonly exitReason: ExitReason | undefined;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** With `updated`: each property that changed, before and after. */
  readonly details: Readonly<Record<string, unknown>> | undefined;
}

export interface Message {
  readonly id: number;
  readonly from: string;
  /** Undefined: a broadcast. */
  readonly to: string | undefined;
  readonly type: string;
  readonly payload: unknown;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly expiresAt: number;
}

export interface StoreStats {
  readonly version: number;
  /** Of the file and what is not merged into it yet. */
  readonly sizeBytes: number;
  readonly processes: number;
  readonly liveProcesses: number;
  readonly runs: number;
  readonly historyEntries: number;
  readonly messages: number;
}

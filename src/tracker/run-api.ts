import type { ChildProcess, SpawnOptions } from 'node:child_process';
import type { runKinds, runOutcomes, runStatuses } from '../names.js';
import type { Command, ProcessRef } from '../platform/contract.js';
import type { AttachResult, ConfirmResult, RootExit } from './join-api.js';
import type { BlockScope } from './block-scope.js';
import type { KillOptions, KillReport } from './kill-api.js';
import type { TrackedProcess } from './tracked-process.js';

export interface RunDetails {
  /** The host's own id of the run: any non-empty text, which the host keeps unique as far as it wants. */
  readonly hostRunId?: string;
  readonly task?: string;
  readonly model?: string;
  readonly projectPath?: string;
  /** Whatever else the host wants to find again; must survive JSON. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What a turn is for. A session without an id yet is called `temp_<runId>` until `setSessionId`. */
export type RunDescription =
  | (RunDetails & {
      readonly kind: 'agent';
      readonly agentId: string;
      readonly agentName: string;
      readonly sessionId?: string;
    })
  | (RunDetails & { readonly kind: 'session'; readonly sessionId?: string });

/**
 * `starting`: it has no process yet. `running`: its root lives; `idle` and `busy` say the same once its CPU time over
 * the last ticks is known, which `watchActivity` reads. `stopping`: a kill is under way. `stopped`: its root has ended as it wanted or as it was
 * told. `crashed`: its root has ended with a code or a signal nobody here asked for. `zombie`: its kill has reached
 * its deadline, and something of it is still alive.
 */
export type RunStatus = (typeof runStatuses)[number];

/** `completed`: exit code 0. `failed`: any other end of its own, or no start. `cancelled`: it was killed through panetree. */
export type RunOutcome = (typeof runOutcomes)[number];

/** A run at one moment. */
export interface RunRecord extends BlockScope {
  /** Counts up from 1,000,000 over all blocks. */
  readonly runId: number;
  /** As the host gave it with the description. */
  readonly hostRunId: string | undefined;
  readonly kind: (typeof runKinds)[number];
  readonly agentId: string | undefined;
  readonly agentName: string | undefined;
  readonly sessionId: string;
  readonly task: string | undefined;
  readonly model: string | undefined;
  readonly projectPath: string | undefined;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly status: RunStatus;
  /** Undefined while it runs, and where nobody was told how its root ended. */
  readonly outcome: RunOutcome | undefined;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** Why its command could not be started, e.g. `ENOENT`; undefined for a run that was never told so. */
  readonly startError: string | undefined;
  /** The first process it started; undefined until that is known. */
  readonly root: ProcessRef | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number | undefined;
}

/** What a host that has started a process itself hands over with it. */
export interface RunRoot {
  /** How it ends, as soon as that is known. */
  readonly exited?: Promise<RootExit>;
  /** Writes to its input; without it `write` is refused. */
  readonly write?: (data: string | Uint8Array) => void;
}

export interface RunSpawnOptions extends SpawnOptions {
  /**
   * Default `capture`: what it prints is kept in `output`, for which reading begins at once. `ignore`: the streams are
   * left alone.
   */
  readonly output?: 'capture' | 'ignore';
}

/** What a run has printed, as far as it fits: the oldest bytes go first. */
export interface RunOutput {
  /** Bytes it holds now, at most its capacity. */
  readonly sizeBytes: number;
  /** Default 1,048,576. */
  readonly capacityBytes: number;
  /** Bytes that were given up to make room, since the last `clear`. */
  readonly droppedBytes: number;
  append(chunk: string | Uint8Array): void;
  /** All it holds, as UTF-8; a character cut by the loss of older bytes is left out. */
  text(): string;
  clear(): void;
  /**
   * What it holds and then what comes, chunk by chunk, until the run has ended; a follower too slow for the ring is told
   * what it missed. Any number may follow.
   */
  follow(options?: { readonly signal?: AbortSignal }): AsyncIterable<OutputChunk>;
  /** Ends the followers: nothing is to come. */
  close(): void;
}

export interface OutputChunk {
  readonly bytes: Uint8Array;
  /** Bytes that came before this chunk and after the last one given, and are gone. */
  readonly missedBytes: number;
}

/**
 * One turn of a block, there before its first process. Everything it starts, daemons included, keeps its `runId` for
 * as long as it lives. It ends with its root, the first process it started; what the root leaves behind lives on and
 * can be listed and killed through the run.
 */
export interface Run {
  readonly runId: number;
  readonly record: RunRecord;
  readonly status: RunStatus;
  readonly outcome: RunOutcome | undefined;
  /** The child `spawn` started first. */
  readonly process: ChildProcess | undefined;
  /** What its processes printed, as far as it was captured or appended. */
  readonly output: RunOutput;
  /** As those of the tracker, for this turn. Reject with ClosedError once the run has ended. */
  wrap(command: Command): Promise<Command>;
  spawn(file: string, args?: readonly string[], options?: RunSpawnOptions): Promise<ChildProcess>;
  confirm(pid: number, root?: RunRoot): Promise<ConfirmResult>;
  attach(pid: number): Promise<AttachResult>;
  /** Reads now: the live processes of this turn. */
  list(): Promise<readonly TrackedProcess[]>;
  /** Ends what this turn started, and nothing of another one. */
  kill(options?: KillOptions): Promise<KillReport>;
  /** To the input of its root. Throws InvalidArgumentError, and TrackerError `unsupported` where there is none. */
  write(data: string | Uint8Array): void;
  /**
   * Ends a run that has no process as `failed`: its command could not be started, for which `code` stands, e.g. `ENOENT`.
   * Nothing happens to a run that has one, or is over.
   */
  failToStart(code: string): void;
  /** Replaces the temporary session id. */
  setSessionId(sessionId: string): void;
  /** Resolves with the record when the root has ended. */
  ended(): Promise<RunRecord>;
}

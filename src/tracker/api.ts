import type { ChildProcess, SpawnOptions } from 'node:child_process';
import type {
  Backend,
  BackendName,
  Command,
  Confidence,
  ContainerUsage,
  Limits,
  ListeningPort,
  ProcessRef,
  ProcessUsage,
} from '../platform/contract.js';
import type { Downgrade } from '../platform/select.js';
import type { Bus } from './bus.js';
import type { TrackerError } from './errors.js';
import type { TrackerEvents } from './events.js';
import type { KillOptions, KillPidOptions, KillPidResult, KillReport, NamedProcess } from './kill-api.js';
import type { Leftover } from './leftover-api.js';
import type { Run, RunDescription, RunRecord } from './run-api.js';
import type { AttachResult, ConfirmResult, RootExit } from './join-api.js';
import type { HeldTerminal, TerminalOutlook } from './terminal-api.js';
import type { TrackedProcess } from './tracked-process.js';

export interface RegistryOptions {
  /** Default `auto`: the best that works here. Named or handed in, it works or `openRegistry` rejects. */
  readonly backend?: 'auto' | BackendName | Backend;
  /** Default 2000, at least 50. */
  readonly pollIntervalMs?: number;
  /** Default `kill`, which holds for SIGKILL of the host too. `keep`: processes outlive the host. */
  readonly onHostExit?: 'kill' | 'keep';
  /**
   * `auto`: where only that gives `high`, the systemd user manager is asked to move this process into a
   * `Delegate=yes` scope of its own, and the first `limit` may move it into a leaf below its cgroup. Default `never`:
   * a library does not move its host.
   */
  readonly delegation?: 'auto' | 'never';
  /**
   * Where this host leaves word of its containers, for a later one to find them in any place; made with mode 0700. Default
   * none: a later host finds what is where it would make its own.
   */
  readonly stateDir?: string;
  /** The caller's own emitter; gets every event in addition to the listeners of `on`. */
  readonly bus?: Bus;
  /** Applied to each command line before it leaves the tracker. Default: unchanged. */
  readonly redact?: (command: string) => string;
}

/** What `openRegistry` found. */
export interface BackendReport {
  readonly name: BackendName | 'none';
  readonly confidence: Confidence;
  readonly guarantees: readonly string[];
  /** What was tried first, and why it was passed over. */
  readonly downgrades: readonly Downgrade[];
  /** Why the confidence is not `high`, or what the backend has lost since. */
  readonly reasons: readonly string[];
  readonly features: Readonly<Record<string, string>>;
}

/** The list as last published. `seq` is that of the last event it includes. */
export interface BlockSnapshot {
  readonly generation: number;
  readonly seq: number;
  readonly confidence: Confidence;
  readonly processes: readonly TrackedProcess[];
}

/** What a prompt before closing a pane needs. */
export interface BlockDescription {
  readonly blockId: string;
  readonly confidence: Confidence;
  readonly counts: Readonly<Record<TrackedProcess['role'] | 'kept', number>>;
  /** Names of what the user or agent started, most frequent first. */
  readonly started: readonly NameCount[];
  /**
   * Names of what closing the pane interrupts, most frequent first, whoever started it: every member but launchers,
   * kept processes and shells that wait at a prompt. Empty: nothing is worth a question.
   */
  readonly working: readonly NameCount[];
  /** Names of the work that other blocks asked daemons of this one for, and that ends with it, by those blocks. */
  readonly serves: readonly (NameCount & { readonly blockId: string })[];
  /** Runs that have not ended, and ended ones that have left processes behind. */
  readonly runs: readonly DescribedRun[];
}

/** How many processes have this name. */
export interface NameCount {
  readonly name: string;
  readonly count: number;
}

/** A run with the number of its live processes. */
export interface DescribedRun
  extends Pick<RunRecord, 'runId' | 'kind' | 'agentName' | 'sessionId' | 'task' | 'status'> {
  readonly processes: number;
}

export interface UsageOptions {
  /** Default false: the ports are looked for, which takes tens of milliseconds for 1,000 processes. */
  readonly ports?: boolean;
}

export interface WatchUsageOptions extends UsageOptions {
  /** Default 2000, at least 250. */
  readonly intervalMs?: number;
}

export interface ProcessLoad extends ProcessUsage {
  /** Percent of one core since the sample before; undefined at the first one. */
  readonly cpuPercent: number | undefined;
}

export interface BlockUsage extends ContainerUsage {
  /** Milliseconds since the epoch. */
  readonly observedAt: number;
  readonly processCount: number;
  /** The most members seen at once; more may have lived between two looks. */
  readonly peakProcessCount: number;
  /** Sum of the members' resident sets, so a page they share counts for each; undefined where one is unknown. */
  readonly residentBytes: number | undefined;
  /**
   * Percent of one core since the sample before, of all its processes, exited ones included where `cpuTimeMs` counts
   * them; known to `watchUsage` from the second sample on.
   */
  readonly cpuPercent: number | undefined;
  readonly processes: readonly ProcessLoad[];
  /** By port; undefined where they were not asked for or cannot be told. */
  readonly ports: readonly ListeningPort[] | undefined;
  /** False where a member may not be looked into, and its ports are missing; undefined as `ports` is. */
  readonly portsComplete: boolean | undefined;
}

export interface RegistryStats {
  readonly blocks: number;
  readonly members: number;
  readonly ticks: number;
  readonly tickP50Ms: number | undefined;
  readonly tickP95Ms: number | undefined;
  readonly listeners: number;
  /** The `lastError` of each block that cannot be read. */
  readonly lastErrors: ReadonlyMap<string, TrackerError>;
}

export interface KeepResult {
  readonly status: 'kept' | 'already-gone' | 'not-member' | 'identity-changed' | 'protected' | 'unsupported';
  readonly processes: readonly ProcessRef[];
  /** In words: which of them end with a terminal all the same, and what to keep as well. Undefined: none. */
  readonly warnings?: readonly string[];
}

export interface AdoptOptions {
  /** What is known of a turn from before, from the store for one. A run that is not known is a nameless session. */
  readonly runOf?: (runId: number) => RunRecord | undefined;
}

export interface WrapOptions {
  /** The turn it belongs to; must be one of this tracker. */
  readonly run?: Run;
}

/** Knows the processes of one block. */
export interface PaneTracker {
  readonly blockId: string;
  readonly generation: number;
  readonly state: 'open' | 'closing' | 'closed';
  readonly confidence: Confidence;
  readonly reasons: readonly string[];
  /**
   * True from a `freeze` that succeeded until `thaw`, `killTree`, a freeze that failed or the end of the block. Members that
   * end one by one run for that moment. A signal or a thaw from outside panetree is not noticed.
   */
  readonly isFrozen: boolean;
  /** Of the latest read, while reads fail: from `poll-failed` to `poll-recovered`. */
  readonly lastError: TrackerError | undefined;
  /**
   * A command whose process joins the block before the first instruction of the program. Start it as you
   * like, with its file, its arguments and its environment, then hand its PID to `confirm`. Rejects with SpawnError, ClosedError, InvalidArgumentError.
   */
  wrap(command: Command, options?: WrapOptions): Promise<Command>;
  /**
   * `child_process.spawn` inside the block. Options `uid`, `gid` and `argv0` are refused. Rejects with
   * SpawnError, ClosedError, InvalidArgumentError.
   */
  spawn(file: string, args?: readonly string[], options?: SpawnOptions): Promise<ChildProcess>;
  /**
   * Reads back that a process started from a wrapped command has joined; if it has not, the confidence falls
   * and says so. `exited` gives its exit code to `process-exited`. `spawn` and `spawnPty` do this themselves.
   */
  confirm(pid: number, exited?: Promise<RootExit>): Promise<ConfirmResult>;
  /**
   * Tells of a terminal that a process of the block leads and this host holds, so that the end of the block spares what is
   * kept in it. `spawnPty` does this itself.
   */
  holdTerminal(terminal: HeldTerminal): TerminalOutlook;
  /**
   * Begins a turn, whose processes are told apart from those of the others. Throws ClosedError, InvalidArgumentError.
   */
  startRun(description?: RunDescription): Run;
  /** Takes in a process that already runs, and its descendants. */
  attach(pid: number): Promise<AttachResult>;
  /** Reads now, in no particular order; rejects with TrackerError `read-failed`. Empty once closed. */
  list(): Promise<readonly TrackedProcess[]>;
  /** Rejects with TrackerError `read-failed` where the members cannot be read, and InvalidArgumentError. */
  killPid(target: number | ProcessRef, options?: KillPidOptions): Promise<KillPidResult>;
  /**
   * The members that a kill of this process with these options hangs up, as things are now: the foreground and the
   * stopped jobs of the terminal session that it leads; with a SIGHUP among the steps its other jobs too. A program that
   * handles SIGHUP lives on. Undefined where the system does not tell.
   */
  hungUpWith(
    target: number | ProcessRef,
    options?: Pick<KillPidOptions, 'only' | 'steps'>,
  ): Promise<readonly NamedProcess[] | undefined>;
  killTree(options?: KillOptions): Promise<KillReport>;
  /** Takes a process and its descendants out of the kill: they outlive the pane. Rejects with `unsupported`. */
  keep(target: number | ProcessRef): Promise<KeepResult>;
  /** Stops every member until `thaw`. Rejects with `unsupported` where a member cannot be stopped. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  usage(options?: UsageOptions): Promise<BlockUsage>;
  /** All or none. Rejects with `unsupported`, and the reason in words, where the system cannot limit the block so. */
  limit(limits: Limits): Promise<void>;
}

/** All blocks of a host. A method that takes a blockId rejects one that cannot be with InvalidArgumentError. */
export interface TrackerRegistry extends AsyncDisposable {
  readonly backend: BackendReport;
  /** The tracker of the block, made if there is none. Throws ClosedError once the registry is closing. */
  ensureTracker(blockId: string): PaneTracker;
  tracker(blockId: string): PaneTracker | undefined;
  blocks(): readonly string[];
  /** The block a process belongs to, asked of the system now. */
  blockOf(pid: number): Promise<string | undefined>;
  /** Reads now; empty for an unknown block. */
  list(blockId: string): Promise<readonly TrackedProcess[]>;
  snapshot(blockId: string): BlockSnapshot | undefined;
  /** Reads now; undefined for an unknown block. */
  describe(blockId: string): Promise<BlockDescription | undefined>;
  confidenceOf(blockId: string): Confidence;
  killPid(blockId: string, target: number | ProcessRef, options?: KillPidOptions): Promise<KillPidResult>;
  /** Ends all processes of the block; the tracker stays usable. */
  killTree(blockId: string, options?: KillOptions): Promise<KillReport>;
  /** The pane is closed: kill, final exits, everything gone. Called again it gives the same promise. */
  remove(blockId: string, options?: KillOptions): Promise<KillReport>;
  /** The turns of all blocks, oldest first: all that go on, and of the others the latest, 256 in all. */
  runs(): readonly Run[];
  run(runId: number): Run | undefined;
  /** What the next run will be called. */
  readonly nextRunId: number;
  /** No run of this registry gets an id up to this one: somebody had it before. */
  reserveRunIds(upTo: number): void;
  /** Takes a turn off the list; its processes stay what they are. False for one that is not on it. */
  forgetRun(runId: number): boolean;
  /** Gives the function that takes the listener off again. */
  on<K extends keyof TrackerEvents>(type: K, listener: (event: TrackerEvents[K]) => void): () => void;
  /**
   * Samples all blocks for as long as somebody watches: at once, then every `intervalMs`. Gives the function that ends
   * it. A block that cannot be read is left out and told as `poll-failed`. Throws InvalidArgumentError, ClosedError.
   */
  watchUsage(
    listener: (usages: ReadonlyMap<string, BlockUsage>) => void,
    options?: WatchUsageOptions,
  ): () => void;
  /**
   * Samples the CPU time of all runs at each tick for as long as somebody watches, so that their status tells `idle` from
   * `busy`; a change is a `run-changed`. Gives the function that ends it, after which they are `running`.
   */
  watchActivity(): () => void;
  /** One tick now. */
  poll(): Promise<void>;
  stats(): RegistryStats;
  /**
   * Blocks of hosts that are known to be dead and had `onHostExit: 'keep'`, as long as something of them lives. Those of
   * a live host, or of one that cannot be told to be dead, are never among them.
   */
  leftovers(): Promise<readonly Leftover[]>;
  /**
   * Goes on with a block of a dead host: a new tracker, of a later generation, that begins with its processes and their
   * runs. Where somebody else was faster, the tracker says so in its reasons and begins empty. Throws
   * InvalidArgumentError, also where the block is open here.
   */
  adopt(leftover: Leftover, options?: AdoptOptions): PaneTracker;
  /** Ends what is left of a dead host's block. */
  reap(leftover: Leftover, options?: KillOptions): Promise<KillReport>;
  /** Removes every block and lets go of the system. With `onHostExit: 'keep'` nothing is killed. */
  close(): Promise<readonly KillReport[]>;
}

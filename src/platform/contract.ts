/**
 * What every backend gives, in words both sides use. The core sees nothing else of a platform, and a
 * backend sees nothing else of the core.
 */

import { type backendNames, type confidences, limitKinds } from '../names.js';
import type { Evidence, MemberRecord, ProcessRef, WorkOrigin } from './member-record.js';

export type { Evidence, MemberRecord, ProcessRef, WorkOrigin };
export { limitKinds };

export type BackendName = (typeof backendNames)[number];

/**
 * `high`: the kernel keeps the list and nothing a member does by forking leaves it. `best-effort`: we work
 * it out. `none`: untracked.
 */
export type Confidence = (typeof confidences)[number];

/**
 * A command as `node:child_process` takes it. `env` undefined means the environment of the host; a variable that is
 * undefined is left out.
 */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /**
   * Descriptors above 2 that the command keeps of those its starter passes. Default: all but the masters of terminals.
   * Ignored where the system passes none by itself (macOS, Windows).
   */
  readonly descriptors?: readonly number[] | undefined;
}

/**
 * How closely to look. `changes`: describe only what is new. `tick`: also what was new at the last look,
 * and a few more in slow rotation. `all`: describe every member again.
 */
export type LookDepth = 'changes' | 'tick' | 'all';

/** What all containers of a session may share during one tick; made by `beginTick`, opaque to the core. */
export type Tick = object;

/** Picks, out of all members at one instant, those to act on. Pure: a backend may call it more than once. */
export type MemberSelector = (members: readonly MemberRecord[]) => readonly ProcessRef[];

export type WrapOutcome =
  | { readonly status: 'wrapped'; readonly command: Command }
  | { readonly status: 'not-joinable'; readonly reason: string };

/** `process` is the command itself, where that is another process than the one started for it. */
export type JoinOutcome =
  | { readonly status: 'joined'; readonly process?: ProcessRef }
  | { readonly status: 'already-gone' }
  | { readonly status: 'not-joined'; readonly reason: string };

export type AttachOutcome =
  | { readonly status: 'late' | 'member'; readonly processes: readonly ProcessRef[] }
  | { readonly status: 'already-gone' }
  | { readonly status: 'denied' | 'unsupported'; readonly reason: string };

export type SignalOutcome = 'signalled' | 'already-gone' | 'identity-changed' | 'not-member' | 'denied';

/** `survived` says that it was still there at the deadline. */
export type EndOutcome = 'ended' | 'survived' | Exclude<SignalOutcome, 'signalled'>;

/**
 * `uninterruptible`: alive, but no signal reaches it for now (state D). A zombie is `gone`. `replaced`: gone, and
 * its PID belongs to another process.
 */
export type Vitality = 'alive' | 'uninterruptible' | 'gone' | 'replaced';

/** `undefined`, never 0, for what this system does not tell. */
export interface ContainerUsage {
  /** CPU time of all members since the container was made, those that have exited included. */
  readonly cpuTimeMs: number | undefined;
  /** What the kernel charges to the container; needs the memory controller. */
  readonly memoryBytes: number | undefined;
  readonly peakMemoryBytes: number | undefined;
  readonly readBytes: number | undefined;
  readonly writtenBytes: number | undefined;
  readonly processes: readonly ProcessUsage[];
  /** Undefined until one was set. */
  readonly limits: LimitUsage | undefined;
}

export interface ProcessUsage extends ProcessRef {
  readonly cpuTimeMs: number | undefined;
  readonly residentBytes: number | undefined;
  /** Fetched from and sent to storage on its behalf; what caches, pipes and terminals carry does not count. */
  readonly readBytes: number | undefined;
  readonly writtenBytes: number | undefined;
}

/** Where members wait to be reached: a TCP socket that listens, a UDP socket that is bound and not connected. */
export interface ListeningPort {
  readonly protocol: 'tcp' | 'udp';
  /** `0.0.0.0` and `::` stand for every address. */
  readonly address: string;
  readonly port: number;
  /** `host`: the network that the host itself is in. `other`: a network namespace the host does not see. */
  readonly network: 'host' | 'other';
  /** The members that hold it open; a socket that parent and child share is one port. */
  readonly processes: readonly ProcessRef[];
}

/** The ports of several processes. */
export interface PortReading {
  readonly ports: readonly ListeningPort[];
  /** False where the descriptors of one of them may not be read: its ports are missing. */
  readonly isComplete: boolean;
}

/** A field that is left out stays as it is; `max` takes a limit away. */
export interface Limits {
  /** Of memory and page cache together. A block that needs more has a member ended by the kernel. */
  readonly memoryMaxBytes?: number | 'max';
  /** Counts threads, as the kernel does. A block that has as many gets EAGAIN for a fork. */
  readonly processesMax?: number | 'max';
  /** Its share of a CPU that others want too: from 1 to 10,000, 100 without a limit. */
  readonly cpuWeight?: number;
}

/** What a limit was about that the system has enforced. */
export type LimitKind = (typeof limitKinds)[number];

/** `count`: how often so far. */
export type LimitListener = (limit: LimitKind, count: number) => void;

/** The limits in force, and how often the system has enforced them. Undefined: it has no controller for it yet. */
export interface LimitUsage {
  readonly memoryMaxBytes: number | 'max' | undefined;
  readonly processesMax: number | 'max' | undefined;
  readonly cpuWeight: number | undefined;
  /** Members that were ended for want of memory. */
  readonly memoryKills: number;
  readonly refusedForks: number;
}

/** Stands for one sample of several containers, so that they may share what is read for it. */
export type Sample = object;

/**
 * What the operating system gives one block. Each run has a part of it, between `openRun` and `closeRun`; where a
 * method takes a `runId`, it is about that part alone. Times named `…At` are on the clock of `performance.now()`.
 */
export interface Container {
  /** Makes what a run needs for its commands to join it. */
  openRun(runId: number): Promise<void>;
  /** Removes that again where nothing lives in it any more. No command may be on its way. */
  closeRun(runId: number): Promise<'closed' | 'occupied'>;
  /**
   * Gives the command whose first act is to join. Rejects with the error `node:child_process` would report
   * (code, errno, syscall, path, spawnargs) where the file is missing or not executable.
   */
  wrap(command: Command, runId?: number): Promise<WrapOutcome>;
  /** Reads back whether a process started from a wrapped command has joined. */
  confirmJoin(pid: number, runId?: number): Promise<JoinOutcome>;
  attach(root: number, runId?: number): Promise<AttachOutcome>;
  contains(pid: number): Promise<boolean>;
  list(depth: LookDepth, tick?: Tick): Promise<readonly MemberRecord[]>;
  /** Verifies that each target is this identity and a member, then signals it; one outcome a target, in order. */
  signal(targets: readonly ProcessRef[], signal: NodeJS.Signals): Promise<readonly SignalOutcome[]>;
  /** Thaws the block and continues what is stopped, so that a signal sent to it is handled. */
  wake(targets: readonly ProcessRef[]): Promise<void>;
  /** After `wake`: freezes again what the caller had frozen and has not thawed since. */
  resumeFreeze(): Promise<void>;
  /** Forced end of one process and nothing else. */
  endOne(target: ProcessRef, deadlineAt: number): Promise<EndOutcome>;
  /** Forced end of the selected members, chosen at an instant in which none of them can fork. */
  endSelected(select: MemberSelector, deadlineAt: number): Promise<void>;
  /** Forced end of every member whose lifetime is `pane`. Resolves when the kill is sent, not when it is done. */
  endAll(runId?: number): Promise<void>;
  /** The system's own proof that no member of lifetime `pane` is left; an escaped one does not count. */
  isEmpty(runId?: number): Promise<boolean>;
  vitality(ref: ProcessRef): Promise<Vitality>;
  /** Takes the selected out of the kill; gives those that were moved. */
  keep(select: MemberSelector): Promise<readonly ProcessRef[]>;
  /**
   * True from a `freeze` that succeeded until a thaw, a freeze that failed, or the loss of what stops the members. Stays
   * true while `wake` lets members handle a signal.
   */
  readonly isFrozen: boolean;
  /** Rejects, and leaves the block thawed, where not every member could be stopped. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  usage(runId?: number): Promise<ContainerUsage>;
  /** Undefined where this system does not tell. */
  ports(sample?: Sample): Promise<PortReading | undefined>;
  /**
   * Rejects, and leaves all limits as they were, where one of them cannot be set; says what is missing where. From then
   * on it calls back at each look that finds a limit enforced.
   */
  limit(limits: Limits, onEnforced: LimitListener): Promise<void>;
  /** Calls back when the system says that the container may have become empty or populated. */
  onHint(listener: () => void): void;
  /** Calls back when the block can be trusted less than its session, with the reason; also what was lost before. */
  onDowngrade(listener: (to: Confidence, reason: string) => void): void;
  /** Lets go of the kept, removes what was made for the block. `occupied`: something survives in it. The last call. */
  remove(deadlineAt: number): Promise<'removed' | 'occupied'>;
  /** Lets go of the container and leaves its members alive in it, thawed. The last call. */
  release(): Promise<void>;
}

/** What the block of an earlier host has come to, which died or was closed and let it live on. */
export interface FoundContainer {
  readonly key: ContainerKey;
  /** Names the registry that made it, and whose it was. */
  readonly instance: string;
  readonly ownerPid: number;
  readonly runIds: readonly number[];
  /** Those alive when it was found. */
  readonly members: readonly MemberRecord[];
}

/** PIDs that end, unless they handle SIGHUP, when the leader of a terminal session ends. */
export interface HangUp {
  /** However it ends. */
  readonly bySystem: readonly number[];
  /** Where it is a shell with job control that is sent SIGHUP. */
  readonly byShell: readonly number[];
}

/** The session of a process, as setsid(2) makes them, and whether the process is in the foreground of its terminal. */
export interface SystemSession {
  readonly leader: number;
  readonly hasTerminal: boolean;
  readonly isForeground: boolean | undefined;
}

/** A backend that has proven that it works here. */
export interface BackendSession {
  readonly confidence: Confidence;
  /** Why the confidence is not `high`, or what else a user should know; empty when nothing is. */
  readonly reasons: readonly string[];
  readonly guarantees: readonly string[];
  /** What was found of the system, for `panetree doctor`. */
  readonly features: Readonly<Record<string, string>>;
  beginTick(): Tick;
  createContainer(key: ContainerKey): Promise<Container>;
  /** Blocks of hosts that are known to be dead and were to let them live. */
  leftovers(): Promise<readonly FoundContainer[]>;
  /** A container that begins with what is in that one. Rejects where that is gone or another host is taking it. */
  adopt(found: FoundContainer, key: ContainerKey): Promise<Container>;
  /** PIDs that must never be signalled or taken in: the host, its ancestors, what works for it. */
  protectedPids(): Promise<ReadonlySet<number>>;
  /** Who is hung up when this process ends, as things are now; left out where the system does not tell. */
  hungUpWith?(pid: number): Promise<HangUp>;
  /** Undefined for a process that is gone, and where the system does not tell. */
  sessionOf?(pid: number): Promise<SystemSession | undefined>;
  /** Calls back when the session loses something it promised, with the reason in words; also what was lost before. */
  onDegraded(listener: (reason: string) => void): void;
  close(): Promise<void>;
}

export interface ContainerKey {
  readonly blockId: string;
  readonly generation: number;
}

export interface SessionOptions {
  readonly onHostExit: 'kill' | 'keep';
  /** `auto`: the host may be moved into a scope of its own where that gives a better backend. */
  readonly delegation: 'auto' | 'never';
  /** Where hosts leave word of what a later one could not find otherwise; undefined: nowhere. */
  readonly stateDir: string | undefined;
}

export type Opening =
  | { readonly status: 'ready'; readonly session: BackendSession }
  | { readonly status: 'unavailable'; readonly reason: string };

export interface Backend {
  readonly name: BackendName;
  /** Finds out by doing it, self-test included, whether this backend works here. Never rejects. */
  open(options: SessionOptions): Promise<Opening>;
}

import type { Confidence, ProcessRef } from '../platform/contract.js';

/** Sends `signal`, then waits up to `graceMs` for the block to be empty before the next step. */
export interface KillStep {
  readonly signal: NodeJS.Signals;
  readonly graceMs: number;
}

/** The forced kill always comes last, so it is not a step. */
export interface KillOptions {
  /**
   * Default: SIGHUP 250 ms, SIGTERM 1750 ms. Interactive shells ignore SIGTERM and end on SIGHUP, so that
   * comes first; what a hang-up does not end is asked properly. Where something is kept, SIGTERM 500 ms alone: a shell
   * that is hung up would hang up its jobs, kept or not. Empty: the forced kill at once.
   */
  readonly steps?: readonly KillStep[];
  /**
   * Default 5000. The report comes no later than about this. A fifth of it is left to the forced kill, so
   * steps that are longer are cut.
   */
  readonly deadlineMs?: number;
  /** Aborting it ends the waiting: the forced kill comes at once. */
  readonly signal?: AbortSignal;
}

export interface KillPidOptions extends KillOptions {
  /** Also everything that descends from it, as far as the links were seen. Default false. */
  readonly subtree?: boolean;
  /** Send this one signal and no more. */
  readonly only?: NodeJS.Signals;
}

/**
 * `protected`: the host, one of its ancestors, its guard, or PID 1. `survived`: still there at the deadline. `unsupported`:
 * the block is not tracked.
 */
export interface KillPidResult {
  readonly status:
    | 'killed'
    | 'signalled'
    | 'already-gone'
    | 'not-member'
    | 'identity-changed'
    | 'protected'
    | 'denied'
    | 'unsupported'
    | 'survived'
    | 'unknown-block';
  readonly process?: ProcessRef;
  /** With `subtree`: everything that ended. */
  readonly ended?: readonly NamedProcess[];
  /** Those that the steps before the forced kill did not end. */
  readonly forced?: readonly NamedProcess[];
  /** Ended with it, because its terminal or its shell hung them up; undefined where the system does not tell. */
  readonly hungUp?: readonly NamedProcess[];
  /** With `subtree`: what `keep` had taken out of the kill, and lives on. */
  readonly kept?: readonly NamedProcess[];
  /** With `subtree`: what had left the block, and lives on. */
  readonly escaped?: readonly EscapedProcess[];
}

/** A process as a report names it: by its last name, and its redacted command line of at most 256 characters. */
export interface NamedProcess extends ProcessRef {
  readonly name: string;
  readonly command: string;
}

/** A process that has left its block for another container; no kill of the block reaches it. */
export interface EscapedProcess extends NamedProcess {
  readonly runId: number | undefined;
  /** The container it lives in now, e.g. the path of its cgroup. */
  readonly place: string;
}

export interface Survivor extends ProcessRef {
  readonly name: string;
  readonly runId: number | undefined;
  /** `uninterruptible`: no signal reaches it before its system call returns. `deadline`: it had not gone by then. */
  readonly reason: 'uninterruptible' | 'protected' | 'deadline';
}

export interface KillReport {
  readonly blockId: string;
  /** `kept`: nothing was killed, on purpose. `untracked`: nothing is known of the block, so nothing was signalled. */
  readonly status: 'empty' | 'ended' | 'survived' | 'kept' | 'untracked' | 'unknown-block';
  readonly ended: readonly NamedProcess[];
  /** Those of `ended` that the steps before the forced kill did not end. */
  readonly forced: readonly NamedProcess[];
  readonly survivors: readonly Survivor[];
  /** Taken out of the kill by `keep`. */
  readonly kept: readonly NamedProcess[];
  /** Alive outside the block, searched for at the end of the kill, and left alone. */
  readonly escaped: readonly EscapedProcess[];
  /** What went wrong on the way, in words; the forced kill was tried all the same. */
  readonly problems: readonly string[];
  readonly elapsedMs: number;
  /**
   * That of the list the report was made from: below `high` the list is inferred, and something the host could not see
   * may have survived.
   */
  readonly confidence: Confidence;
}

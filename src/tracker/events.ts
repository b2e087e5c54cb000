import type { exitReasons } from '../names.js';
import type { Confidence, LimitKind } from '../platform/contract.js';
import type { KillReport } from './kill-api.js';
import type { RunRecord } from './run-api.js';
import type { TrackerError } from './errors.js';
import type { BlockScope, SequencedScope } from './block-scope.js';
import type { TrackedProcess } from './tracked-process.js';

/**
 * `exited`: by itself. `killed`: after `killPid` or `killTree` had signalled it. `removed`: with its pane.
 * `escaped`: it lives on outside the block. `lost`: tracking ended while it was alive.
 */
export type ExitReason = (typeof exitReasons)[number];

export type TrackerEvents = {
  'tracker-opened': BlockScope & { readonly confidence: Confidence; readonly reasons: readonly string[] };
  'process-added': SequencedScope & { readonly process: TrackedProcess };
  'process-exited': SequencedScope & {
    readonly pid: number;
    readonly process: TrackedProcess;
    readonly reason: ExitReason;
    /** Known for processes the host started itself; otherwise only their parent is told. */
    readonly exitCode: number | undefined;
    readonly signal: string | undefined;
    /** When the exit was noticed, in milliseconds since the epoch; the exit itself came before. */
    readonly observedAt: number;
  };
  /** Its exec, parent, role, run, lifetime or escape changed. */
  'process-changed': SequencedScope & { readonly process: TrackedProcess };
  /** The last member has gone. */
  'pane-empty': SequencedScope;
  'confidence-changed': BlockScope & {
    readonly from: Confidence;
    readonly to: Confidence;
    readonly reasons: readonly string[];
  };
  /** A read failed. Nothing is known to have changed, and nothing was changed. */
  'poll-failed': BlockScope & { readonly error: TrackerError };
  /** The first read that worked after `poll-failed`; the changes it found have been emitted before. */
  'poll-recovered': BlockScope & {
    /** From the first failed read to this one. */
    readonly blindMs: number;
  };
  /** The block was frozen or thawed: by `freeze` or `thaw`, by a kill, by a freeze that failed, or with its end. */
  'frozen-changed': BlockScope & { readonly isFrozen: boolean };
  /** The system has enforced a limit: ended a member for want of memory, or refused a fork. */
  'limit-reached': BlockScope & {
    readonly limit: LimitKind;
    /** How often so far. */
    readonly count: number;
  };
  /** A turn has begun; it has no process yet. */
  'run-started': BlockScope & { readonly run: RunRecord };
  /** Its status, outcome, root or session id changed. */
  'run-changed': BlockScope & { readonly run: RunRecord };
  'tracker-closed': BlockScope & { readonly report: KillReport };
};

/** Every type of event. */
export const eventTypes: readonly (keyof TrackerEvents)[] = [
  'tracker-opened',
  'process-added',
  'process-exited',
  'process-changed',
  'pane-empty',
  'confidence-changed',
  'poll-failed',
  'poll-recovered',
  'frozen-changed',
  'limit-reached',
  'run-started',
  'run-changed',
  'tracker-closed',
];

/** The bus scope of a block, `block:<id>`, for brokers that route by scope. */
export function scopeOf(blockId: string): string {
  return `block:${blockId}`;
}

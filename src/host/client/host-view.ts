import type { Block } from '../wire/block.js';
import type { HostInfo } from '../wire/host-info.js';
import type { Leftover } from '../wire/leftover.js';
import type { Pane } from '../wire/pane.js';
import type { ExitReason, TrackedProcess } from '../wire/process.js';
import type { RunRecord } from '../wire/run.js';

export interface BlockState extends Omit<Block, 'processes'> {
  /** By identity. */
  readonly processes: ReadonlyMap<string, TrackedProcess>;
}

/** A process that has gone while we looked. */
export interface EndedProcess {
  readonly key: string;
  readonly blockId: string;
  readonly process: TrackedProcess;
  readonly reason: ExitReason;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** By the clock of the host. */
  readonly observedAt: number;
  /** By our own clock. */
  readonly noticedAt: number;
}

/** What the host has told, as of `seq`. */
export interface HostView {
  readonly instance: string;
  readonly seq: number;
  readonly host: HostInfo;
  readonly panes: ReadonlyMap<string, Pane>;
  readonly blocks: ReadonlyMap<string, BlockState>;
  readonly runs: ReadonlyMap<number, RunRecord>;
  readonly leftovers: readonly Leftover[];
  /** Oldest first, at most `longestMemory`. */
  readonly ended: readonly EndedProcess[];
}

/** How many of the ended are remembered, for the timeline. */
export const longestMemory = 2000;

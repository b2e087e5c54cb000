import type { Evidence, LookDepth, WorkOrigin } from '../contract.js';
import type { BootClock } from '../posix/boot-clock.js';
import type { PidCursor, PidMark } from '../posix/pid-cursor.js';
import type { ProcsReader } from './procs-reader.js';

/** What the lists of a session share. */
export interface ProcSource {
  readonly clock: BootClock;
  readonly cursor: PidCursor;
}

/** A process that bears a mark of the block and lives outside it. */
export interface EscapeeMember {
  readonly pid: number;
  readonly runId: number | undefined;
  readonly evidence: Evidence;
}

/** The block or run that a member was asked for by, where it is not the one it lives in. */
export type OriginOf = (pid: number, runId: number | undefined) => WorkOrigin | undefined;

/** One look at the members of a block. */
export interface Look {
  readonly depth: LookDepth;
  /** Read before the listing, so that no PID given out after it goes unnoticed at the next look. */
  readonly mark: PidMark;
  /** By the wall clock as it is set now. */
  readonly bootedAt: number;
  /** Whether it is this list's turn in the slow rotation. */
  readonly rotate: boolean;
  /** Found outside by their marker, whether known or not. */
  readonly escapees: readonly EscapeeMember[];
}

/** One half of a block: what ends with the pane, or what was kept out of the kill. */
export interface Half {
  readonly reader: ProcsReader;
  readonly path: string;
}

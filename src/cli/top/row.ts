import type { BlockState, EndedProcess } from '../../host/client/host-view.js';
import type { Loose } from '../../host/client/loose.js';
import type { Leftover } from '../../host/wire/leftover.js';
import type { TrackedProcess } from '../../host/wire/process.js';
import type { RunRecord } from '../../host/wire/run.js';

interface RowCommons {
  /** Stays the same while what it stands for is there. */
  readonly key: string;
  readonly blockId: string;
}
export interface PaneRow extends RowCommons {
  readonly kind: 'pane';
  readonly block: BlockState;
  readonly expansion: 'open' | 'closed';
}
export interface ProcessRow extends RowCommons {
  readonly kind: 'process';
  /** Drawn before it: the lines of the tree. */
  readonly guides: string;
  readonly process: TrackedProcess;
  /** Set for one that goes on without the process or the run that started it. */
  readonly loose: Loose | undefined;
  /** Set for one that has gone and is still shown for a moment. */
  readonly ended: EndedProcess | undefined;
  readonly expansion: 'open' | 'closed' | 'leaf';
  /** How many are hidden below a closed one. */
  readonly hidden: number;
}
/** The plumbing of a block in one line, until it is opened. */
interface PlumbingRow extends RowCommons {
  readonly kind: 'plumbing';
  readonly guides: string;
  readonly count: number;
  readonly expansion: 'open' | 'closed';
}
interface EmptyRow extends RowCommons {
  readonly kind: 'empty';
  readonly guides: string;
  readonly expansion: 'leaf';
}
export interface RunRow extends RowCommons {
  readonly kind: 'run';
  readonly run: RunRecord;
  /** How many processes of it live. */
  readonly living: number;
  readonly expansion: 'leaf';
}
/** A block of a dead host: `blockId` is what it was called there. */
export interface LeftoverRow extends RowCommons {
  readonly kind: 'leftover';
  readonly leftover: Leftover;
  readonly expansion: 'open' | 'closed';
}
export interface LeftProcessRow extends RowCommons {
  readonly kind: 'left-process';
  readonly leftover: Leftover;
  readonly guides: string;
  readonly process: TrackedProcess;
  readonly expansion: 'leaf';
}
export type Row = PaneRow | ProcessRow | PlumbingRow | EmptyRow | RunRow | LeftoverRow | LeftProcessRow;

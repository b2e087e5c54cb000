import type { Sorting } from '../../host/client/sorting.js';
import type { Mode } from './mode.js';

/** How the list is shown, as the person who looks has chosen it. */
export interface ListView {
  readonly filter: string;
  /** Undefined: as the tree grew. */
  readonly sorting: Sorting | undefined;
  /** Keys of rows that were closed. */
  readonly closed: ReadonlySet<string>;
  /** Keys of plumbing rows that were opened. */
  readonly opened: ReadonlySet<string>;
}

/** What happened a moment ago, in a line. */
export interface Notice {
  readonly tone: 'good' | 'warning' | 'bad';
  readonly text: string;
  /** When it goes away, in milliseconds since the epoch. */
  readonly until: number;
}

export interface View extends ListView {
  /** The selected row, and where it was when it was last seen: one that is gone is followed by the next. */
  readonly selected: { readonly key: string; readonly index: number } | undefined;
  /** The first row that is visible. */
  readonly top: number;
  readonly mode: Mode;
  readonly notice: Notice | undefined;
}

export const initialView: View = {
  filter: '',
  sorting: undefined,
  closed: new Set(),
  opened: new Set(),
  selected: undefined,
  top: 0,
  mode: { kind: 'list' },
  notice: undefined,
};

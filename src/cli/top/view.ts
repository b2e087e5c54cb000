import type { KillAsk } from '../../host/client/killing/kill-ask.js';
import type { Sorting } from '../../host/client/sorting.js';
import type { NamedProcess } from '../../host/wire/kill.js';
import type { Mode } from './mode.js';
import { type Tab, tabOrder } from './tab.js';

/** How the list is shown, as the person who looks has chosen it. */
export interface ListView {
  readonly tab: Tab;
  readonly filter: string;
  /** Of processes. Undefined: as the tree grew. */
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

/** Where somebody is in a list. */
interface Place {
  readonly filter: string;
  /** The selected row, and where it was when it was last seen: one that is gone is followed by the next. */
  readonly selected: { readonly key: string; readonly index: number } | undefined;
  /** The first row that is visible. */
  readonly top: number;
}

export interface View extends ListView, Place {
  /** Where the other lists were left. */
  readonly left: Readonly<Partial<Record<Tab, Place>>>;
  readonly mode: Mode;
  readonly notice: Notice | undefined;
}

const beginning: Place = { filter: '', selected: undefined, top: 0 };

export const initialView: View = {
  ...beginning,
  tab: 'processes',
  left: {},
  sorting: undefined,
  closed: new Set(),
  opened: new Set(),
  mode: { kind: 'list' },
  notice: undefined,
};

/** The question, if it is still this one, names what is hung up too; undefined where the system does not tell. */
export function withHungUp(view: View, ask: KillAsk, hungUp: readonly NamedProcess[] | undefined): View {
  const { mode } = view;
  if (mode.kind !== 'ask' || mode.ask !== ask || hungUp === undefined) return view;
  return { ...view, mode: { ...mode, hungUp } };
}

/** Shows another list, as it was left. */
export function switched(view: View, tab: Tab): View {
  const { filter, selected, top } = view;
  const left = { ...view.left, [view.tab]: { filter, selected, top } };
  return { ...view, ...(left[tab] ?? beginning), tab, left };
}

/** The list so many further on; after the last one comes the first. */
export function neighbour(tab: Tab, step: 1 | -1): Tab {
  const index = (tabOrder.indexOf(tab) + step + tabOrder.length) % tabOrder.length;
  return tabOrder[index] ?? tab;
}

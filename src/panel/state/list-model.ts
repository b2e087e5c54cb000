import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { PanelClient } from '../connection/panel-client.js';
import { type Offsets, offsetsOf } from '../swarm/row-window.js';
import { keptRows } from '../swarm/kept-rows.js';
import { type Row, rowsOf, type RowView } from '../swarm/rows.js';
import { sortedBlocks } from '../../host/client/block-order.js';
import { type Fading, fadingByBlock, pastByBlock } from '../../host/client/fading.js';
import type { EndedProcess } from '../../host/client/host-view.js';
import { type LooseProcesses, looseProcesses } from '../../host/client/loose.js';
import type { Sorting } from '../../host/client/sorting.js';
import { emptyUsage } from '../../host/client/usage-cache.js';

const rowHeights: Readonly<Record<Row['kind'], number>> = {
  block: 46,
  process: 24,
  group: 24,
  past: 24,
  plumbing: 24,
  note: 24,
};

/** The list of blocks and processes: what is shown of it, and what is selected. */
export class ListModel {
  readonly search: Signal<string> = signal('');
  readonly sorting: Signal<Sorting | undefined> = signal(undefined);
  readonly shows: Signal<RowView['shows']> = signal('all');
  readonly closed: Signal<ReadonlySet<string>> = signal(new Set());
  readonly opened: Signal<ReadonlySet<string>> = signal(new Set());
  /** The row that has the focus when the list has it. */
  readonly active: Signal<string | undefined> = signal(undefined);
  /** The row below the pointer. */
  readonly hovered: Signal<string | undefined> = signal(undefined);
  /** What goes on without who started it. */
  readonly loose: ReadonlySignal<LooseProcesses>;
  readonly rows: ReadonlySignal<readonly Row[]>;
  readonly offsets: ReadonlySignal<Offsets>;

  constructor({ state, usage }: Pick<PanelClient, 'state' | 'usage'>, now: ReadonlySignal<number>) {
    let going: Fading = new Map();
    const fading = computed(() => {
      going = sameOr(going, fadingByBlock(state.value, now.value));
      return going;
    });
    let before: Fading = new Map();
    const past = computed(() => {
      before = sameOr(before, pastByBlock(state.value, now.value));
      return before;
    });
    this.loose = computed(() => (state.value === undefined ? new Map() : looseProcesses(state.value)));
    // Figures come each second, and mostly neither the order nor the search asks for them.
    const figures = computed(() =>
      this.search.value === '' && this.sorting.value === undefined ? emptyUsage : usage.value,
    );
    let shown: readonly Row[] = [];
    this.rows = computed(() => {
      if (state.value === undefined) return [];
      const blocks = sortedBlocks(state.value, figures.value, this.sorting.value);
      const gone = { ended: fading.value, past: past.value, loose: this.loose.value };
      const source = { blocks, usage: figures.value, ...gone };
      const view = {
        search: this.search.value,
        sorting: this.sorting.value,
        shows: this.shows.value,
        closed: this.closed.value,
        opened: this.opened.value,
      };
      shown = keptRows(rowsOf(source, view), shown);
      return shown;
    });
    this.offsets = computed(() => offsetsOf(this.rows.value.map(({ kind }) => rowHeights[kind])));
  }

  toggle(row: Row): void {
    const set = isFolded(row) ? this.opened : this.closed;
    const keys = new Set(set.value);
    if (!keys.delete(row.key)) keys.add(row.key);
    set.value = keys;
  }

  expandAll(): void {
    this.closed.value = new Set();
  }

  /** Leaves one line for each block. */
  collapseAll(): void {
    this.closed.value = new Set(this.rows.value.filter(({ kind }) => kind === 'block').map(({ key }) => key));
  }
}

function isFolded({ kind }: Row): boolean {
  return kind === 'plumbing' || kind === 'group' || kind === 'past';
}

function sameOr(before: Fading, now: Fading): Fading {
  const isSame = ([blockId, ended]: [string, readonly EndedProcess[]]) => {
    const old = before.get(blockId);
    return old?.length === ended.length && ended.every((one, at) => one === old[at]);
  };
  return before.size === now.size && [...now].every(isSame) ? before : now;
}

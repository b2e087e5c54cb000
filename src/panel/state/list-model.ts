import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { PanelClient } from '../connection/panel-client.js';
import { type Offsets, offsetsOf } from '../swarm/row-window.js';
import { type Row, rowsOf } from '../swarm/rows.js';
import { compare, type Sorting } from '../../host/client/sorting.js';
import type { BlockState, EndedProcess, HostView } from '../../host/client/host-view.js';
import { memoryOf, type UsageBook } from '../../host/client/usage-book.js';

/** How long a process that has gone stays in the list, fading. */
const fadeMs = 4000;
/** A tree of thousands that goes at once is not shown going. */
const mostFading = 200;

const rowHeights: Readonly<Record<Row['kind'], number>> = {
  block: 46,
  process: 24,
  plumbing: 24,
  note: 24,
};

/** The list of blocks and processes: what is shown of it, and what is selected. */
export class ListModel {
  readonly search: Signal<string> = signal('');
  readonly sorting: Signal<Sorting | undefined> = signal(undefined);
  readonly closed: Signal<ReadonlySet<string>> = signal(new Set());
  readonly opened: Signal<ReadonlySet<string>> = signal(new Set());
  /** The row that has the focus when the list has it. */
  readonly active: Signal<string | undefined> = signal(undefined);
  /** The row below the pointer. */
  readonly hovered: Signal<string | undefined> = signal(undefined);
  readonly rows: ReadonlySignal<readonly Row[]>;
  readonly offsets: ReadonlySignal<Offsets>;

  constructor({ state, usage }: Pick<PanelClient, 'state' | 'usage'>, now: ReadonlySignal<number>) {
    const fading = computed(() => (state.value === undefined ? none : fadingByBlock(state.value, now.value)));
    this.rows = computed(() => {
      if (state.value === undefined) return [];
      const blocks = orderedBlocks(state.value, this.sorting.value, usage.value);
      const source = { blocks, ended: fading.value, usage: usage.value };
      return rowsOf(source, {
        search: this.search.value,
        sorting: this.sorting.value,
        closed: this.closed.value,
        opened: this.opened.value,
      });
    });
    this.offsets = computed(() => offsetsOf(this.rows.value.map(({ kind }) => rowHeights[kind])));
  }

  toggle(row: Row): void {
    const set = row.kind === 'plumbing' ? this.opened : this.closed;
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

const none: ReadonlyMap<string, readonly EndedProcess[]> = new Map();

/** Each identity once, and not one that is seen again: it may have moved to another block. */
function fadingByBlock(
  { ended, blocks }: Pick<HostView, 'ended' | 'blocks'>,
  now: number,
): ReadonlyMap<string, readonly EndedProcess[]> {
  const recent = ended.slice(-mostFading).filter(({ noticedAt }) => now - noticedAt < fadeMs);
  if (recent.length === 0) return none;
  const everywhere = [...blocks.values()];
  const fading = new Map(recent.map((one) => [one.key, one]));
  const byBlock = new Map<string, EndedProcess[]>();
  for (const one of fading.values()) {
    if (everywhere.some(({ processes }) => processes.has(one.key))) continue;
    byBlock.set(one.blockId, [...(byBlock.get(one.blockId) ?? []), one]);
  }
  return byBlock;
}

/** In the order they were opened, or by what is sorted by where a block has such a thing. */
function orderedBlocks(
  state: HostView,
  sorting: Sorting | undefined,
  usage: UsageBook,
): readonly BlockState[] {
  const blocks = [...state.blocks.values()];
  const valueOf = blockValue(state, sorting, usage);
  if (sorting === undefined || valueOf === undefined) return blocks;
  return blocks.toSorted((a, b) => compare(valueOf(a), valueOf(b), sorting));
}

function blockValue(state: HostView, sorting: Sorting | undefined, usage: UsageBook) {
  const valueOf = {
    name: ({ blockId }: BlockState) => (state.panes.get(blockId)?.title ?? blockId).toLowerCase(),
    cpu: ({ blockId }: BlockState) => usage.blocks.get(blockId)?.cpuPercent,
    memory: ({ blockId }: BlockState) => {
      const used = usage.blocks.get(blockId);
      return used === undefined ? undefined : memoryOf(used);
    },
  };
  const column = sorting?.column;
  return column === 'name' || column === 'cpu' || column === 'memory' ? valueOf[column] : undefined;
}

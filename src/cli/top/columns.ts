import type { HostView } from '../../host/client/host-view.js';
import type { SortColumn, Sorting } from '../../host/client/sorting.js';
import { filled, type Line, segment, type Style } from './line.js';
import type { Scene } from './scene.js';
import type { Tab } from './tab.js';
import type { ListView } from './view.js';

type ColumnId = 'pid' | 'cpu' | 'memory' | 'age' | 'run' | 'role' | 'status';

export interface Column {
  readonly id: ColumnId;
  readonly title: string;
  readonly width: number;
  readonly side: 'left' | 'right';
}

const pid: Column = { id: 'pid', title: 'PID', width: 7, side: 'right' };
const cpu: Column = { id: 'cpu', title: 'CPU', width: 5, side: 'right' };
const memory: Column = { id: 'memory', title: 'MEM', width: 5, side: 'right' };
const age: Column = { id: 'age', title: 'AGE', width: 6, side: 'right' };
const run: Column = { id: 'run', title: 'RUN', width: 7, side: 'right' };
const role: Column = { id: 'role', title: 'ROLE', width: 8, side: 'left' };
const status: Column = { id: 'status', title: 'STATUS', width: 16, side: 'left' };

const narrowCols = 60;

/** Of fixed width, left of what is named. The narrowest screens do without some. */
export function columnsFor({ host, size }: Scene, tab: Tab): readonly Column[] {
  const isNarrow = size.cols < narrowCols;
  switch (tab) {
    case 'processes':
      return isNarrow ? [pid, cpu, memory] : [pid, cpu, memory, age, ...(hasRuns(host) ? [run] : []), role];
    case 'runs':
      return isNarrow ? [pid, status] : [run, pid, age, status];
    case 'leftovers':
  }
  return [pid, age];
}

function hasRuns(host: HostView | undefined): boolean {
  for (const { processes } of host?.blocks.values() ?? []) {
    for (const { runId } of processes.values()) if (runId !== undefined) return true;
  }
  return false;
}

/** What a cell says, and how. */
export type Cells = Readonly<Partial<Record<ColumnId, readonly [text: string, style?: Style]>>>;

export function cellsLine(columns: readonly Column[], cells: Cells): Line {
  return columns.flatMap((column) => cell(column, ...(cells[column.id] ?? [''])));
}

function cell({ width, side }: Column, text: string, style: Style = {}): Line {
  const value = segment(text, style);
  if (side === 'left') return [...filled([value], width), segment(' ')];
  return [...filled([], width - value.text.length), value, segment(' ')];
}

const lastHeadings: Readonly<Record<Tab, string>> = {
  processes: 'PROCESS',
  runs: 'AGENT OR SESSION',
  leftovers: 'LEFT BY EARLIER HOSTS',
};

/** The arrow shows what is sorted by, and which way. */
export function headings(columns: readonly Column[], { tab, sorting: chosen }: ListView): Line {
  const sorting = tab === 'processes' ? chosen : undefined;
  const cells = columns.flatMap((column) => {
    const isSorted = sorting?.column === column.id;
    return cell(column, `${column.title}${arrowFor(sorting, column.id)}`, {
      weight: isSorted ? 'bold' : 'dim',
    });
  });
  const isByName = sorting?.column === 'name';
  const last = segment(`${lastHeadings[tab]}${arrowFor(sorting, 'name')}`, {
    weight: isByName ? 'bold' : 'dim',
  });
  return [segment('  '), ...cells, last];
}

function arrowFor(sorting: Sorting | undefined, column: SortColumn | 'status'): string {
  if (sorting?.column !== column) return '';
  return sorting.direction === 'ascending' ? '▲' : '▼';
}

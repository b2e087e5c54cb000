import type { HostView } from '../../host/client/host-view.js';
import type { SortColumn, Sorting } from '../../host/client/sorting.js';
import { filled, type Line, segment, type Style } from './line.js';

export type ColumnId = 'pid' | 'cpu' | 'memory' | 'age' | 'run' | 'role';

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

const narrowCols = 60;

/** Of fixed width, left of the tree. Runs only where there are any; the narrowest screens do without the rest. */
export function columnsFor(host: HostView | undefined, cols: number): readonly Column[] {
  if (cols < narrowCols) return [pid, cpu, memory];
  return hasRuns(host) ? [pid, cpu, memory, age, run, role] : [pid, cpu, memory, age, role];
}

function hasRuns(host: HostView | undefined): boolean {
  for (const { processes } of host?.blocks.values() ?? []) {
    for (const { runId } of processes.values()) if (runId !== undefined) return true;
  }
  return false;
}

export function cell({ width, side }: Column, text: string, style: Style = {}): Line {
  const value = segment(text, style);
  if (side === 'left') return [...filled([value], width), segment(' ')];
  return [...filled([], width - value.text.length), value, segment(' ')];
}

/** The arrow shows what is sorted by, and which way. */
export function headings(columns: readonly Column[], sorting: Sorting | undefined): Line {
  const cells = columns.flatMap((column) => {
    const isSorted = sorting?.column === column.id;
    return cell(column, `${column.title}${arrowFor(sorting, column.id)}`, {
      weight: isSorted ? 'bold' : 'dim',
    });
  });
  const isByName = sorting?.column === 'name';
  const tree = segment(`PROCESS${arrowFor(sorting, 'name')}`, { weight: isByName ? 'bold' : 'dim' });
  return [segment('  '), ...cells, tree];
}

function arrowFor(sorting: Sorting | undefined, column: SortColumn): string {
  if (sorting?.column !== column) return '';
  return sorting.direction === 'ascending' ? '▲' : '▼';
}

import type { SortColumn } from '../../host/client/sorting.js';

export interface Column {
  /** Also the class of its cells. */
  readonly id: 'name' | 'command' | 'pid' | 'cpu' | 'memory' | 'age' | 'run';
  readonly title: string;
  readonly sort: SortColumn | undefined;
}

export const columns: readonly Column[] = [
  { id: 'name', title: 'Process', sort: 'name' },
  { id: 'command', title: 'Command', sort: undefined },
  { id: 'pid', title: 'PID', sort: 'pid' },
  { id: 'cpu', title: 'CPU', sort: 'cpu' },
  { id: 'memory', title: 'Memory', sort: 'memory' },
  { id: 'age', title: 'Age', sort: 'age' },
  { id: 'run', title: 'Run', sort: 'run' },
];

import type { UsageCache } from './usage-cache.js';
import type { TreeNode } from './process-tree.js';

export type SortColumn = 'name' | 'pid' | 'cpu' | 'memory' | 'age' | 'run' | 'role';

export interface Sorting {
  readonly column: SortColumn;
  readonly direction: 'ascending' | 'descending';
}

type SortValue = string | number | undefined;

/** The columns that are asked for to find the largest. */
const largestFirst: ReadonlySet<SortColumn> = new Set(['cpu', 'memory']);

/** A click on a heading: its own direction first, then the other, then as the tree grew. */
export function nextSorting(sorting: Sorting | undefined, column: SortColumn): Sorting | undefined {
  const first = largestFirst.has(column) ? 'descending' : 'ascending';
  if (sorting?.column !== column) return { column, direction: first };
  if (sorting.direction !== first) return undefined;
  return { column, direction: first === 'ascending' ? 'descending' : 'ascending' };
}

/** Brothers and sisters in order; what is not known comes last, whichever the direction. */
export function sortedNodes(
  nodes: readonly TreeNode[],
  sorting: Sorting | undefined,
  usage: UsageCache,
): readonly TreeNode[] {
  if (sorting === undefined || nodes.length < 2) return nodes;
  const keyed = nodes.map((node) => ({ node, value: valueOf(node, sorting.column, usage) }));
  return keyed.toSorted((a, b) => compare(a.value, b.value, sorting)).map(({ node }) => node);
}

export function compare(a: SortValue, b: SortValue, { direction }: Sorting): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const sign = direction === 'ascending' ? 1 : -1;
  if (typeof a === 'string' && typeof b === 'string') return sign * (a < b ? -1 : Number(a > b));
  return sign * (Number(a) - Number(b));
}

function valueOf(node: TreeNode, column: SortColumn, usage: UsageCache): SortValue {
  const { process } = node;
  switch (column) {
    case 'name':
      return process.name.toLowerCase();
    case 'pid':
      return process.pid;
    case 'cpu':
      return summed(node, ({ key }) => usage.processes.get(key)?.cpuPercent);
    case 'memory':
      return summed(node, ({ key }) => usage.processes.get(key)?.residentBytes);
    // The youngest has the smallest age and the largest start.
    case 'age':
      return process.startedAt === undefined ? undefined : -process.startedAt;
    case 'run':
      return process.runId;
    case 'role':
  }
  return process.role;
}

/** With what descends from it: else a busy child would hide below an idle shell. */
function summed(node: TreeNode, valueOfOne: (node: TreeNode) => number | undefined): number | undefined {
  let sum = valueOfOne(node);
  for (const child of node.children) {
    const value = summed(child, valueOfOne);
    if (value !== undefined) sum = (sum ?? 0) + value;
  }
  return sum;
}

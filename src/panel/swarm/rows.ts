import type { TrackedProcess } from '../../host/wire/process.js';
import { keyOf } from '../../host/client/identity.js';
import type { BlockState, EndedProcess } from '../../host/client/host-view.js';
import type { UsageBook } from '../../host/client/usage-book.js';
import { type ProcessTree, processTree, type TreeNode } from '../../host/client/process-tree.js';
import { countBelow, foundTree } from '../../host/client/found-tree.js';
import { type Matcher, matcherOf } from '../../host/client/search.js';
import { type Sorting, sortedNodes } from '../../host/client/sorting.js';

export interface BlockRow {
  readonly kind: 'block';
  readonly key: string;
  readonly level: 1;
  readonly block: BlockState;
  readonly expansion: 'open' | 'closed';
}
export interface ProcessRow {
  readonly kind: 'process';
  readonly key: string;
  readonly level: number;
  readonly blockId: string;
  readonly process: TrackedProcess;
  readonly ended: EndedProcess | undefined;
  readonly expansion: 'open' | 'closed' | 'leaf';
  /** How many are hidden below a closed one. */
  readonly hidden: number;
}
/** The plumbing of a block in one line, until it is opened. */
export interface PlumbingRow {
  readonly kind: 'plumbing';
  readonly key: string;
  readonly level: 2;
  readonly blockId: string;
  readonly count: number;
  readonly expansion: 'open' | 'closed';
}
export interface NoteRow {
  readonly kind: 'note';
  readonly key: string;
  readonly level: 2;
  readonly blockId: string;
  readonly text: string;
}
export type Row = BlockRow | ProcessRow | PlumbingRow | NoteRow;

export interface RowView {
  readonly search: string;
  readonly sorting: Sorting | undefined;
  /** Keys of rows that were closed. */
  readonly closed: ReadonlySet<string>;
  /** Keys of plumbing rows that were opened. */
  readonly opened: ReadonlySet<string>;
}

export interface RowSource {
  readonly blocks: readonly BlockState[];
  /** Of each block, those that have just gone. */
  readonly ended: ReadonlyMap<string, readonly EndedProcess[]>;
  readonly usage: UsageBook;
}

interface Growth extends RowSource {
  readonly view: RowView;
  readonly matches: Matcher | undefined;
  readonly rows: Row[];
}

function blockKey(blockId: string): string {
  return `block ${blockId}`;
}

/** What the list shows, top to bottom. While something is searched for, everything that leads to it is open. */
export function rowsOf(source: RowSource, view: RowView): readonly Row[] {
  const rows: Row[] = [];
  const matches = matcherOf(view.search, source.usage);
  for (const block of source.blocks) addBlock({ ...source, view, matches, rows }, block);
  return rows;
}

function addBlock(growth: Growth, block: BlockState): void {
  const { rows, view, matches, ended } = growth;
  const { blockId } = block;
  const tree = foundTree(processTree(block.processes.values(), ended.get(blockId)), matches);
  if (matches !== undefined && tree.roots.length + tree.plumbing.length === 0) return;
  const key = blockKey(blockId);
  const expansion = matches === undefined && view.closed.has(key) ? 'closed' : 'open';
  rows.push({ kind: 'block', key, level: 1, block, expansion });
  if (expansion === 'closed') return;
  addNodes(growth, blockId, { nodes: tree.roots, level: 2 });
  addPlumbing(growth, blockId, tree.plumbing);
  const note = { kind: 'note', key: `note ${blockId}`, level: 2, blockId, text: 'No processes' } as const;
  if (tree.roots.length + tree.plumbing.length === 0) rows.push(note);
}

function addNodes(
  growth: Growth,
  blockId: string,
  { nodes, level }: { readonly nodes: readonly TreeNode[]; readonly level: number },
): void {
  const { rows, view, usage, matches } = growth;
  for (const { key, process, ended, children } of sortedNodes(nodes, view.sorting, usage)) {
    const isClosed = matches === undefined && view.closed.has(key);
    const expansion = children.length === 0 ? 'leaf' : isClosed ? 'closed' : 'open';
    const hidden = expansion === 'closed' ? countBelow(children) : 0;
    rows.push({ kind: 'process', key, level, blockId, process, ended, expansion, hidden });
    if (expansion === 'open') addNodes(growth, blockId, { nodes: children, level: level + 1 });
  }
}

function addPlumbing(
  { rows, view, matches }: Growth,
  blockId: string,
  plumbing: ProcessTree['plumbing'],
): void {
  if (plumbing.length === 0) return;
  const key = `plumbing ${blockId}`;
  const expansion = matches !== undefined || view.opened.has(key) ? 'open' : 'closed';
  rows.push({ kind: 'plumbing', key, level: 2, blockId, count: plumbing.length, expansion });
  if (expansion === 'closed') return;
  for (const process of plumbing) rows.push({ ...plumbingRow, key: keyOf(process), blockId, process });
}

const plumbingRow = { kind: 'process', level: 3, ended: undefined, expansion: 'leaf', hidden: 0 } as const;

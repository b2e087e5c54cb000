import type { TrackedProcess } from '../../host/wire/process.js';
import { keyOf } from '../../host/client/identity.js';
import type { BlockState, EndedProcess } from '../../host/client/host-view.js';
import type { UsageCache } from '../../host/client/usage-cache.js';
import type { Fading } from '../../host/client/fading.js';
import type { Loose, LooseProcesses } from '../../host/client/loose.js';
import { type ProcessTree, processTree, type TreeNode } from '../../host/client/process-tree.js';
import { countBelow, foundTree } from '../../host/client/found-tree.js';
import { type Matcher, matcherOf } from '../../host/client/search.js';
import { type Sorting, sortedNodes } from '../../host/client/sorting.js';
import { grouped, keysIn, type Sibling } from './grouping.js';

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
  readonly loose: Loose | undefined;
}
/** Many alike children of one parent in one line, until it is opened. */
export interface GroupRow {
  readonly kind: 'group';
  readonly key: string;
  readonly level: number;
  readonly blockId: string;
  readonly name: string;
  /** Of the children. */
  readonly count: number;
  /** Keys of all processes in it, one a line. */
  readonly members: string;
  /** `ended`: they have just gone. */
  readonly state: 'alive' | 'ended';
  readonly expansion: 'open' | 'closed';
}
/** What has ended a while ago in one line, until it is opened. */
export interface PastRow {
  readonly kind: 'past';
  readonly key: string;
  readonly level: 2;
  readonly blockId: string;
  readonly count: number;
  readonly expansion: 'open' | 'closed';
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
export type Row = BlockRow | ProcessRow | GroupRow | PastRow | PlumbingRow | NoteRow;

export interface RowView {
  readonly search: string;
  readonly sorting: Sorting | undefined;
  /** Keys of rows that were closed. */
  readonly closed: ReadonlySet<string>;
  /** `loose`: only what goes on without who started it. */
  readonly shows: 'all' | 'loose';
  /** Keys of folded rows that were opened. */
  readonly opened: ReadonlySet<string>;
}

export interface RowSource {
  readonly blocks: readonly BlockState[];
  /** Of each block, those that have just gone. */
  readonly ended: Fading;
  /** Of each block, those that have gone before, the oldest first. */
  readonly past: Fading;
  readonly loose: LooseProcesses;
  readonly usage: UsageCache;
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
  const matches = meant(source, view);
  for (const block of source.blocks) addBlock({ ...source, view, matches, rows }, block);
  return rows;
}

function meant({ usage, loose }: RowSource, { search, shows }: RowView): Matcher | undefined {
  const isFound = matcherOf(search, usage, loose);
  if (shows === 'all') return isFound;
  return (process) => loose.has(keyOf(process)) && (isFound?.(process) ?? true);
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
  addNodes(growth, blockId, { nodes: tree.roots, level: 2, parent: key });
  addPlumbing(growth, blockId, tree.plumbing);
  addPast(growth, blockId);
  const note = { kind: 'note', key: `note ${blockId}`, level: 2, blockId, text: 'No processes' } as const;
  if (tree.roots.length + tree.plumbing.length === 0) rows.push(note);
}

interface Branch {
  readonly nodes: readonly TreeNode[];
  readonly level: number;
  /** Key of the row that these are the children of. */
  readonly parent: string;
}

function addNodes(growth: Growth, blockId: string, { nodes, level, parent }: Branch): void {
  const { view, usage, matches, loose } = growth;
  const ordered = sortedNodes(nodes, view.sorting, usage);
  // Of what is searched for, everything is to be seen.
  const siblings: readonly Sibling[] =
    matches === undefined
      ? grouped(ordered, (key) => loose.has(key))
      : ordered.map((node) => ({ kind: 'one', node }));
  for (const sibling of siblings) {
    if (sibling.kind === 'one') addNode(growth, blockId, { node: sibling.node, level });
    else addGroup(growth, blockId, { ...sibling, level, parent });
  }
}

function addNode(
  growth: Growth,
  blockId: string,
  { node, level }: { readonly node: TreeNode; readonly level: number },
): void {
  const { rows, view, matches, loose } = growth;
  const { key, process, ended, children } = node;
  const isClosed = matches === undefined && view.closed.has(key);
  const expansion = children.length === 0 ? 'leaf' : isClosed ? 'closed' : 'open';
  const hidden = expansion === 'closed' ? countBelow(children) : 0;
  const kind = ended === undefined ? loose.get(key) : undefined;
  rows.push({ kind: 'process', key, level, blockId, process, ended, expansion, hidden, loose: kind });
  if (expansion === 'open') addNodes(growth, blockId, { nodes: children, level: level + 1, parent: key });
}

interface Group extends Branch {
  readonly name: string;
}

function addGroup(growth: Growth, blockId: string, { name, nodes, level, parent }: Group): void {
  const { rows, view } = growth;
  const state = nodes[0]?.ended === undefined ? 'alive' : 'ended';
  const key = `group ${parent} ${name} ${state} ${nodes[0]?.process.runId ?? ''}`;
  const expansion = view.opened.has(key) ? 'open' : 'closed';
  const members = keysIn(nodes).join('\n');
  const count = nodes.length;
  rows.push({ kind: 'group', key, level, blockId, name, count, members, state, expansion });
  if (expansion === 'closed') return;
  for (const node of nodes) addNode(growth, blockId, { node, level: level + 1 });
}

/** The youngest first, and no more of them than a person reads: the timeline has all. */
const mostPast = 100;

function addPast({ rows, view, past, matches }: Growth, blockId: string): void {
  const gone = past.get(blockId) ?? [];
  if (gone.length === 0 || matches !== undefined) return;
  const key = `past ${blockId}`;
  const expansion = view.opened.has(key) ? 'open' : 'closed';
  rows.push({ kind: 'past', key, level: 2, blockId, count: gone.length, expansion });
  if (expansion === 'closed') return;
  for (const ended of gone.slice(-mostPast).toReversed()) {
    // One that is seen again has a row of its own.
    rows.push({ ...endedRow, key: `past ${ended.key}`, blockId, process: ended.process, ended });
  }
}

const endedRow = { kind: 'process', level: 3, expansion: 'leaf', hidden: 0, loose: undefined } as const;

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

const plumbingRow = {
  kind: 'process',
  level: 3,
  ended: undefined,
  expansion: 'leaf',
  hidden: 0,
  loose: undefined,
} as const;

import { sortedBlocks } from '../../host/client/block-order.js';
import { fadingByBlock } from '../../host/client/fading.js';
import type { BlockState, EndedProcess } from '../../host/client/host-view.js';
import { keyOf } from '../../host/client/identity.js';
import { type ProcessTree, processTree, type TreeNode } from '../../host/client/process-tree.js';
import { countBelow, foundTree } from '../../host/client/found-tree.js';
import { type Matcher, matcherOf } from '../../host/client/search.js';
import { sortedNodes } from '../../host/client/sorting.js';
import { titleOf } from '../../host/client/titles.js';
import type { TrackedProcess } from '../../host/wire/process.js';
import type { Scene } from './scene.js';
import type { ListView } from './view.js';

interface RowCommons {
  /** Stays the same while what it stands for is there. */
  readonly key: string;
  readonly blockId: string;
}
export interface PaneRow extends RowCommons {
  readonly kind: 'pane';
  readonly block: BlockState;
  readonly expansion: 'open' | 'closed';
}
export interface ProcessRow extends RowCommons {
  readonly kind: 'process';
  /** Drawn before it: the lines of the tree. */
  readonly guides: string;
  readonly process: TrackedProcess;
  /** Set for one that has gone and is still shown for a moment. */
  readonly ended: EndedProcess | undefined;
  readonly expansion: 'open' | 'closed' | 'leaf';
  /** How many are hidden below a closed one. */
  readonly hidden: number;
}
/** The plumbing of a block in one line, until it is opened. */
interface PlumbingRow extends RowCommons {
  readonly kind: 'plumbing';
  readonly guides: string;
  readonly count: number;
  readonly expansion: 'open' | 'closed';
}
interface EmptyRow extends RowCommons {
  readonly kind: 'empty';
  readonly guides: string;
}
export type Row = PaneRow | ProcessRow | PlumbingRow | EmptyRow;

interface Growth {
  readonly scene: Scene;
  readonly view: ListView;
  readonly matches: Matcher | undefined;
  readonly rows: Row[];
}

/** What the list shows, top to bottom. While there is a filter, everything that leads to a match is open. */
export function rowsOf(scene: Scene, view: ListView): readonly Row[] {
  const { host, usage, now } = scene;
  if (host === undefined) return [];
  const rows: Row[] = [];
  const fading = fadingByBlock(host, now);
  const matches = matcherOf(view.filter, usage);
  for (const block of sortedBlocks(host, usage, view.sorting)) {
    const tree = processTree(block.processes.values(), fading.get(block.blockId));
    const isNamed = matches !== undefined && names(view.filter, titleOf(host, block.blockId));
    addBlock({ scene, view, rows, matches: isNamed ? undefined : matches }, block, tree);
  }
  return rows;
}

function addBlock(growth: Growth, block: BlockState, whole: ProcessTree): void {
  const { rows, view, matches } = growth;
  const { blockId } = block;
  const tree = foundTree(whole, matches);
  const isEmpty = tree.roots.length + tree.plumbing.length === 0;
  if (matches !== undefined && isEmpty) return;
  const key = `pane ${blockId}`;
  const expansion = view.filter === '' && view.closed.has(key) ? 'closed' : 'open';
  rows.push({ kind: 'pane', key, blockId, block, expansion });
  if (expansion === 'closed') return;
  if (isEmpty) rows.push({ kind: 'empty', key: `empty ${blockId}`, blockId, guides: '└─' });
  const after = tree.plumbing.length > 0 ? 'more' : 'none';
  addNodes(growth, tree.roots, { blockId, stem: '', after });
  addPlumbing(growth, blockId, tree.plumbing);
}

/** Where nodes hang: below what, and whether something of the same parent comes after them. */
interface Branch {
  readonly blockId: string;
  readonly stem: string;
  readonly after: 'more' | 'none';
}

function addNodes(growth: Growth, nodes: readonly TreeNode[], { blockId, stem, after }: Branch): void {
  const { rows, view, scene } = growth;
  const ordered = sortedNodes(nodes, view.sorting, scene.usage);
  for (const [index, { key, process, ended, children }] of ordered.entries()) {
    const isLast = index === ordered.length - 1 && after === 'none';
    const isClosed = view.filter === '' && view.closed.has(key);
    const expansion = children.length === 0 ? 'leaf' : isClosed ? 'closed' : 'open';
    const hidden = expansion === 'closed' ? countBelow(children) : 0;
    const guides = `${stem}${isLast ? '└─' : '├─'}`;
    rows.push({ kind: 'process', key, blockId, guides, process, ended, expansion, hidden });
    const below: Branch = { blockId, stem: `${stem}${isLast ? '  ' : '│ '}`, after: 'none' };
    if (expansion === 'open') addNodes(growth, children, below);
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
  rows.push({ kind: 'plumbing', key, blockId, guides: '└─', count: plumbing.length, expansion });
  if (expansion === 'closed') return;
  for (const [index, process] of plumbing.entries()) {
    const guides = index === plumbing.length - 1 ? '  └─' : '  ├─';
    rows.push({ ...plumbingRow, key: keyOf(process), blockId, guides, process });
  }
}

const plumbingRow = { kind: 'process', ended: undefined, expansion: 'leaf', hidden: 0 } as const;

function names(filter: string, title: string): boolean {
  const name = title.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => name.includes(word));
}

import { sortedBlocks } from '../../host/client/block-order.js';
import { fadingByBlock } from '../../host/client/fading.js';
import type { BlockState, HostView } from '../../host/client/host-view.js';
import { keyOf } from '../../host/client/identity.js';
import { looseIn, type LooseProcesses } from '../../host/client/loose.js';
import { type ProcessTree, processTree, type TreeNode } from '../../host/client/process-tree.js';
import { countBelow, foundTree } from '../../host/client/found-tree.js';
import { type Matcher, matcherOf, wordsMatcher } from '../../host/client/search.js';
import { sortedNodes } from '../../host/client/sorting.js';
import { titleOf } from '../../host/client/titles.js';
import type { UsageCache } from '../../host/client/usage-cache.js';
import type { Row } from './row.js';
import type { Scene } from './scene.js';
import type { ListView } from './view.js';

interface Growth {
  readonly usage: UsageCache;
  readonly view: ListView;
  readonly matches: Matcher | undefined;
  readonly rows: Row[];
  readonly loose: LooseProcesses;
}

/** Panes and who started whom in them. While there is a filter, everything that leads to a match is open. */
export function processRows(
  host: HostView,
  { usage, now }: Pick<Scene, 'usage' | 'now'>,
  view: ListView,
): readonly Row[] {
  const rows: Row[] = [];
  const fading = fadingByBlock(host, now);
  const matches = matcherOf(view.filter, usage);
  const isNamed = wordsMatcher(view.filter);
  for (const block of sortedBlocks(host, usage, view.sorting)) {
    const tree = processTree(block.processes.values(), fading.get(block.blockId));
    const isWhole = isNamed?.(titleOf(host, block.blockId)) ?? true;
    const loose = new Map(Array.from(looseIn(block, host.runs), ([one, kind]) => [keyOf(one), kind]));
    addBlock({ usage, view, rows, loose, matches: isWhole ? undefined : matches }, block, tree);
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
  if (isEmpty) rows.push({ ...emptyRow, key: `empty ${blockId}`, blockId });
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
  const { rows, view, usage, loose } = growth;
  const ordered = sortedNodes(nodes, view.sorting, usage);
  for (const [index, { key, process, ended, children }] of ordered.entries()) {
    const isLast = index === ordered.length - 1 && after === 'none';
    const isClosed = view.filter === '' && view.closed.has(key);
    const expansion = children.length === 0 ? 'leaf' : isClosed ? 'closed' : 'open';
    const hidden = expansion === 'closed' ? countBelow(children) : 0;
    const guides = `${stem}${isLast ? '└─' : '├─'}`;
    rows.push({
      kind: 'process',
      key,
      blockId,
      guides,
      process,
      loose: ended === undefined ? loose.get(key) : undefined,
      ended,
      expansion,
      hidden,
    });
    const below: Branch = { blockId, stem: `${stem}${isLast ? '  ' : '│ '}`, after: 'none' };
    if (expansion === 'open') addNodes(growth, children, below);
  }
}

function addPlumbing(
  { rows, view, matches, loose }: Growth,
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
    const own = keyOf(process);
    rows.push({ ...plumbingRow, key: own, blockId, guides, process, loose: loose.get(own) });
  }
}

const emptyRow = { kind: 'empty', guides: '└─', expansion: 'leaf' } as const;
const plumbingRow = { kind: 'process', ended: undefined, expansion: 'leaf', hidden: 0 } as const;

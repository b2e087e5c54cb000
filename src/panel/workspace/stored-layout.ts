import { leastShare, type Layout, type SplitDirection } from './layout.js';

const key = 'panetree.layout';

/** What was shown before the page was loaded again. A browser may refuse to keep anything: then it is forgotten. */
export function storedLayout(): Layout | undefined {
  try {
    return layoutFrom(JSON.parse(localStorage.getItem(key) ?? 'null'));
  } catch {
    return undefined;
  }
}

export function storeLayout(layout: Layout | undefined): void {
  try {
    if (layout === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(layout));
  } catch {
    // Private windows may have no storage.
  }
}

/** Another version of this page may have stored it: only what is a layout is taken. */
export function layoutFrom(value: unknown): Layout | undefined {
  const { kind, blockId, direction, share, first, second }: StoredEntries = entriesOf(value);
  if (kind === 'leaf') return typeof blockId === 'string' ? { kind, blockId } : undefined;
  if (kind !== 'split' || !isDirection(direction) || !isShare(share)) return undefined;
  const children = { first: layoutFrom(first), second: layoutFrom(second) };
  if (children.first === undefined || children.second === undefined) return undefined;
  return { kind, direction, share, first: children.first, second: children.second };
}

type StoredEntries = Readonly<
  Partial<Record<'kind' | 'blockId' | 'direction' | 'share' | 'first' | 'second', unknown>>
>;

function entriesOf(value: unknown): StoredEntries {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function isDirection(value: unknown): value is SplitDirection {
  return value === 'row' || value === 'column';
}

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= leastShare && value <= 1 - leastShare;
}

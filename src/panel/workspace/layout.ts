/** How the terminals share the room: a tree of splits with a pane at each leaf. */
export type Layout = LayoutLeaf | LayoutSplit;

export interface LayoutLeaf {
  readonly kind: 'leaf';
  readonly blockId: string;
}
export interface LayoutSplit {
  readonly kind: 'split';
  /** `row`: side by side. */
  readonly direction: SplitDirection;
  /** What the first has of the room, between `leastShare` and the rest. */
  readonly share: number;
  readonly first: Layout;
  readonly second: Layout;
}
export type SplitDirection = 'row' | 'column';
/** Which child to go to, from the root. */
export type LayoutPath = readonly ('first' | 'second')[];

export const leastShare = 0.1;

export function leaf(blockId: string): LayoutLeaf {
  return { kind: 'leaf', blockId };
}

export function shownBlocks(layout: Layout | undefined): readonly string[] {
  if (layout === undefined) return [];
  if (layout.kind === 'leaf') return [layout.blockId];
  return [...shownBlocks(layout.first), ...shownBlocks(layout.second)];
}

/** Halves the room of one pane for a second one; where that is not shown, the second takes the room of all. */
export function split(
  layout: Layout | undefined,
  at: string | undefined,
  added: { readonly blockId: string; readonly direction: SplitDirection },
): Layout {
  const { blockId, direction } = added;
  if (layout === undefined) return leaf(blockId);
  const target = at !== undefined && shownBlocks(layout).includes(at) ? at : shownBlocks(layout).at(-1);
  return mapLeaves(layout, (one) =>
    one.blockId === target
      ? { kind: 'split', direction, share: 0.5, first: one, second: leaf(blockId) }
      : one,
  );
}

/** Puts another pane in the place of one; one that is shown already changes places with it. */
export function replace(layout: Layout | undefined, at: string | undefined, blockId: string): Layout {
  if (layout === undefined) return leaf(blockId);
  const target = at !== undefined && shownBlocks(layout).includes(at) ? at : shownBlocks(layout)[0];
  return mapLeaves(layout, (one) => {
    if (one.blockId === target) return leaf(blockId);
    return one.blockId === blockId && target !== undefined ? leaf(target) : one;
  });
}

/** Without the panes that are not wanted; their room goes to their neighbours. */
export function keepOnly(
  layout: Layout | undefined,
  wanted: (blockId: string) => boolean,
): Layout | undefined {
  if (layout === undefined) return undefined;
  if (layout.kind === 'leaf') return wanted(layout.blockId) ? layout : undefined;
  const first = keepOnly(layout.first, wanted);
  const second = keepOnly(layout.second, wanted);
  if (first === undefined || second === undefined) return first ?? second;
  return first === layout.first && second === layout.second ? layout : { ...layout, first, second };
}

export function withShare(layout: Layout, path: LayoutPath, share: number): Layout {
  if (layout.kind === 'leaf') return layout;
  const [step, ...rest] = path;
  if (step === undefined) {
    return { ...layout, share: Math.min(1 - leastShare, Math.max(leastShare, share)) };
  }
  return { ...layout, [step]: withShare(layout[step], rest, share) };
}

/** Two panes above each other where there is little room, else up to four in two columns. */
export function firstLayout(blockIds: readonly string[], room: 'little' | 'enough'): Layout | undefined {
  const [a, b, c, d] = blockIds;
  if (room === 'little') return both('column', leafOf(a), leafOf(b));
  if (d === undefined) return both('row', leafOf(a), both('column', leafOf(b), leafOf(c)));
  return both('row', both('column', leafOf(a), leafOf(c)), both('column', leafOf(b), leafOf(d)));
}

function both(
  direction: SplitDirection,
  first: Layout | undefined,
  second: Layout | undefined,
): Layout | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return { kind: 'split', direction, share: 0.5, first, second };
}

function leafOf(blockId: string | undefined): Layout | undefined {
  return blockId === undefined ? undefined : leaf(blockId);
}

function mapLeaves(layout: Layout, change: (one: LayoutLeaf) => Layout): Layout {
  if (layout.kind === 'leaf') return change(layout);
  return { ...layout, first: mapLeaves(layout.first, change), second: mapLeaves(layout.second, change) };
}

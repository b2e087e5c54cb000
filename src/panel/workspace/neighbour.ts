import type { Layout } from './layout.js';

export type Side = 'left' | 'right' | 'up' | 'down';

interface Box {
  readonly blockId: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

type Area = Omit<Box, 'blockId'>;

const whole: Area = { left: 0, top: 0, right: 1, bottom: 1 };
/** Shares are fractions: what touches may be off by this. */
const slack = 1e-6;

/** The pane next to one on that side, the one it shares most of its edge with. */
export function neighbourOf(layout: Layout, blockId: string, side: Side): string | undefined {
  const boxes = boxesOf(layout, whole);
  const from = boxes.find((box) => box.blockId === blockId);
  if (from === undefined) return undefined;
  const beside = boxes
    .map((box) => ({ box, edge: touches(from, box, side) ? sharedEdge(from, box, side) : 0 }))
    .filter(({ edge }) => edge > slack);
  return beside.toSorted((a, b) => b.edge - a.edge)[0]?.box.blockId;
}

function boxesOf(layout: Layout, area: Area): readonly Box[] {
  if (layout.kind === 'leaf') return [{ blockId: layout.blockId, ...area }];
  const { direction, share, first, second } = layout;
  if (direction === 'row') {
    const middle = area.left + (area.right - area.left) * share;
    return [...boxesOf(first, { ...area, right: middle }), ...boxesOf(second, { ...area, left: middle })];
  }
  const middle = area.top + (area.bottom - area.top) * share;
  return [...boxesOf(first, { ...area, bottom: middle }), ...boxesOf(second, { ...area, top: middle })];
}

function touches(from: Area, to: Area, side: Side): boolean {
  const gaps = {
    left: to.right - from.left,
    right: to.left - from.right,
    up: to.bottom - from.top,
    down: to.top - from.bottom,
  };
  return Math.abs(gaps[side]) < slack;
}

function sharedEdge(from: Area, to: Area, side: Side): number {
  return side === 'left' || side === 'right'
    ? Math.min(from.bottom, to.bottom) - Math.max(from.top, to.top)
    : Math.min(from.right, to.right) - Math.max(from.left, to.left);
}

/** Where each row begins, and last where the list ends: one more than there are rows. */
export type Offsets = readonly number[];

/** Rows `from` up to but not including `to`. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
}

export function offsetsOf(heights: readonly number[]): Offsets {
  const offsets = [0];
  let end = 0;
  for (const height of heights) {
    end += height;
    offsets.push(end);
  }
  return offsets;
}

/** The rows that can be seen, and some more on both sides so that scrolling meets painted rows. */
export function windowOf(
  offsets: Offsets,
  view: { readonly top: number; readonly height: number; readonly overscan: number },
): RowWindow {
  const count = offsets.length - 1;
  const first = rowAt(offsets, view.top);
  const last = rowAt(offsets, view.top + view.height);
  return { from: Math.max(0, first - view.overscan), to: Math.min(count, last + 1 + view.overscan) };
}

/** The row at so many pixels from the top; above the first it is the first, below the last the last. */
export function rowAt(offsets: Offsets, pixels: number): number {
  let low = 0;
  let high = Math.max(0, offsets.length - 2);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((offsets[middle] ?? 0) <= pixels) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** How far to scroll so that a row is wholly seen; where it is seen already: not at all. */
export function scrollTopFor(
  offsets: Offsets,
  row: number,
  view: { readonly top: number; readonly height: number },
): number {
  const begin = offsets[row] ?? 0;
  const end = offsets[row + 1] ?? begin;
  if (begin < view.top) return begin;
  return end > view.top + view.height ? end - view.height : view.top;
}

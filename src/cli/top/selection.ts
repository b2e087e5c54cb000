import type { Row } from './row.js';
import type { View } from './view.js';

/** The view over these rows: something is selected, and what is selected is visible. */
export function settled(view: View, rows: readonly Row[], height: number): View {
  const index = indexOf(view, rows);
  const row = rows[index];
  const selected = row && { key: row.key, index };
  return { ...view, selected, top: topFor(view.top, index, { count: rows.length, height }) };
}

export function selectedRow(view: View, rows: readonly Row[]): Row | undefined {
  return rows[indexOf(view, rows)];
}

/** Selects the row so many further down; beyond an end, the last one there. */
export function moved(view: View, rows: readonly Row[], distance: number): View {
  const index = Math.max(0, Math.min(rows.length - 1, indexOf(view, rows) + distance));
  return withSelected(view, rows, index);
}

/** To the row that the selected one hangs from. */
export function movedToParent(view: View, rows: readonly Row[]): View {
  const index = indexOf(view, rows);
  const depth = depthOf(rows[index]);
  const parent = rows.findLastIndex((row, at) => at < index && depthOf(row) < depth);
  return parent < 0 ? view : withSelected(view, rows, parent);
}

function withSelected(view: View, rows: readonly Row[], index: number): View {
  const row = rows[index];
  return row === undefined ? view : { ...view, selected: { key: row.key, index } };
}

/** The row with the key; else the one that took its place. */
function indexOf({ selected }: View, rows: readonly Row[]): number {
  if (selected === undefined) return 0;
  const index = rows.findIndex(({ key }) => key === selected.key);
  return index >= 0 ? index : Math.max(0, Math.min(rows.length - 1, selected.index));
}

interface Extent {
  readonly count: number;
  readonly height: number;
}

function topFor(top: number, index: number, { count, height }: Extent): number {
  const shown = Math.max(1, height);
  const near = Math.max(index - shown + 1, Math.min(top, index));
  return Math.max(0, Math.min(near, count - shown));
}

function depthOf(row: Row | undefined): number {
  return row !== undefined && 'guides' in row ? row.guides.length : 0;
}

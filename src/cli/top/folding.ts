import type { Row } from './row.js';
import { movedToParent, selectedRow } from './selection.js';
import type { ListView, View } from './view.js';

type Wish = 'open' | 'closed';

/** Opens the selected row, or closes it; what cannot be closed leads to what it hangs from. */
export function folded(view: View, rows: readonly Row[], wish: Wish): View {
  const row = selectedRow(view, rows);
  if (row === undefined) return view;
  if (canFold(view, row) && row.expansion !== wish) return { ...view, ...withFold(view, row, wish) };
  return wish === 'closed' ? movedToParent(view, rows) : view;
}

export function toggled(view: View, rows: readonly Row[]): View {
  const row = selectedRow(view, rows);
  if (row === undefined || !canFold(view, row)) return view;
  return { ...view, ...withFold(view, row, row.expansion === 'open' ? 'closed' : 'open') };
}

/** While there is a filter, all that leads to a match stays open. */
function canFold({ filter }: View, row: Row): boolean {
  return filter === '' && row.expansion !== 'leaf';
}

/** Plumbing is closed unless it was opened, everything else is open unless it was closed. */
function withFold(view: ListView, { kind, key }: Row, wish: Wish): Partial<ListView> {
  if (kind === 'plumbing') return { opened: changed(view.opened, key, wish === 'open' ? 'in' : 'out') };
  return { closed: changed(view.closed, key, wish === 'closed' ? 'in' : 'out') };
}

function changed(keys: ReadonlySet<string>, key: string, wish: 'in' | 'out'): ReadonlySet<string> {
  const next = new Set(keys);
  if (wish === 'in') next.add(key);
  else next.delete(key);
  return next;
}

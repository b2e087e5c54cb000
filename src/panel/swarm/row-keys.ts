import type { Row } from './rows.js';

/** What a key does in the list. */
export type RowAction =
  | { readonly kind: 'go'; readonly key: string }
  | { readonly kind: 'toggle'; readonly key: string };

/** The moves of a tree grid: https://www.w3.org/WAI/ARIA/apg/patterns/treegrid/ */
export function actionFor(pressed: string, rows: readonly Row[], at: number): RowAction | undefined {
  const row = rows[at];
  if (row === undefined) return go(rows[0]);
  switch (pressed) {
    case 'ArrowDown':
      return go(rows[at + 1]);
    case 'ArrowUp':
      return go(rows[at - 1]);
    case 'PageDown':
      return go(rows[Math.min(rows.length - 1, at + pageRows)]);
    case 'PageUp':
      return go(rows[Math.max(0, at - pageRows)]);
    case 'Home':
      return go(rows[0]);
    case 'End':
      return go(rows.at(-1));
    case 'ArrowRight':
      return expansionOf(row) === 'closed' ? { kind: 'toggle', key: row.key } : go(childOf(rows, at));
    case 'ArrowLeft':
      return expansionOf(row) === 'open' ? { kind: 'toggle', key: row.key } : go(parentOf(rows, at));
    default:
      return undefined;
  }
}

function expansionOf(row: Row): 'open' | 'closed' | 'leaf' {
  return row.kind === 'note' ? 'leaf' : row.expansion;
}

const pageRows = 20;

function go(row: Row | undefined): RowAction | undefined {
  return row === undefined ? undefined : { kind: 'go', key: row.key };
}

function childOf(rows: readonly Row[], at: number): Row | undefined {
  const next = rows[at + 1];
  return next !== undefined && next.level > (rows[at]?.level ?? 0) ? next : undefined;
}

function parentOf(rows: readonly Row[], at: number): Row | undefined {
  const level = rows[at]?.level ?? 0;
  return rows.slice(0, at).findLast((row) => row.level < level);
}

import type { Row } from './rows.js';

/**
 * The rows, each that is as it was being the same object as before, and the same list where all are: what has not
 * changed is not painted again.
 */
export function keptRows(rows: readonly Row[], before: readonly Row[]): readonly Row[] {
  const known = new Map(before.map((row) => [row.key, row]));
  const kept = rows.map((row) => {
    const old = known.get(row.key);
    return old !== undefined && isAsBefore(row, old) ? old : row;
  });
  const isSame = kept.length === before.length && kept.every((row, at) => row === before[at]);
  return isSame ? before : kept;
}

function isAsBefore(row: Row, old: Row): boolean {
  return Object.entries(row).every(([name, value]) => Reflect.get(old, name) === value);
}

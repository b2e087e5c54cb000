import { type Row, significant } from './results.js';

/** Fixed, so that a row can be printed before the next one is measured. */
const widths = [72, 5, 10, 10] as const;
const head = cellsIn(['', 'n', 'median', 'p95', 'compared', 'remark']);

export function renderHead(name: string): string {
  return `${name}\n${head}\n${'-'.repeat(head.length)}`;
}

export function renderRow(row: Row): string {
  const suffix = row.unit === 'ms' ? ' ms' : '';
  return cellsIn([
    row.label,
    String(row.samples),
    `${significant(row.median)}${suffix}`,
    row.samples > 1 ? `${significant(row.p95)}${suffix}` : '',
    row.comparison ?? '',
    row.remark ?? '',
  ]);
}

/** Numbers stand flush right. */
function cellsIn([label = '', ...cells]: readonly string[]): string {
  const [labelWidth, ...numberWidths] = widths;
  const padded = cells.map((cell, column) => cell.padStart(numberWidths[column] ?? 0));
  return [label.padEnd(labelWidth), ...padded].join('  ').trimEnd();
}

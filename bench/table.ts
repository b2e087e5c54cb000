import { type Row, type Section, significant } from './results.js';

const heads = ['', 'n', 'median', 'p95', 'compared', 'remark'] as const;
/** Numbers stand flush right. */
const numeric: ReadonlySet<number> = new Set([1, 2, 3]);

export function renderSection({ name, title, rows, notes }: Section): string {
  const cells = [heads, ...rows.map(cellsOf)];
  const widths = heads.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const lines = cells.map((line) =>
    line
      .map((cell, column) => pad(cell, column, widths))
      .join('  ')
      .trimEnd(),
  );
  const [head = '', ...body] = lines;
  return [
    `${name}: ${title}`,
    head,
    '-'.repeat(head.length),
    ...body,
    ...notes.map((note) => `(${note})`),
    '',
  ].join('\n');
}

function cellsOf(row: Row): readonly string[] {
  const suffix = row.unit === 'ms' ? ' ms' : '';
  return [
    row.label,
    String(row.samples),
    `${significant(row.median)}${suffix}`,
    row.samples > 1 ? `${significant(row.p95)}${suffix}` : '',
    row.comparison ?? '',
    row.remark ?? '',
  ];
}

function pad(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column] ?? 0;
  return numeric.has(column) ? cell.padStart(width) : cell.padEnd(width);
}

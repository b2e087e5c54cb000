import { median, percentile } from './statistics.js';

/** One line of a table. */
export interface Row {
  readonly label: string;
  readonly unit: 'ms' | 'count';
  readonly samples: number;
  readonly median: number;
  readonly p95: number;
  readonly comparison: string | undefined;
  readonly remark: string | undefined;
}

export interface Section {
  readonly name: string;
  readonly title: string;
  readonly rows: readonly Row[];
  /** What was left out, and why. */
  readonly notes: readonly string[];
}

interface RowOptions {
  /** As in `2.1x the C reader`. */
  readonly comparison?: string | undefined;
  readonly remark?: string | undefined;
}

/** Called with each row as soon as it is measured: a whole section can take minutes. */
let report: (row: Row) => void = () => undefined;

export function reportRows(listener: (row: Row) => void): void {
  report = listener;
}

export function timesRow(label: string, timesMs: readonly number[], options: RowOptions = {}): Row {
  return reported({ label, unit: 'ms', ...summary(timesMs), ...texts(options) });
}

export function countsRow(label: string, counts: readonly number[], options: RowOptions = {}): Row {
  return reported({ label, unit: 'count', ...summary(counts), ...texts(options) });
}

function reported(row: Row): Row {
  report(row);
  return row;
}

/** The ratio of two medians in words. */
export function against(name: string, values: readonly number[], others: readonly number[]): string {
  return `${significant(median(values) / median(others))}x ${name}`;
}

/** Three significant digits, and no exponent for what occurs here. */
export function significant(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

function summary(values: readonly number[]) {
  return { samples: values.length, median: median(values), p95: percentile(values, 95) };
}

function texts({ comparison, remark }: RowOptions) {
  return { comparison, remark };
}

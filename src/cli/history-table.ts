import { printable } from '../output/printable.js';
import type { HistoryEntry } from '../store/index.js';

const heads = ['when', 'block', 'run', 'pid', 'name', 'what', 'command'] as const;
const flushRight: ReadonlySet<number> = new Set([2, 3]);
/** A block id and a name may be long and hold anything, line ends included. */
const widest = 40;
const widestCommand = 120;

/** One line an entry, for people. */
export function historyTable(entries: readonly HistoryEntry[]): string {
  const lines = [heads, ...entries.map(cellsOf)];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) => line.map((cell, column) => pad(cell, column, widths)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

function cellsOf(entry: HistoryEntry): readonly string[] {
  return [
    localTime(new Date(entry.at)),
    shown(entry.blockId ?? ''),
    String(entry.runId ?? ''),
    String(entry.process?.pid ?? ''),
    shown(entry.name ?? ''),
    whatOf(entry),
    shown(entry.command ?? '', widestCommand),
  ];
}

function whatOf(entry: HistoryEntry): string {
  const { subject, event, oldStatus, newStatus, details } = entry;
  const phrases: Readonly<Record<HistoryEntry['event'], string>> = {
    registered: 'registered',
    removed: 'removed from the store',
    updated: `updated: ${Object.entries(details ?? {})
      .map(changeOf)
      .join(', ')}`,
    status_changed: `${oldStatus} -> ${newStatus}${endOf(entry)}`,
  };
  return subject === 'run' ? `run ${phrases[event]}` : phrases[event];
}

function endOf({ exitReason, exitCode, signal }: HistoryEntry): string {
  const parts = [
    ...(exitReason === undefined ? [] : [exitReason]),
    ...(exitCode === undefined ? [] : [`code ${exitCode}`]),
    ...(signal === undefined ? [] : [signal]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function changeOf([property, change]: readonly [string, unknown]): string {
  if (typeof change !== 'object' || change === null || Array.isArray(change)) {
    return `${property} ${Array.isArray(change) ? change.join(' ') : String(change)}`;
  }
  const before: unknown = Reflect.get(change, 'before');
  const after: unknown = Reflect.get(change, 'after');
  return `${property} ${quoted(before)} -> ${quoted(after)}`;
}

function quoted(value: unknown): string {
  return value === undefined ? 'none' : shown(JSON.stringify(value));
}

function shown(text: string, most: number = widest): string {
  const plain = printable(text);
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
}

function localTime(date: Date): string {
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

function pad(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column] ?? 0;
  return flushRight.has(column) ? cell.padStart(width) : cell.padEnd(width);
}

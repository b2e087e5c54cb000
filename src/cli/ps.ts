import type { Block, TrackedProcess } from '../host/wire/index.js';
import { findHost } from './host-client.js';
import { printable, printableJson } from '../output/printable.js';
import { writeOutput } from '../output/streams.js';
import { psPage } from './manual/host-pages.js';
import { parseCommand } from './manual/parse.js';

/** What runs in the panes of the host. */
export async function ps(args: readonly string[]): Promise<number> {
  const { json } = parseCommand(psPage, args).values;
  const blocks = await findHost().call('blocks.list', {});
  writeOutput(json === true ? `${printableJson(blocks, 2)}\n` : inWords(blocks));
  return 0;
}

type Row = readonly string[];

export function inWords(blocks: readonly Block[]): string {
  const head: Row = ['BLOCK', 'CONFIDENCE', 'PID', 'ROLE', 'RUN', 'COMMAND'];
  const rows = [head, ...blocks.flatMap(rowsOf)].map((row) => row.map(printable));
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `${align(row, widths)}\n`).join('');
}

function rowsOf({ blockId, confidence, processes }: Block): readonly Row[] {
  if (processes.length === 0) return [[blockId, confidence, '-', '-', '-', '-']];
  return processes.map((process) => [
    blockId,
    confidence,
    String(process.pid),
    roleOf(process),
    String(process.runId ?? '-'),
    process.command,
  ]);
}

function roleOf({ role, lifetime, escapedTo }: TrackedProcess): string {
  if (escapedTo !== undefined) return 'escaped';
  return lifetime === 'kept' ? 'kept' : role;
}

function align(row: Row, widths: readonly number[]): string {
  return row
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join('  ')
    .trimEnd();
}

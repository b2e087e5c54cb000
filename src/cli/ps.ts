import type { Block, Pane, TrackedProcess } from '../host/wire/index.js';
import { findHost } from './host-client.js';
import { plainTitle } from '../output/plain-title.js';
import { printable, printableJson } from '../output/printable.js';
import { writeOutput } from '../output/streams.js';
import { psPage } from './manual/host-pages.js';
import { parseCommand } from './manual/parse.js';

/** What runs in the panes of the host. */
export async function ps(args: readonly string[]): Promise<number> {
  const { json } = parseCommand(psPage, args).values;
  const host = findHost();
  const blocks = await host.call('blocks.list', {});
  if (json === true) writeOutput(`${printableJson(blocks, 2)}\n`);
  else writeOutput(inWords(blocks, await host.call('panes.list', {})));
  return 0;
}

type Row = readonly string[];

/** In UTF-16 units: the columns behind it are to be seen too. */
const longestTitle = 32;

export function inWords(blocks: readonly Block[], panes: readonly Pane[]): string {
  const head: Row = ['BLOCK', 'TITLE', 'CONFIDENCE', 'PID', 'ROLE', 'RUN', 'COMMAND'];
  const titles = new Map(panes.map(({ blockId, title }) => [blockId, plainTitle(title, longestTitle)]));
  const lines = blocks.flatMap((block) => rowsOf(block, titles.get(block.blockId) ?? '-'));
  const rows = [head, ...lines].map((row) => row.map(printable));
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `${align(row, widths)}\n`).join('');
}

function rowsOf({ blockId, confidence, processes }: Block, title: string): readonly Row[] {
  if (processes.length === 0) return [[blockId, title, confidence, '-', '-', '-', '-']];
  return processes.map((process) => [
    blockId,
    title,
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

import type { Block, Pane, TrackedProcess } from '../host/wire/index.js';
import { findHost } from './host-client.js';
import { plainTitle } from '../output/plain-title.js';
import { printable, printableJson } from '../output/printable.js';
import { writeOutput } from '../output/streams.js';
import { psPage } from './manual/host-pages.js';
import { parseCommand } from './manual/parse.js';
import { UsageError } from './usage-error.js';

/** What runs in the panes of the host. */
export async function ps(args: readonly string[]): Promise<number> {
  const { json, blocks: namesAlone } = parseCommand(psPage, args).values;
  if (json === true && namesAlone === true) throw new UsageError('ps takes one of --json, --blocks', 'ps');
  const host = findHost();
  if (namesAlone === true) {
    writeOutput(namesIn(await host.call('blocks.list', {}, longestCompletionMs)));
    return 0;
  }
  if (json === true) {
    writeOutput(`${printableJson(await host.call('blocks.list', {}), 2)}\n`);
    return 0;
  }
  writeOutput(inWords(...(await Promise.all([host.call('blocks.list', {}), host.call('panes.list', {})]))));
  return 0;
}

/** A shell that completes a word waits for the names; without an answer it offers none. */
const longestCompletionMs = 1000;

/** One with a control character would be another name once it is printable, or two lines. */
function namesIn(blocks: readonly Block[]): string {
  const names = blocks.map(({ blockId }) => blockId).filter((name) => printable(name) === name);
  return names.map((name) => `${name}\n`).join('');
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

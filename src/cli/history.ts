import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { defaultStorePath, type HistoryEntry, type HistoryFilter, openStore } from '../store/index.js';
import { printableJson } from '../output/printable.js';
import { writeError, writeOutput } from '../output/streams.js';
import { historyTable } from './history-table.js';
import { parseCommand } from './manual/parse.js';
import { historyPage } from './manual/record-pages.js';
import { toMoment } from './moment.js';
import { UsageError } from './usage-error.js';

interface HistoryOptions {
  readonly path: string;
  readonly format: 'table' | 'json';
  readonly filter: HistoryFilter;
}

/** Shows what the store remembers, newest first. */
export async function history(args: readonly string[]): Promise<number> {
  const { path, format, filter } = parseHistoryOptions(args);
  if (statSync(path, { throwIfNoEntry: false }) === undefined) {
    writeError(`panetree: nothing is recorded yet: there is no store ${path}\n`);
    return 0;
  }
  const entries = await read(path, filter);
  if (entries.length === 0 && format === 'table') writeError('panetree: no such history\n');
  else writeOutput(format === 'json' ? jsonLines(entries) : historyTable(entries));
  return 0;
}

async function read(path: string, filter: HistoryFilter): Promise<readonly HistoryEntry[]> {
  await using store = await openStore({ path, mode: 'read' });
  return await store.history(filter);
}

function jsonLines(entries: readonly HistoryEntry[]): string {
  return entries.map((entry) => `${printableJson(entry)}\n`).join('');
}

function parseHistoryOptions(args: readonly string[]): HistoryOptions {
  const { block, session, run, pid, since, limit, json, store } = parseCommand(historyPage, args).values;
  return {
    path: toStorePath(store),
    format: json === true ? 'json' : 'table',
    filter: {
      ...(block === undefined ? {} : { blockId: block }),
      ...(session === undefined ? {} : { sessionId: session }),
      ...(run === undefined ? {} : { runId: toNumber('--run', run) }),
      ...(pid === undefined ? {} : { pid: toNumber('--pid', pid) }),
      ...(since === undefined ? {} : { since: toMoment('--since', since) }),
      ...(limit === undefined ? {} : { limit: toNumber('--limit', limit) }),
    },
  };
}

function toStorePath(store: string | undefined): string {
  if (store === undefined) return defaultStorePath();
  if (store === '') throw new UsageError('--store must name a file; got ""', 'history');
  return resolve(store);
}

function toNumber(option: string, value: string): number {
  if (/^[1-9]\d{0,6}$/.test(value) || (option === '--run' && /^[1-9]\d{0,14}$/.test(value))) {
    return Number(value);
  }
  throw new UsageError(`${option} must be a positive whole number; got ${JSON.stringify(value)}`, 'history');
}

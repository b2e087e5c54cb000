import { statSync } from 'node:fs';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { defaultStorePath, type HistoryEntry, type HistoryFilter, openStore } from '../store/index.js';
import { historyTable } from './history-table.js';
import { UsageError } from './usage-error.js';

interface HistoryOptions {
  readonly path: string;
  readonly format: 'table' | 'json';
  readonly filter: HistoryFilter;
}

const options = {
  block: { type: 'string' },
  session: { type: 'string' },
  run: { type: 'string' },
  pid: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
  store: { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

/** Shows what the store remembers, newest first. */
export async function history(args: readonly string[]): Promise<number> {
  const { path, format, filter } = parseHistoryOptions(args);
  if (statSync(path, { throwIfNoEntry: false }) === undefined) {
    process.stderr.write(`panetree: nothing is recorded yet: there is no store ${path}\n`);
    return 0;
  }
  const entries = await read(path, filter);
  if (entries.length === 0 && format === 'table') process.stderr.write('panetree: no such history\n');
  else process.stdout.write(format === 'json' ? jsonLines(entries) : historyTable(entries));
  return 0;
}

async function read(path: string, filter: HistoryFilter): Promise<readonly HistoryEntry[]> {
  await using store = await openStore({ path, mode: 'read' });
  return await store.history(filter);
}

function jsonLines(entries: readonly HistoryEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

function parseHistoryOptions(args: readonly string[]): HistoryOptions {
  const { block, session, run, pid, limit, json, store } = parse(args);
  return {
    path: store ?? defaultStorePath(),
    format: json === true ? 'json' : 'table',
    filter: {
      ...(block === undefined ? {} : { blockId: block }),
      ...(session === undefined ? {} : { sessionId: session }),
      ...(run === undefined ? {} : { runId: toNumber('--run', run) }),
      ...(pid === undefined ? {} : { pid: toNumber('--pid', pid) }),
      ...(limit === undefined ? {} : { limit: toNumber('--limit', limit) }),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function toNumber(option: string, value: string): number {
  if (/^[1-9]\d{0,6}$/.test(value) || (option === '--run' && /^[1-9]\d{0,14}$/.test(value))) {
    return Number(value);
  }
  throw new UsageError(`${option} must be a positive whole number; got ${JSON.stringify(value)}`);
}

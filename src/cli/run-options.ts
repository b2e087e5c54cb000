import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Command } from '../index.js';
import { UsageError } from './usage-error.js';

export interface RunOptions {
  readonly blockId: string;
  /** A file, or `-` for standard output; undefined for no events. */
  readonly events: string | undefined;
  readonly summary: 'text' | 'json';
  readonly onExit: 'kill' | 'keep';
  /** How long what is left may take to end before it is forced. */
  readonly graceMs: number;
  readonly command: Command;
}

const defaultGraceMs = 2000;

const options = {
  block: { type: 'string' },
  events: { type: 'string' },
  json: { type: 'boolean' },
  'on-exit': { type: 'string' },
  grace: { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

/** Options end where the command begins, so that `panetree run ls -l` needs no `--`. */
export function parseRunOptions(args: readonly string[]): RunOptions {
  const [own, command] = splitAtCommand(args);
  const { values } = parse(own);
  return {
    blockId: values.block ?? `run-${process.pid}`,
    events: values.events,
    summary: values.json === true ? 'json' : 'text',
    onExit: toOnExit(values['on-exit']),
    graceMs: toGrace(values.grace),
    command: toCommand(command),
  };
}

function splitAtCommand(
  args: readonly string[],
): readonly [own: readonly string[], command: readonly string[]] {
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const end = tokens.find(({ kind }) => kind !== 'option');
  if (end === undefined) return [args, []];
  return [args.slice(0, end.index), args.slice(end.kind === 'positional' ? end.index : end.index + 1)];
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function toOnExit(value = 'kill'): 'kill' | 'keep' {
  if (value === 'kill' || value === 'keep') return value;
  throw new UsageError(`--on-exit must be kill or keep; got ${JSON.stringify(value)}`);
}

function toGrace(value: string | undefined): number {
  if (value === undefined) return defaultGraceMs;
  if (/^\d{1,7}$/.test(value)) return Number(value);
  throw new UsageError(
    `--grace must be a whole number of milliseconds below 10000000; got ${JSON.stringify(value)}`,
  );
}

function toCommand([file, ...args]: readonly string[]): Command {
  return { file: file ?? process.env['SHELL'] ?? '/bin/sh', args };
}

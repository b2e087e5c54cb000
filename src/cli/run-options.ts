import { defaultGraceMs } from '../defaults.js';
import type { Command } from '../index.js';
import { toGrace } from './grace.js';
import { parseCommand, splitAtCommand } from './manual/parse.js';
import { runPage } from './manual/run-page.js';
import { UsageError } from './usage-error.js';

export interface RunOptions {
  readonly blockId: string;
  /** A file, or `-` for standard output; undefined for no events. */
  readonly events: string | undefined;
  /** Of what the command left behind. `trouble`: only where something was not ended. */
  readonly summary: 'text' | 'json' | 'trouble';
  readonly onExit: 'kill' | 'keep';
  /** How long what is left may take to end before it is forced. */
  readonly graceMs: number;
  readonly command: Command;
  /** Whether no command was given. */
  readonly program: 'given' | 'shell';
}

export function parseRunOptions(args: readonly string[]): RunOptions {
  const [own, command] = splitAtCommand(runPage, args);
  const { values } = parseCommand(runPage, own);
  return {
    blockId: values.block ?? `run-${process.pid}`,
    events: values.events,
    summary: toSummary(values),
    onExit: toOnExit(values['on-exit']),
    graceMs: toGrace(values.grace, 'run') ?? defaultGraceMs,
    command: toCommand(command),
    program: command.length === 0 ? 'shell' : 'given',
  };
}

function toSummary({ json, quiet }: { json?: boolean; quiet?: boolean }): RunOptions['summary'] {
  if (json === true && quiet === true) throw new UsageError('--json and --quiet exclude each other', 'run');
  if (json === true) return 'json';
  return quiet === true ? 'trouble' : 'text';
}

function toOnExit(value = 'kill'): 'kill' | 'keep' {
  if (value === 'kill' || value === 'keep') return value;
  throw new UsageError(`--on-exit must be kill or keep; got ${JSON.stringify(value)}`, 'run');
}

function toCommand([file, ...args]: readonly string[]): Command {
  // Set and empty, as some containers have it, is as good as unset.
  return { file: file ?? (process.env['SHELL'] || '/bin/sh'), args };
}

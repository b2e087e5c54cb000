import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Command } from '../platform/contract.js';
import { definedOnly } from '../platform/environment.js';
import type { RootExit } from './join-api.js';
import { requireCommand } from './arguments.js';
import { InvalidArgumentError, SpawnError } from './errors.js';
import { requireKeys } from './known-keys.js';
import { spawnKeys } from './option-tables.js';
import type { RunRoot } from './run-api.js';

const isWindows = process.platform === 'win32';

const changeInside =
  'undefined: the command would not be allowed to join; change it inside, with setpriv or su';

/** Options of `child_process.spawn` that cannot reach a command through the launcher that joins for it. */
const refused: readonly (readonly [keyof SpawnOptions, string])[] = [
  ['uid', changeInside],
  ['gid', changeInside],
  ['argv0', 'undefined: it would reach only the launcher'],
];

/** The command as it is to run, `shell` resolved the way `child_process` does. */
export function toCommand(file: string, args: readonly string[], options: SpawnOptions): Command {
  requireKeys(options, 'options', spawnKeys);
  for (const [name, rule] of refused) {
    if (options[name] !== undefined) throw new InvalidArgumentError(`options.${name}`, rule, options[name]);
  }
  requireCommand({ file, args });
  const command = inShell(file, args, options.shell);
  const cwd = options.cwd === undefined ? {} : { cwd: directoryOf(options.cwd) };
  const descriptors = passedBy(options.stdio);
  return {
    ...command,
    ...cwd,
    descriptors,
    ...(options.env === undefined ? {} : { env: definedOnly(options.env) }),
  };
}

/** Starts a wrapped command. The promise is settled before any event of the child can be missed. */
export async function start(
  command: Command,
  original: Command,
  options: SpawnOptions,
): Promise<ChildProcess> {
  const child = spawnOrThrow(command, original, options);
  if (child.pid !== undefined) return child;
  throw new SpawnError(await errorOf(child), original.file, original.args);
}

function errorOf(child: ChildProcess): Promise<NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    child.once('error', resolve);
  });
}

/** Node reports most failures by an event, the rare ones (E2BIG, ENOMEM) by throwing. */
function spawnOrThrow(command: Command, original: Command, options: SpawnOptions): ChildProcess {
  try {
    return spawn(command.file, [...command.args], {
      ...options,
      ...(command.env === undefined ? {} : { env: command.env }),
      ...verbatimFor(command, original, options),
      shell: false,
    });
  } catch (error) {
    if (isSystemError(error)) throw new SpawnError(error, original.file, original.args);
    throw error;
  }
}

/** How a child ends, as soon as that is known. */
export function exitOf(child: ChildProcess): Promise<RootExit> {
  return new Promise((resolve) => {
    child.once('exit', (exitCode, signal) =>
      resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined }),
    );
  });
}

/** What a run gets of the child that it is about. */
export function rootOf(child: ChildProcess): RunRoot {
  const exited = exitOf(child);
  return child.stdin === null ? { exited } : { exited, write: writerTo(child.stdin) };
}

/** Who reads its input no more, or has ended a moment ago, is no reason for the host to fail. */
function writerTo(input: Writable): (data: string | Uint8Array) => void {
  return (data) => {
    if (input.listenerCount('error') === 0) input.on('error', () => undefined);
    input.write(data);
  };
}

/** The descriptors above the standard streams that `child_process` passes. */
function passedBy(stdio: SpawnOptions['stdio']): readonly number[] {
  if (!Array.isArray(stdio)) return [];
  return [...stdio.entries()]
    .filter(([number, what]) => number > 2 && what !== 'ignore' && what !== null && what !== undefined)
    .map(([number]) => number);
}

function inShell(file: string, args: readonly string[], shell: SpawnOptions['shell']): Command {
  if (!shell) return { file, args };
  const line = [file, ...args].join(' ');
  if (!isWindows) return { file: shell === true ? '/bin/sh' : shell, args: ['-c', line] };
  const shellFile = shell === true ? (process.env['comspec'] ?? 'cmd.exe') : shell;
  return isCmd(shellFile)
    ? { file: shellFile, args: ['/d', '/s', '/c', `"${line}"`] }
    : { file: shellFile, args: ['-c', line] };
}

function isCmd(shell: string): boolean {
  return /^(?:.*\\)?cmd(?:\.exe)?$/i.test(shell);
}

/** A line for cmd.exe is not quoted as an argument, which leaves the quoting of what stands before it to us. */
function verbatimFor(command: Command, original: Command, options: SpawnOptions): SpawnOptions {
  if (!isWindows || !options.shell || !isCmd(original.file)) return {};
  return { argv0: `"${command.file}"`, windowsVerbatimArguments: true };
}

function directoryOf(cwd: string | URL): string {
  if (typeof cwd === 'string') return cwd;
  if (cwd.protocol !== 'file:') {
    throw new InvalidArgumentError('options.cwd', 'a path or a file: URL', cwd.href);
  }
  return fileURLToPath(cwd);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'errno' in error;
}

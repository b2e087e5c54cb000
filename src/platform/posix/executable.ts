import { accessSync, constants, statSync } from 'node:fs';
import { constants as os } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { Command } from '../contract.js';
import { errnoOf } from './system-error.js';

type Errno = keyof typeof os.errno;

/** What execvp(3) searches where the environment has no PATH. */
const defaultPath = '/bin:/usr/bin';

/** Failures after which execvp(3) tries the next directory of PATH; any other ends the search. */
const triesOn: ReadonlySet<string> = new Set([
  'EACCES',
  'ENOENT',
  'ENOTDIR',
  'ESTALE',
  'ENODEV',
  'ETIMEDOUT',
]);

/**
 * Finds the program as execvp(3) would, before a launcher hides the failure behind its own exit code.
 * Throws what `child_process.spawn` reports, with errno, code, syscall, path and spawnargs.
 */
export function resolveExecutable(command: Command): string {
  const directory = resolve(command.cwd ?? '.');
  if (command.cwd !== undefined) requireDirectory(directory, command);
  let isDenied = false;
  let errno: Errno = 'ENOENT';
  for (const candidate of candidates(command, directory)) {
    const failure = whyNotExecutable(candidate);
    if (failure === undefined) return candidate;
    if (!triesOn.has(failure)) throw spawnFailure(failure, command);
    isDenied ||= failure === 'EACCES';
    errno = failure;
  }
  throw spawnFailure(isDenied ? 'EACCES' : errno, command);
}

function candidates(command: Command, directory: string): readonly string[] {
  if (command.file.includes('/')) return [resolve(directory, command.file)];
  const path = (command.env ?? process.env)['PATH'] ?? defaultPath;
  return path.split(delimiter).map((entry) => join(resolve(directory, entry), command.file));
}

function whyNotExecutable(path: string): Errno | undefined {
  try {
    if (!statSync(path).isFile()) return 'EACCES';
    accessSync(path, constants.X_OK);
    return undefined;
  } catch (error) {
    return toErrno(error);
  }
}

function requireDirectory(directory: string, command: Command): void {
  try {
    if (statSync(directory).isDirectory()) return;
  } catch (error) {
    throw spawnFailure(toErrno(error), command);
  }
  throw spawnFailure('ENOTDIR', command);
}

function spawnFailure(code: Errno, command: Command): Error {
  const syscall = `spawn ${command.file}`;
  return Object.assign(new Error(`${syscall} ${code}`), {
    errno: -os.errno[code],
    code,
    syscall,
    path: command.file,
    spawnargs: [...command.args],
  });
}

function toErrno(error: unknown): Errno {
  const name = errnoOf(error);
  return isErrno(name) ? name : 'ENOENT';
}

function isErrno(name: string | undefined): name is Errno {
  return name !== undefined && name in os.errno;
}

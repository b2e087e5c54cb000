import { accessSync, constants, statSync } from 'node:fs';
import { constants as os } from 'node:os';
import { delimiter, isAbsolute, resolve } from 'node:path';
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
  const directory = command.cwd === undefined ? '' : directoryOf(command.cwd, command);
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
  if (command.file.includes('/')) return [within(directory, command.file)];
  const path = (command.env ?? process.env)['PATH'] ?? defaultPath;
  return path.split(delimiter).map((entry) => within(within(directory, entry), command.file));
}

/** An absolute path is in no directory; `/` at its end says that the empty one is the current one. */
function within(directory: string, path: string): string {
  if (isAbsolute(path)) return path;
  return directory === '' ? `./${path}` : `${directory}/${path}`;
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

/** The host's own directory may be gone; what is absolute does not need it. */
function directoryOf(cwd: string, command: Command): string {
  let failure: Errno = 'ENOTDIR';
  try {
    const directory = isAbsolute(cwd) ? cwd : resolve(cwd);
    if (statSync(directory).isDirectory()) return directory;
  } catch (error) {
    failure = toErrno(error);
  }
  throw spawnFailure(failure, command, `the working directory ${cwd} cannot be entered`);
}

function spawnFailure(code: Errno, command: Command, reason?: string): Error {
  const syscall = `spawn ${command.file}`;
  return Object.assign(new Error(`${syscall} ${code}${reason === undefined ? '' : `: ${reason}`}`), {
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

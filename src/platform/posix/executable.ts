import { accessSync, constants, statSync } from 'node:fs';
import { constants as os } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { Command } from '../contract.js';
import { errnoOf } from './system-error.js';

/** What execvp(3) searches where the environment has no PATH. */
const defaultPath = '/bin:/usr/bin';

/**
 * Finds the program as execvp(3) would, before a launcher hides the failure behind its own exit code.
 * Throws what `child_process.spawn` reports: ENOENT, EACCES or ENOTDIR with syscall, path and spawnargs.
 */
export function resolveExecutable(command: Command): string {
  const directory = resolve(command.cwd ?? '.');
  if (command.cwd !== undefined) requireDirectory(directory, command);
  const errnos = new Set<string>();
  for (const candidate of candidates(command, directory)) {
    const errno = whyNotExecutable(candidate);
    if (errno === undefined) return candidate;
    errnos.add(errno);
  }
  throw spawnFailure(
    errnos.has('EACCES') ? 'EACCES' : errnos.has('ENOTDIR') && errnos.size === 1 ? 'ENOTDIR' : 'ENOENT',
    command,
  );
}

function candidates(command: Command, directory: string): readonly string[] {
  if (command.file.includes('/')) return [resolve(directory, command.file)];
  const path = (command.env ?? process.env)['PATH'] ?? defaultPath;
  return path.split(delimiter).map((entry) => join(resolve(directory, entry), command.file));
}

function whyNotExecutable(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return 'EACCES';
    accessSync(path, constants.X_OK);
    return undefined;
  } catch (error) {
    return errnoOf(error) ?? 'ENOENT';
  }
}

function requireDirectory(directory: string, command: Command): void {
  try {
    if (!statSync(directory).isDirectory()) throw spawnFailure('ENOTDIR', command);
  } catch (error) {
    throw spawnFailure(errnoOf(error) === 'ENOTDIR' ? 'ENOTDIR' : 'ENOENT', command);
  }
}

function spawnFailure(code: 'ENOENT' | 'EACCES' | 'ENOTDIR', command: Command): Error {
  const syscall = `spawn ${command.file}`;
  return Object.assign(new Error(`${syscall} ${code}`), {
    errno: -os.errno[code],
    code,
    syscall,
    path: command.file,
    spawnargs: [...command.args],
  });
}

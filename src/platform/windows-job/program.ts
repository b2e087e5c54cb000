import { statSync } from 'node:fs';
import { win32 } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import type { Command } from '../contract.js';

/** What libuv tries where the name has no extension or is not there as it is; scripts need a shell. */
const extensions: readonly string[] = ['.com', '.exe'];
/** CVE-2024-27980: no quoting is safe for them, so Node refuses to start them without a shell. Windows drops final dots. */
const batch = /\.(?:bat|cmd)[. ]*$/i;

/** Asked of the system; handed in by tests. */
export interface FileProbe {
  readonly isFile: (path: string) => boolean;
  readonly isDirectory: (path: string) => boolean;
}

const system: FileProbe = {
  isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  isDirectory: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
};

/**
 * Finds the program as `child_process` would, before the launcher hides the failure behind its own exit code. Throws what
 * `child_process.spawn` reports, with errno, code, syscall, path and spawnargs.
 */
export function findProgram(command: Command, probe: FileProbe = system): string {
  const directory = win32.resolve(command.cwd ?? '.');
  if (command.cwd !== undefined && !probe.isDirectory(directory)) throw spawnFailure('ENOENT', command);
  const found = candidates(command, directory).find((path) => safely(probe, path));
  if (found === undefined) throw spawnFailure('ENOENT', command);
  if (batch.test(found)) throw spawnFailure('EINVAL', command);
  return found;
}

function candidates(command: Command, directory: string): readonly string[] {
  const { file } = command;
  const isPath = /[\\/:]/.test(file);
  const searched = isPath
    ? [directory]
    : [directory, ...searchPath(command).map((each) => win32.resolve(directory, each))];
  const names = [
    ...(hasExtension(file) ? [file] : []),
    ...extensions.map((extension) => `${file}${extension}`),
  ];
  return searched.flatMap((where) => names.map((name) => win32.resolve(where, name)));
}

function hasExtension(file: string): boolean {
  return win32.basename(file).includes('.') && !file.endsWith('.');
}

/** Names of variables know no case here. */
function searchPath(command: Command): readonly string[] {
  const env: NodeJS.ProcessEnv = command.env ?? process.env;
  const name = Object.keys(env).find((each) => each.toUpperCase() === 'PATH');
  const value = name === undefined ? '' : (env[name] ?? '');
  return value
    .split(win32.delimiter)
    .map((entry) => entry.replaceAll('"', ''))
    .filter((entry) => entry !== '');
}

/** Whatever is wrong with a path, no program is there. */
function safely({ isFile }: FileProbe, path: string): boolean {
  try {
    return isFile(path);
  } catch {
    return false;
  }
}

function spawnFailure(code: string, { file, args }: Command): Error {
  const syscall = `spawn ${file}`;
  const errno = [...getSystemErrorMap()].find(([, [name]]) => name === code)?.[0];
  return Object.assign(new Error(`${syscall} ${code}`), {
    errno,
    code,
    syscall,
    path: file,
    spawnargs: [...args],
  });
}

import { constants } from 'node:os';
import { type RootExit, SpawnError } from '../index.js';

/** What timeout(1), env(1) and docker use for a failure that is not the command's. */
export const ownFailure = 125;
const notExecutable = 126;
const notFound = 127;

/** The command's own exit code, or 128 and the number of the signal that ended it, as shells do. */
export function exitCodeOf({ exitCode, signal }: RootExit): number {
  if (exitCode !== undefined) return exitCode;
  const numbers: Readonly<Record<string, number>> = constants.signals;
  return 128 + (numbers[signal ?? ''] ?? 0);
}

/** For a command that could not be started; undefined for any other failure. */
export function startFailureCode(error: unknown): number | undefined {
  if (!(error instanceof SpawnError)) return undefined;
  return error.code === 'ENOENT' ? notFound : notExecutable;
}

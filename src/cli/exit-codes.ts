import { constants } from 'node:os';
import { type RootExit, SpawnError } from '../index.js';

/** What timeout(1), env(1) and docker use for a failure that is not the command's. */
export const ownFailure = 125;
/** SIGRTMIN, as glibc counts. */
const firstRealTime = 34;
const notExecutable = 126;
const notFound = 127;

/** The command's own exit code, or 128 and the number of the signal that ended it, as shells do. */
export function exitCodeOf({ exitCode, signal }: RootExit): number {
  if (exitCode !== undefined) return exitCode;
  return 128 + numberOf(signal ?? '');
}

/** Real-time signals have no name in Node: `SIGRTMIN+n` where a terminal tells of one. */
function numberOf(signal: string): number {
  const numbers: Readonly<Record<string, number>> = constants.signals;
  const [, above = '0'] = /^SIGRTMIN(?:\+(\d+))?$/.exec(signal) ?? [];
  if (signal.startsWith('SIGRTMIN')) return firstRealTime + Number(above);
  return numbers[signal] ?? (Number(signal) || 0);
}

/** For a command that could not be started; undefined for any other failure. */
export function startFailureCode(error: unknown): number | undefined {
  if (!(error instanceof SpawnError)) return undefined;
  return error.code === 'ENOENT' ? notFound : notExecutable;
}

import { TrackerError } from './errors.js';

/** For a thread whose program is not where it is looked for, as in a bundle that was made without it. */
export function missingWorker(thread: string, option: string, cause: unknown): TrackerError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TrackerError(
    'unsupported',
    `the program of the thread ${thread} was not found (${reason}); set options.${option}, see docs/bundling.md`,
    { cause },
  );
}

/** Whether it is the program of a thread that is missing; a package that it imports has another code. */
export function isMissingWorker(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
}

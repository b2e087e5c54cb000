/** The errno name of a failed system call, e.g. `ENOENT`; undefined for any other error. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What a call on a process gives once that process is gone: ENOENT on opening, ESRCH on reading or signalling. */
function isGone(error: unknown): boolean {
  const errno = errnoOf(error);
  return errno === 'ESRCH' || errno === 'ENOENT';
}

/** A failure in a few words for a reason a person reads. */
export function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Runs a call that may find its process gone. A lost race is an answer (`undefined`), every other failure
 * is thrown.
 */
export function unlessGone<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** The same for a process of somebody else's, of which `/proc` may be told not to tell (hidepid). */
export function unlessHidden<T>(call: () => T): T | undefined {
  try {
    return unlessGone(call);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EACCES' || errno === 'EPERM') return undefined;
    throw error;
  }
}

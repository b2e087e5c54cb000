import { defaultStateDir } from '../index.js';
import { writeError } from '../output/streams.js';
import { makePrivateDirectory, whyNotPrivate } from '../platform/private-directory.js';

const othersMayWrite = 0o022;

/**
 * The directory of records, made where it is missing. Throws where it cannot be made or other users may write to it:
 * `recover` ends what its records name, and the commands trust the host that is recorded there.
 */
export function requireStateDir(path: string = defaultStateDir()): string {
  const reason = whyNot(path);
  if (reason === undefined) return path;
  throw new Error(`the state directory cannot be used: ${reason}; XDG_STATE_HOME names another`);
}

/** For commands that go on without: undefined, and said on standard error. */
export function stateDirIfUsable(): string | undefined {
  const path = defaultStateDir();
  const reason = whyNot(path);
  if (reason === undefined) return path;
  writeError(
    `panetree: nothing is recorded for other commands: ${reason}; XDG_STATE_HOME names another place\n`,
  );
  return undefined;
}

function whyNot(path: string): string | undefined {
  try {
    makePrivateDirectory(path);
    return whyNotPrivate(path, { bits: othersMayWrite, sticky: 'refused' });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

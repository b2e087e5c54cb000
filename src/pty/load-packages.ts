import { TrackerError } from '../tracker/errors.js';

/** Loads optional packages. Rejects with TrackerError `unsupported`, which says what to install, where one is missing. */
export async function loadPackages<T>(names: readonly string[], load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const what = `the package${names.length === 1 ? '' : 's'} ${names.join(' and ')}`;
    const message = `panetree/pty needs ${what}: npm install ${names.join(' ')}`;
    throw new TrackerError('unsupported', message, { cause });
  }
}

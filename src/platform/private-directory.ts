import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const ownerOnly = 0o700;
const stickyBit = 0o1000;

/**
 * Makes what is missing of the path, for this user alone. The recursive mkdir of Node never returns where a directory
 * exists and cannot hold the next one, as below /proc. Throws the error of node:fs.
 */
export function makePrivateDirectory(path: string): void {
  const missing: string[] = [];
  for (let at = resolve(path); !exists(at) && at !== dirname(at); at = dirname(at)) missing.unshift(at);
  for (const directory of missing) makeOne(directory);
  // A file in its place: said as the system says it.
  if (missing.length === 0 && !statSync(path).isDirectory()) mkdirSync(path);
}

/**
 * Why another user may have put files into the directory, or may replace them; undefined where none may. `bits` are
 * those of the mode that nobody but the owner may have. Nothing is known on Windows, which has no such modes.
 */
export function whyNotPrivate(
  path: string,
  { bits, sticky }: { readonly bits: number; readonly sticky: 'refused' | 'accepted' },
): string | undefined {
  const user = process.geteuid?.();
  if (user === undefined) return undefined;
  const { uid, mode } = statSync(path);
  const isSticky = (mode & stickyBit) !== 0 && sticky === 'accepted';
  if (isSticky) return undefined;
  if (uid !== user && uid !== 0) return `${path} belongs to user ${uid}`;
  if ((mode & bits) === 0) return undefined;
  return `other users may write to ${path}, mode ${(mode & 0o777).toString(8)}; to close it: chmod go-w ${path}`;
}

/** Another process may be quicker. */
function makeOne(directory: string): void {
  try {
    mkdirSync(directory, ownerOnly);
  } catch (error) {
    if (!exists(directory)) throw error;
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

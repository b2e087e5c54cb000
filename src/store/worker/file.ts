import { chmodSync, closeSync, constants, lstatSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { makePrivateDirectory, whyNotPrivate } from '../../platform/private-directory.js';
import { RefusedFile } from './failures.js';

/** The database and what SQLite keeps beside it. */
const suffixes = ['', '-wal', '-shm'] as const;
const othersBits = 0o077;
const othersMayWrite = 0o002;
/** A symbolic link in its place is refused, where the system has such a flag. */
const appendToItself =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

/** Makes what is missing, for this user alone; what SQLite makes beside the file gets the mode of the file. */
export function prepareFile(path: string): void {
  makePrivateDirectory(dirname(path));
  requireSafe(path);
  closeSync(openSync(path, appendToItself, 0o600));
  for (const suffix of suffixes) closeToOthers(`${path}${suffix}`);
}

/**
 * Whoever may write to the directory could have put a link there, so that another file of this user is written, or a
 * database of their own. Throws RefusedFile.
 */
function requireSafe(path: string): void {
  const limits = { bits: othersMayWrite, sticky: 'accepted' } as const;
  const reason =
    whyNotPrivate(dirname(path), limits) ??
    suffixes.map((suffix) => whyUnsafe(`${path}${suffix}`)).find(Boolean);
  if (reason !== undefined) throw new RefusedFile('store-unsafe', reason);
}

function whyUnsafe(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  const user = process.geteuid?.();
  if (found === undefined) return undefined;
  if (found.isSymbolicLink()) return `${path} is a symbolic link: give the path of the file itself`;
  return user === undefined || found.uid === user || found.uid === 0
    ? undefined
    : `${path} belongs to user ${found.uid}`;
}

function closeToOthers(path: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  if ((mode & othersBits) !== 0) chmodSync(path, 0o600);
}

/** Tells a file from one that has taken its name since. */
export function fileIdentity(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev}:${found.ino}`;
}

export function sizeOf(path: string): number {
  return suffixes
    .slice(0, 2)
    .reduce((sum, suffix) => sum + (statSync(`${path}${suffix}`, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** Under a name nobody has: what is damaged may still be mended. Gives the new name. */
export function setAside(path: string, now: Date): string {
  const stem = `${path}.corrupt-${now.toISOString().replaceAll(':', '-')}`;
  let aside = stem;
  for (let next = 2; isThere(aside); next++) aside = `${stem}.${next}`;
  for (const suffix of suffixes) {
    if (isThere(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${aside}${suffix}`);
  }
  return aside;
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

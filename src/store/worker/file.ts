import { chmodSync, closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The database and what SQLite keeps beside it. */
const suffixes = ['', '-wal', '-shm'] as const;
const othersBits = 0o077;

/** Makes what is missing, for this user alone; what SQLite makes beside the file gets the mode of the file. */
export function prepareFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  for (const suffix of suffixes) closeToOthers(`${path}${suffix}`);
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

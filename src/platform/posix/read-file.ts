import { closeSync, openSync, readSync } from 'node:fs';

/** One page of a `/proc` file is enough for everything read here but a long command line, which is cut. */
const buffer = Buffer.allocUnsafe(4096);

/**
 * The first 4,096 bytes of a file. Three system calls and no stat, which `readFileSync` would add: these
 * files have no size to tell.
 */
export function readStart(path: string): string {
  const descriptor = openSync(path, 'r');
  try {
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** The same from a descriptor that is held open. */
export function readHeld(descriptor: number): string {
  return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, buffer.length, 0));
}

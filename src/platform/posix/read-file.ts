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
    const length = readSync(descriptor, buffer, 0, buffer.length, 0);
    return buffer.toString('utf8', 0, length < buffer.length ? length : endOfWhole(buffer));
  } finally {
    closeSync(descriptor);
  }
}

/** Where the last character of UTF-8 ends that is not cut off by the end of the bytes. */
function endOfWhole(bytes: Buffer): number {
  const longest = 4;
  for (let back = 1; back < longest; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    const isContinuation = (byte & 0b1100_0000) === 0b1000_0000;
    if (isContinuation) continue;
    return byte >= 0b1100_0000 && lengthFrom(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Of a character of UTF-8, by its first byte. */
function lengthFrom(first: number): number {
  if (first >= 0b1111_0000) return 4;
  return first >= 0b1110_0000 ? 3 : 2;
}

/** The same from a descriptor that is held open. */
export function readHeld(descriptor: number): string {
  return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, buffer.length, 0));
}

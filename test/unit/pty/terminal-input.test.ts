import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TerminalInput } from '../../../src/pty/terminal-input.js';
import { until } from '../../support/until.js';
import { needsPosix } from '../support/needs.js';

beforeEach(needsPosix);

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).toReversed()) end();
});

test('what is typed comes in the order it was typed in, however slowly it is read', async () => {
  const { input, descriptor } = lineOf();
  const typed = Array.from({ length: 40_000 }, (_, index) => `${index} `);
  for (const piece of typed) input.write(piece);
  const total = typed.join('').length;
  let read = '';
  await until(
    () => {
      read += readNow(descriptor);
      return read.length === total;
    },
    { what: 'all is read' },
  );
  expect(read).toBe(typed.join(''));
});

test('what nobody reads is bounded', async () => {
  const { input, descriptor } = lineOf();
  for (let count = 0; count < 200_000; count++) input.write('x'.repeat(100));
  let size = 0;
  await until(
    async () => {
      const last = size;
      size += readNow(descriptor).length;
      if (size === last) await setTimeout(100);
      return size === last && readNow(descriptor) === '';
    },
    { what: 'no more comes' },
  );
  expect(size).toBeGreaterThan(2_000_000);
  expect(size).toBeLessThan(8_500_000);
});

test('what waits goes nowhere once the line is closed, though its number is another file’s', async () => {
  const { input, descriptor, directory, close } = lineOf();
  input.write('x'.repeat(1_000_000));
  close();
  const file = join(directory, 'another');
  const another = openSync(file, 'w');
  ends.push(() => closeSync(another));
  expect(another).toBe(descriptor);
  await setTimeout(200);
  input.write('more');
  expect(readFileSync(file, 'utf8')).toBe('');
});

/** A pipe with both ends: like a terminal it takes some 64 kB from who does not wait, and then no more. */
function lineOf() {
  const directory = mkdtempSync(join(tmpdir(), 'panetree-input-'));
  ends.push(() => rmSync(directory, { recursive: true }));
  execFileSync('mkfifo', [join(directory, 'line')]);
  const descriptor = openSync(join(directory, 'line'), constants.O_RDWR | constants.O_NONBLOCK);
  let isClosed = false;
  const close = () => {
    if (!isClosed) closeSync(descriptor);
    isClosed = true;
  };
  const input = new TerminalInput({ descriptor, isClosed: () => isClosed, encoding: 'utf8' });
  ends.push(close, () => input.dispose());
  return { input, descriptor, directory, close };
}

function readNow(descriptor: number): string {
  const bytes = Buffer.alloc(65_536);
  try {
    return bytes.toString('latin1', 0, readSync(descriptor, bytes));
  } catch {
    return '';
  }
}

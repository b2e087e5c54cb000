import { expect, test } from 'vitest';
import type { ReadScreen } from '../../../src/host/screens/protocol.js';
import { readInSteps } from '../../../src/host/screens/screen-reader.js';
import { PaneScreen } from '../../../src/pty/index.js';

const [cols, rows, scrollbackLines] = [60, 10, 1000];

test('a small screen is read whole', async () => {
  const screen = await screenOf(lines(200, (index) => `line ${index}`));
  const read = readAll(screen, 100_000);
  expect(read).toMatchObject({ cols, rows, missingRows: 0 });
  expect(await rowsAgain(read)).toEqual(screen.lines());
});

test('of a large one come the visible rows and the newest above them, as many as fit', async () => {
  const screen = await screenOf(lines(900, (index) => `\u001b[3${index % 8}m${'x'.repeat(40)} ${index}`));
  const read = readAll(screen, 10_000);
  const rest = screen.rowCount() - rows - read.missingRows;
  expect(rest).toBeGreaterThan(50);
  expect(read.data.length).toBeGreaterThan(5000);
  expect(read.data.length).toBeLessThan(15_000);
  expect(await rowsAgain(read)).toEqual(screen.lines().slice(read.missingRows));
});

test('rows that are far larger than the newest do not make it larger', async () => {
  const large = lines(500, (index) => `\u001b[38;2;${index % 256};1;2m#`.repeat(cols));
  const screen = await screenOf(`${large}${lines(30, () => '$')}`);
  const read = readAll(screen, 10_000);
  expect(read.data.length).toBeLessThan(20_000);
  expect(await rowsAgain(read)).toEqual(screen.lines().slice(read.missingRows));
});

test('without scrollback there is what is visible, also where nothing of it fits', async () => {
  const screen = await screenOf(lines(300, (index) => `${index} ${'é'.repeat(40)}`));
  const read = readAll(screen, 10);
  expect(await rowsAgain(read)).toEqual(screen.lines().slice(-rows));
  expect(read.missingRows).toBe(screen.rowCount() - rows);
});

function readAll(screen: PaneScreen, mostScrollback: number): ReadScreen {
  const steps = readInSteps(screen, mostScrollback);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

async function screenOf(text: string): Promise<PaneScreen> {
  const screen = await PaneScreen.open({ cols, rows, scrollbackLines });
  await screen.write(text);
  return screen;
}

async function rowsAgain({ data }: ReadScreen): Promise<readonly string[]> {
  return (await screenOf(data)).lines();
}

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => `${line(index)}\u001b[0m\r\n`).join('');
}

import { expect, test } from 'vitest';
import { PaneScreen } from '../../../src/pty/index.js';

async function shows(output: string, size = { cols: 20, rows: 4 }): Promise<PaneScreen> {
  const screen = await PaneScreen.open(size);
  await screen.write(output);
  return screen;
}

test.for([
  ['a colour', '\x1b[3', '1mred', /\[0;31mred/],
  ['a colour, after its first byte', '\x1b', '[31mred', /\[0;31mred/],
  ['a title', '\x1b]2;ma', 'ke\x07red', /\]2;make/],
  ['a link', '\x1b]8;;http:', '//a\x1b\\red', /http:\/\/a/],
  ['a character of two units', '\x1b[31mred \ud83d', '\ude00', /\[0;31mred/],
  ['a string that nobody knows', '\x1bPq#0', '12\x1b\\red', /red/],
  ['line ends within a sequence', 'red\x1b[3\n', '1m', /red/],
])('a screen that begins within %s goes on right', async ([, first, rest, shown]) => {
  const screen = await shows(`abc${first as string}`);
  const again = await shows(screen.serialize());
  for (const each of [screen, again]) await each.write(rest as string);
  expect(again.text()).toBe(screen.text());
  expect(again.title).toBe(screen.title);
  expect(again.serialize()).toBe(screen.serialize());
  expect(screen.serialize()).toMatch(shown as RegExp);
});

test('bytes that end within a sequence are followed too', async () => {
  const screen = await PaneScreen.open({ cols: 20, rows: 4 });
  for (const byte of Buffer.from('é\x1b]2;é漢')) await screen.write(Uint8Array.of(byte));
  const again = await shows(screen.serialize());
  await again.write('\x07x');
  expect(again.title).toBe('é漢');
  expect(again.text()).toBe('éx');
});

test('a full-screen program is as narrow as its terminal has become', async () => {
  const size = { cols: 80, rows: 24 };
  const rows = Array.from({ length: 24 }, (_, row) => String.fromCharCode(97 + row).repeat(80));
  const screen = await shows(`\x1b[?1049h\x1b[H${rows.join('')}`, size);
  screen.resize(60, 24);
  const again = await shows(screen.serialize(), { cols: 60, rows: 24 });
  const narrow = rows.map((row) => row.slice(0, 60));
  expect(screen.lines()).toEqual(narrow);
  expect(screen.text()).toBe(narrow.join('\n'));
  expect(again.lines()).toEqual(narrow);
  // What no longer fits is gone, as in a terminal with a window.
  await screen.write('\x1b[1;1H\x1b[10P');
  expect(screen.lines({ to: 1 })).toEqual(['a'.repeat(50)]);
});

test.for([
  ['line drawing', '\x1b(0q', 'q'],
  ['the second character set', '\x1b)0\x0e', 'q\x0fq'],
  ['a saved cursor and its colours', '\x1b[2;3H\x1b[31m\x1b7\x1b[m\x1b[4;1H', '\x1b8here'],
  ['the cursor saved below a full-screen program', 'ab\x1b[?1049h\x1b[3;3Hx', '\x1b[?1049ly'],
  ['tab stops', '\x1b[3g\x1b[4G\x1bH\r', '\tx\ty'],
  ['line feeds that return', '\x1b[20h', 'a\nb'],
  ['a wrap to come with text below', `\x1b[2;1Hbelow\x1b[H${'x'.repeat(20)}`, 'y'],
  ['a letter that an accent may follow', 'e', '\u0301x'],
  ['a letter that may be repeated', 'e', '\x1b[5b'],
  ['underlines of all kinds', '\x1b[4:3;58:5:9ma\x1b[4:1mb\x1b[21mc', 'd'],
  ['links', '\x1b]8;id=a;http://a/\x1b\\ab', 'c\x1b]8;;\x1b\\d'],
  ['coloured rows that are covered', '\x1b[44m\x1b[2J\x1b[m\x1b[?1049hx', '\x1b[?1049l'],
  ['a blank row before a wrapped one', `${'x'.repeat(25)}\x1b[1;1H\x1b[K`, 'y'],
  ['the region that is covered', '\x1b[2;3r\x1b[?1049h', '\x1b[?1049l\x1b[3;1Ha\nb\nc'],
] as const)('what comes next finds %s', async ([, before, after]) => {
  const screen = await shows(before);
  const again = await shows(screen.serialize());
  expect(again.serialize()).toBe(screen.serialize());
  for (const each of [screen, again]) await each.write(after);
  expect(again.lines()).toEqual(screen.lines());
  expect(again.serialize()).toBe(screen.serialize());
});

test.for(['\x1b[3 q', '\x1b[6 q', '\x1b[?12h'])('the cursor keeps its shape: %j', async (shape) => {
  const screen = await shows(shape);
  expect(screen.serialize()).toContain(shape);
});

test('the visible screen can be had alone, and all of it in pieces', async () => {
  const lines = Array.from(
    { length: 2500 },
    (_, line) => `\x1b[3${line % 8}m${'x'.repeat(line % 90)} ${line}`,
  );
  const screen = await PaneScreen.open({ cols: 20, rows: 4, scrollbackLines: 20_000 });
  await screen.write(lines.join('\r\n'));
  const visible = await shows(screen.serialize({ scrollbackLines: 0 }));
  expect(visible.lines()).toEqual(screen.lines().slice(-4));
  const nearly = await shows(screen.serialize({ scrollbackLines: 5 }));
  expect(nearly.rowCount()).toBe(9);
  const pieces = [...screen.serializeInPieces()];
  expect(pieces.join('')).toBe(screen.serialize());
  expect(pieces.length).toBeGreaterThan(1);
  for (const piece of pieces) expect(piece.length).toBeLessThan(70_000);
});

test('a number of rows beyond sense is refused', async () => {
  const screen = await shows('');
  for (const scrollbackLines of [-1, 0.5, 1e9, '3' as unknown as number]) {
    expect(() => screen.serialize({ scrollbackLines })).toThrow(/options.scrollbackLines must be/);
  }
  screen.dispose();
  expect(() => screen.serializeInPieces()).toThrow(expect.objectContaining({ code: 'closed' }));
});

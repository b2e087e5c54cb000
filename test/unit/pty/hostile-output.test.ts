import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { PaneScreen } from '../../../src/pty/index.js';
import { emulated } from '../../support/emulated.js';

afterEach(() => vi.restoreAllMocks());

const finals = [
  ...Array.from('@ABCDEFGHIJKLMPSTXZ^`abdefghlmnrstu'),
  ' @',
  ' A',
  ' q',
  "'}",
  "'~",
  '"q',
  '!p',
];

describe('a parameter beyond sense', () => {
  test.for(finals)('costs what the size of the screen costs: CSI %s', async (final) => {
    const screen = await PaneScreen.open();
    // xterm.js takes minutes for one that scrolls, tabs or repeats.
    await screen.write(`x\x1b[5;5Hy${`\x1b[2147483647${final}`.repeat(50)}`);
    await screen.write('\x1bcafter');
    expect(screen.text()).toBe('after');
    screen.dispose();
  });

  test.for([
    ['S', 'four\n\n\n'],
    ['T', '\n\n\n'],
  ])('scrolls everything out: CSI %s', async ([final]) => {
    const screen = await PaneScreen.open({ cols: 10, rows: 4 });
    await screen.write(`one\r\ntwo\r\nthree\r\nfour\x1b[2;3r\x1b[9999${final}`);
    expect(screen.lines()).toEqual(['one', '', '', 'four']);
  });

  test('does not end the process: ED 1 at the last cell', async () => {
    const screen = await PaneScreen.open({ cols: 10, rows: 3 });
    await screen.write('a\r\nb\r\nc\x1b[999;999H\x1b[1Jd');
    expect(screen.text()).toBe('\n\n         d');
  });

  test('no more do a hundred thousand colours', async () => {
    const screen = await PaneScreen.open();
    // xterm.js takes time that grows with the square of them.
    await screen.write(`\x1b]4${';'.repeat(400_000)}\x07after`);
    expect(screen.text()).toBe('after');
  });
});

describe('one cell, one row and one string are bounded', () => {
  test.for([
    ['in one piece', (marks: string) => [marks]],
    ['one by one', (marks: string) => Array.from(marks)],
  ] as const)('combining characters, %s', async ([, cut]) => {
    const screen = await PaneScreen.open({ cols: 10, rows: 3 });
    for (const piece of cut(`ae${'\u0301'.repeat(500)}`)) await screen.write(piece);
    await screen.write('o\u0302');
    expect(screen.text()).toMatch(/^ae\u0301{10,30}o\u0302$/);
  });

  test.for([
    ['joined emoji', '👩\u200d'],
    ['joiners', '\u200d'],
    ['skin tones with joiners', '👍🏽\u200d'],
    ['variation selectors', '\ufe0f'],
    ['tags', '\u{e0067}'],
    ['vowels of Hangul', '\u1161'],
  ] as const)('emoji sequences without an end: %s', async ([, part]) => {
    const screen = await PaneScreen.open({ cols: 20, rows: 3 });
    for (const pieces of [[part.repeat(5000)], Array.from({ length: 200 }, () => part)]) {
      for (const piece of ['\x1bc👩', ...pieces]) await screen.write(piece);
      // Sixteen characters in a cell, two cells an emoji.
      expect(screen.text().length).toBeLessThanOrEqual(3 * 10 * 17 * 2 + 3);
      expect(screen.cursor.column).toBeLessThanOrEqual(20);
    }
  });

  test('combining characters of a cell, each after an escape sequence', async () => {
    const screen = await PaneScreen.open({ cols: 10, rows: 3 });
    await screen.write(`e${'\x1b[m\u0301'.repeat(500)}o`);
    expect(screen.text()).toMatch(/^e\u0301{16}o$/);
  });

  test('combining characters of a cell that others are dropped at', async () => {
    const screen = await PaneScreen.open({ cols: 4, rows: 3 });
    await screen.write(`\x1b[?7labc${'漢\u0301\u0301'.repeat(200)}`);
    expect(screen.text().length).toBeLessThan(50);
  });

  test('combining characters that join nothing', async () => {
    const screen = await PaneScreen.open({ cols: 4, rows: 3 });
    await screen.write('\x1b[4m\x1b[1;4H');
    for (let count = 0; count < 100; count++) await screen.write('\x1b[m\u0301\u0301');
    expect(screen.cursor.column).toBeLessThanOrEqual(4);
  });

  test.for(['\x1b]2;', '\x1bP$q', '\x1bPq', '\x1b_', '\x1b^', '\x1bX', '\x1b]8;;', '\x1b['])(
    'a string without an end: %j',
    async (begin) => {
      const screen = await PaneScreen.open();
      const collect = collector();
      await screen.write(begin);
      collect();
      const before = process.memoryUsage().heapUsed;
      // Each control character cuts the string, which is kept in as many parts.
      for (let count = 0; count < 30; count++) await screen.write('1\x01'.repeat(50_000));
      collect();
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
      expect(screen.serialize().length).toBeLessThan(10_000);
      await screen.write('\x18after');
      expect(screen.text()).toContain('after');
    },
  );

  test('links: those that no cell has any more make room', async () => {
    const { emulator, write } = await emulated({ cols: 20, rows: 3 });
    const { core } = emulator;
    for (let round = 0; round < 3; round++) {
      const links = Array.from({ length: 9000 }, (_, index) => `\r\x1b]8;;http://${round}/${index}\x1b\\x`);
      await write(links.join(''));
    }
    const known = Array.from({ length: 27_000 }, (_, id) => core._oscLinkService.getLinkData(id + 1));
    expect(known.filter((link) => link !== undefined).length).toBeLessThanOrEqual(10_000);
    expect(known.at(-1)).toEqual({ id: undefined, uri: 'http://2/8999' });
    expect(core.buffers.active).toMatchObject({ markers: [] });
  });

  test('a link too long for any terminal is none', async () => {
    const screen = await PaneScreen.open();
    await screen.write(`\x1b]8;;http://${'x'.repeat(3000)}\x1b\\text`);
    expect(screen.serialize()).not.toContain('http');
    expect(screen.text()).toBe('text');
  });
});

test('a byte that means nothing is not logged', async () => {
  const logged = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name));
  const screen = await PaneScreen.open();
  await screen.write(`a\x7f\x7fb\x1b[99z\x1b]999;x\x07\x80${'\x7f'.repeat(100)}`);
  expect(screen.text()).toBe('ab');
  for (const log of logged) expect(log).not.toHaveBeenCalled();
});

test('others have their turn while a lot is parsed', async () => {
  const screen = await PaneScreen.open();
  let turns = 0;
  const counter = setInterval(() => turns++);
  await screen.write('\x1b[2J\x1bc'.repeat(5000));
  clearInterval(counter);
  // None before: it was parsed in one go.
  expect(turns).toBeGreaterThan(10);
});

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

import { describe, expect, test } from 'vitest';
import { InvalidArgumentError, TrackerError } from '../../../src/index.js';
import { PaneScreen, type ScreenOptions } from '../../../src/pty/index.js';

async function shows(output: string, options: ScreenOptions = { cols: 20, rows: 5 }): Promise<PaneScreen> {
  const screen = await PaneScreen.open(options);
  await screen.write(output);
  return screen;
}

/** A second screen that is given what the first one serializes to. */
async function restored(screen: PaneScreen): Promise<PaneScreen> {
  const { cols, rows } = screen;
  return shows(screen.serialize(), { cols, rows });
}

const bottom = (lines: number) => Array.from({ length: lines }, (_, line) => `line ${line}`).join('\r\n');

describe('what it shows', () => {
  test('is the visible rows without blanks at their ends', async () => {
    const screen = await shows('one  \r\n\r\n  three\r\n');
    expect(screen.text()).toBe('one\n\n  three');
    expect(screen.cursor).toEqual({ row: 3, column: 0, visibility: 'shown' });
  });

  test('is the end of what is longer than the screen; the rest can be read', async () => {
    const screen = await shows(bottom(12));
    expect(screen.text()).toBe('line 7\nline 8\nline 9\nline 10\nline 11');
    expect(screen.rowCount()).toBe(12);
    expect(screen.lines({ from: 3, to: 5 })).toEqual(['line 3', 'line 4']);
    expect(screen.lines({ from: 11, to: 99 })).toEqual(['line 11']);
    expect(screen.lines({ from: 99 })).toEqual([]);
  });

  test('is no more than its scrollback', async () => {
    const screen = await shows(bottom(500), { cols: 20, rows: 5, scrollbackLines: 10 });
    expect(screen.rowCount()).toBe(15);
    expect(screen.lines()[0]).toBe('line 485');
  });

  test('is overwritten, moved and coloured as a terminal does', async () => {
    const screen = await shows('progress 10%\rprogress 99%\x1b[2;3H\x1b[31mred\x1b[0m\x1b[1;1H');
    expect(screen.text()).toBe('progress 99%\n  red');
    expect(screen.cursor).toMatchObject({ row: 0, column: 0 });
  });

  test('is bytes too, cut anywhere', async () => {
    const screen = await PaneScreen.open();
    for (const byte of Buffer.from('é漢😀')) await screen.write(Uint8Array.of(byte));
    expect(screen.text()).toBe('é漢😀');
  });

  test('is what was written, though the buffer is used again', async () => {
    const screen = await PaneScreen.open();
    const buffer = Buffer.from('first');
    const written = screen.write(buffer);
    buffer.fill('x');
    expect(await written).toBe('shown');
    expect(screen.text()).toBe('first');
  });

  test('of a full-screen program is that program; what it covers is still there', async () => {
    const screen = await shows('$ edit\r\n\x1b[?1049h\x1b[H\x1b[2Jtilde\r\n~\r\n~');
    expect(screen.mode).toBe('alternate');
    expect(screen.text()).toBe('tilde\n~\n~');
    expect(screen.lines({ buffer: 'normal' })[0]).toBe('$ edit');
    expect(screen.search('edit')).toEqual([]);
    expect(screen.search('edit', { buffer: 'normal' })).toHaveLength(1);
    await screen.write('\x1b[?1049l');
    expect(screen.mode).toBe('normal');
    expect(screen.text()).toBe('$ edit');
  });

  test('has the title the program gave it, cut to a bearable length', async () => {
    const screen = await shows('\x1b]0;build\x07');
    expect(screen.title).toBe('build');
    await screen.write(`\x1b]2;${'x'.repeat(5000)}\x07`);
    expect(screen.title).toBe('x'.repeat(1024));
  });
});

describe('another size', () => {
  test('wraps lines anew', async () => {
    const screen = await shows('abcdefghijklmnopqrstuvwxyz\r\n$ ');
    expect(screen.text()).toBe('abcdefghijklmnopqrst\nuvwxyz\n$');
    screen.resize(10, 5);
    expect(screen.text()).toBe('abcdefghij\nklmnopqrst\nuvwxyz\n$');
    screen.resize(40, 3);
    expect(screen.text()).toBe('abcdefghijklmnopqrstuvwxyz\n$');
    expect(screen).toMatchObject({ cols: 40, rows: 3 });
  });

  test('keeps wide characters whole', async () => {
    const screen = await shows('a漢字漢字\r\n$ ', { cols: 6, rows: 5 });
    expect(screen.text()).toBe('a漢字\n漢字\n$');
    screen.resize(20, 5);
    expect(screen.text()).toBe('a漢字漢字\n$');
  });
});

describe('search', () => {
  test('joins the rows of a line that wraps', async () => {
    const screen = await shows('https://example.org/a/long/path here', { cols: 10, rows: 10 });
    expect(screen.search(/https:\S+/)).toEqual([
      { row: 0, column: 0, endRow: 3, endColumn: 1, text: 'https://example.org/a/long/path' },
    ]);
  });

  test('does not join lines that end at the right edge', async () => {
    const screen = await shows('0123456789\r\nabc', { cols: 10, rows: 5 });
    expect(screen.search('9a')).toEqual([]);
  });

  test('counts columns in cells', async () => {
    const screen = await shows('漢字e\u0301x needle');
    expect(screen.search('needle')).toMatchObject([{ row: 0, column: 7, endColumn: 13 }]);
    expect(screen.search('字')).toMatchObject([{ column: 2, endColumn: 4 }]);
    expect(screen.search('e\u0301x')).toMatchObject([{ column: 4, endColumn: 6 }]);
  });

  test('passes over the cell that a wide character left empty', async () => {
    const screen = await shows('abc漢字', { cols: 4, rows: 5 });
    expect(screen.text()).toBe('abc\n漢字');
    expect(screen.search('c漢')).toEqual([{ row: 0, column: 2, endRow: 1, endColumn: 2, text: 'c漢' }]);
  });

  test('goes through the scrollback, from the oldest row on', async () => {
    const screen = await shows(bottom(300));
    expect(screen.search('line 29').map(({ row }) => row)).toEqual([
      29, 290, 291, 292, 293, 294, 295, 296, 297, 298, 299,
    ]);
    expect(screen.search('line', { limit: 7 })).toHaveLength(7);
  });
});

describe('what it serializes to restores', () => {
  test('rows, scrollback, colours and cursor', async () => {
    const screen = await shows(`${bottom(20)}\r\n\x1b[1;32mgreen\x1b[0m 漢字\x1b[3;4H`);
    const again = await restored(screen);
    expect(again.lines()).toEqual(screen.lines());
    expect(again.cursor).toEqual(screen.cursor);
    expect(again.serialize()).toBe(screen.serialize());
  });

  test('a full-screen program and what it covers', async () => {
    const screen = await shows('$ vi\r\n\x1b[?1049h\x1b[?25l\x1b[2;4r\x1b[2J\x1b[Htop\x1b[4;2Hhere');
    const again = await restored(screen);
    expect(again.text()).toBe('top\n\n\n here');
    expect(again.cursor).toEqual({ row: 3, column: 5, visibility: 'hidden' });
    // Only the rows of its region scroll.
    for (const each of [screen, again]) await each.write('\r\nx\r\ny');
    expect(again.text()).toBe(screen.text());
    await again.write('\x1b[?1049l\x1b[?25h');
    expect(again.text()).toBe('$ vi');
    expect(again.cursor).toEqual({ row: 1, column: 0, visibility: 'shown' });
  });

  test.for(['', '\x1b[?1049h'])('a background below the last text (%j before it)', async (before) => {
    const drawn = `${before}\x1b[44m\x1b[2J\x1b[Htext\x1b[4;3H\x1b[48;2;1;2;3m\x1b[5X\x1b[0m\x1b[2;2H`;
    const screen = await shows(drawn);
    const again = await restored(screen);
    // A text in the last row makes the addon tell all those above it.
    for (const each of [screen, again]) await each.write('\x1b[5;1Hlast');
    expect(again.serialize()).toBe(screen.serialize());
  });

  test.for([
    ['a hidden cursor', '\x1b[?25l'],
    ['a region that scrolls', '\x1b[2;4r\x1b[3;2H'],
    ['a region from a row on', '\x1b[3r\x1b[4;2H'],
    ['a region written with what does not belong there', '\x1b[2:3r\x1b[3;2H'],
    ['the region that there was before a bad one', '\x1b[2;4r\x1b[4;2r\x1b[3;2H'],
    ['origin mode', '\x1b[2;4r\x1b[?6h\x1b[2;2H'],
    ['SGR mouse reports', '\x1b[?1002h\x1b[?1006h'],
    ['bracketed paste and application keys', '\x1b[?2004h\x1b[?1h\x1b='],
    ['a title', '\x1b]2;make all\x07'],
    ['no auto-wrap', '\x1b[?7l'],
    ['colours that a full-screen program has left on', '\x1b[?1049h\x1b[2J\x1b[Hplain\x1b[3;4H\x1b[44mblue'],
    ['a cursor about to wrap', '01234567890123456789'],
    ['a cursor above a row that is full', '\x1b[4;1H01234567890123456789\x1b[2;5H'],
  ])('%s', async ([, output = '']) => {
    const screen = await shows(`abc\r\ndef${output}`);
    const again = await restored(screen);
    expect(again.serialize()).toBe(screen.serialize());
    expect(again.cursor).toEqual(screen.cursor);
    const more = '\r\nmore\r\nand more\x1b[31mred';
    for (const each of [screen, again]) await each.write(more);
    expect(again.text()).toBe(screen.text());
    expect(again.cursor).toEqual(screen.cursor);
    expect(again.title).toBe(screen.title);
  });

  test.for([
    ['taken back', '\x1b[?25l\x1b[?1006h\x1b[2;4r\x1b[?25h\x1b[?1006l\x1b[r\x1b[H'],
    ['reset', '\x1b[?25l\x1b[?1006h\x1b[2;4r\x1bc'],
    ['softly reset', '\x1b[?25l\x1b[2;4r\x1b[!p\x1b[H'],
  ])('nothing that was %s', async ([, output = '']) => {
    const screen = await shows(output);
    const plain = await shows('');
    expect((await restored(screen)).serialize()).toBe((await restored(plain)).serialize());
    expect(screen.cursor.visibility).toBe('shown');
  });

  test('a title without what would end it', async () => {
    const screen = await shows('\x1b]2;a\x01b\x1b\\');
    expect((await restored(screen)).title).toBe('ab');
  });
});

test('whoever asks the terminal is answered only where somebody takes the answers', async () => {
  const replies: string[] = [];
  const screen = await PaneScreen.open({ onReply: (reply) => replies.push(reply) });
  await screen.write('ab\x1b[6n');
  expect(replies).toEqual(['\x1b[1;3R']);
});

describe('its memory', () => {
  test('a writer that does not wait loses what it is too far ahead with, and is told', async () => {
    const screen = await PaneScreen.open({ cols: 80, rows: 24, scrollbackLines: 10 });
    const chunk = 'x'.repeat(1_048_576);
    const writes = Array.from({ length: 12 }, () => screen.write(chunk));
    expect((await Promise.all(writes)).filter((outcome) => outcome === 'dropped')).toHaveLength(4);
    expect(screen.droppedBytes).toBe(4 * chunk.length);
    expect(await screen.write('after')).toBe('shown');
    screen.dispose();
  });

  test('many small chunks count for more than their bytes', async () => {
    const screen = await PaneScreen.open();
    const writes = Array.from({ length: 40_000 }, () => screen.write('x'));
    expect((await Promise.all(writes)).filter((outcome) => outcome === 'dropped').length).toBeGreaterThan(0);
    screen.dispose();
  });
});

describe('once disposed', () => {
  test('what is on its way is dropped, and so is what comes later', async () => {
    const screen = await PaneScreen.open();
    const written = screen.write('x');
    screen.dispose();
    screen.dispose();
    expect(await written).toBe('dropped');
    expect(await screen.write('y')).toBe('dropped');
  });

  test('nothing can be read', async () => {
    const screen = await PaneScreen.open();
    screen.dispose();
    const reads = [
      () => screen.text(),
      () => screen.lines(),
      () => screen.search('x'),
      () => screen.serialize(),
      () => screen.cursor,
      () => screen.resize(10, 10),
    ];
    for (const read of reads) expect(read).toThrow(expect.objectContaining({ code: 'closed' }));
    expect(() => screen.text()).toThrow(TrackerError);
  });
});

describe('rule 29: bad input is refused and changes nothing', () => {
  test.for<readonly [string, unknown]>([
    ['cols', { cols: 1 }],
    ['cols', { cols: 1001 }],
    ['cols', { cols: 80.5 }],
    ['rows', { rows: 0 }],
    ['rows', { rows: '24' }],
    ['options.scrollbackLines', { scrollbackLines: -1 }],
    ['options.scrollbackLines', { scrollbackLines: 1e9 }],
    ['options.onReply', { onReply: 'yes' }],
    ['options', null],
  ])('%s of %o', async ([argument, options]) => {
    const opening = PaneScreen.open(options as ScreenOptions);
    await expect(opening).rejects.toThrow(expect.objectContaining({ argument }));
    await expect(opening).rejects.toBeInstanceOf(InvalidArgumentError);
  });

  test('in what is asked of a screen', async () => {
    const screen = await shows('before');
    const bad: readonly (readonly [string, () => unknown])[] = [
      ['pattern', () => screen.search('')],
      ['pattern', () => screen.search(7 as unknown as string)],
      ['options.limit', () => screen.search('x', { limit: 0 })],
      ['options.buffer', () => screen.search('x', { buffer: 'alternate' as 'normal' })],
      ['range.from', () => screen.lines({ from: -1 })],
      ['range.to', () => screen.lines({ from: 3, to: 2 })],
      ['cols', () => screen.resize(0, 5)],
      ['rows', () => screen.resize(20, Number.NaN)],
    ];
    for (const [argument, act] of bad) expect(act).toThrow(expect.objectContaining({ argument }));
    await expect(screen.write(7 as unknown as string)).rejects.toThrow(/data must be/);
    expect(screen).toMatchObject({ cols: 20, rows: 5 });
    expect(screen.text()).toBe('before');
  });
});

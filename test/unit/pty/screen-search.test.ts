import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { PaneScreen } from '../../../src/pty/index.js';
import { type LogicalLine, searchLines } from '../../../src/pty/screen-search.js';

const line = (text: string, row = 0): LogicalLine => ({
  text,
  placeOf: (index, side) => ({ row, column: side === 'start' ? index : index + 1 }),
});
const found = (lines: readonly LogicalLine[], pattern: string | RegExp, limit = 100) =>
  searchLines(lines, pattern, limit).map(({ row, column, text }) => [row, column, text]);

test('text is found wherever it stands, one after the other', () => {
  expect(found([line('aXaXXa', 0), line('none', 1), line('X', 2)], 'X')).toEqual([
    [0, 1, 'X'],
    [0, 3, 'X'],
    [0, 4, 'X'],
    [2, 0, 'X'],
  ]);
  expect(found([line('aaaa')], 'aa')).toEqual([
    [0, 0, 'aa'],
    [0, 2, 'aa'],
  ]);
});

test('in text, nothing is special', () => {
  const text = String.raw`a.b*c(d)[e]{f}^$|\?+-/`;
  expect(found([line(`x${text}`)], text)).toEqual([[0, 1, text]]);
  expect(found([line('axb')], 'a.b')).toEqual([]);
});

test('an expression keeps its flags, and its state is left alone', () => {
  const pattern = /error/gi;
  pattern.lastIndex = 5;
  expect(found([line('Error and ERROR')], pattern)).toEqual([
    [0, 0, 'Error'],
    [0, 10, 'ERROR'],
  ]);
  expect(pattern.lastIndex).toBe(5);
  expect(found([line('a b')], /b/y)).toEqual([[0, 2, 'b']]);
});

test('an expression sees one line at a time', () => {
  expect(found([line('one', 0), line('two', 1)], /^t/)).toEqual([[1, 0, 't']]);
  expect(found([line('one', 0), line('two', 1)], /e[^]t/)).toEqual([]);
});

test('nothing is no match', () => {
  expect(found([line('abc')], /x*/)).toEqual([]);
  expect(found([line('abc')], /(?=b)/u)).toEqual([]);
});

test('no more are given than were asked for', () => {
  expect(found([line('XXX', 0), line('XXX', 1)], 'X', 4)).toHaveLength(4);
});

test('a match on a screen is where it stands: cutting it out of the cells gives its text', async () => {
  const word = fc.array(fc.constantFrom('a', 'b', '漢', 'é', '😀', 'e\u0301', ' ', '-'), {
    minLength: 1,
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(word, fc.integer({ min: 4, max: 20 }), fc.nat(60), async (parts, cols, at) => {
      const screen = await PaneScreen.open({ cols, rows: 30 });
      const before = parts.slice(0, at).join('');
      await screen.write(`${before}NEEDLE${parts.slice(at).join('')}`);
      const [match, ...others] = screen.search('NEEDLE');
      expect(others).toEqual([]);
      expect(match?.text).toBe('NEEDLE');
      if (match === undefined) return;
      const cells = (row: number) => Array.from((screen.lines()[row] ?? '').normalize('NFC'));
      const cut: string[] = [];
      for (let row = match.row; row <= match.endRow; row++) {
        // Wide characters take two columns, combined ones share one.
        const columns = cells(row).flatMap((each) => ('漢😀'.includes(each) ? [each, ''] : [each]));
        const from = row === match.row ? match.column : 0;
        const to = row === match.endRow ? match.endColumn : cols;
        cut.push(columns.slice(from, to).join(''));
      }
      expect(cut.join('')).toBe('NEEDLE');
      screen.dispose();
    }),
    { numRuns: 60 },
  );
});

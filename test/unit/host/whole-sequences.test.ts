import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { wholeLength } from '../../../src/host/panes/whole-sequences.js';

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const begun = /\u001b(?:\[[0-?]*[ -/]*|[\]PX^_][^\u0007\u001b]*\u001b?|[ -/]*)$/;

test('a text ends where the first sequence begins that is not whole', () => {
  const piece = fc.constantFrom(
    '\u001b',
    '[',
    ']',
    'P',
    '3',
    ';',
    '\u0007',
    '\\',
    'm',
    ' ',
    '(',
    'x',
    '\n',
    'é',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      const index = text.search(begun);
      expect(wholeLength(text)).toBe(index === -1 ? text.length : index);
    }),
  );
});

test('a string that is very long passes as it comes', () => {
  const long = `\u001b]52;c;${'x'.repeat(5000)}`;
  expect(wholeLength(long)).toBe(long.length);
  expect(wholeLength(`${long}\u001b[1`)).toBe(long.length);
});

import { assert, constantFrom, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printableJson, printableLines } from '../../../src/output/printable.js';

/** ESC, C1 CSI, a bidi override, line separators, a tag character and half a character. */
const hostile = '\u001b[31m\u009b2J\u202e\u2066\u2028\u2029\u{e0041}\ud800\u0007\n';
const obeyed = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

test('nothing that a terminal obeys is in a line, in lines or in JSON', () => {
  expect(printable(hostile)).not.toMatch(obeyed);
  expect(printableLines(`a${hostile}b`).split('\n').join('')).not.toMatch(obeyed);
  expect(printableJson({ [hostile]: hostile })).not.toMatch(obeyed);
});

test('JSON keeps its value, in one line or in several', () => {
  assert(
    property(string({ unit: 'binary' }), constantFrom(undefined, 2), (text, space) => {
      const value = { [`k${text}`]: [`${hostile}${text}`] };
      const json = printableJson(value, space);
      expect(JSON.parse(json)).toEqual(value);
      expect(json.replaceAll('\n', '')).not.toMatch(obeyed);
    }),
  );
});

test('an error in JSON is its name, code and message', () => {
  const error = Object.assign(new Error('no'), { code: 'ENO' });
  expect(JSON.parse(printableJson({ error }))).toEqual({
    error: { name: 'Error', code: 'ENO', message: 'no' },
  });
});

import { expect, test } from 'vitest';
import { bytes, duration, percent } from '../../../../src/cli/top/figures.js';
import { shortTime } from '../../../../src/host/client/words.js';
import { keyNames, type PressedKey } from '../../../../src/cli/top/key-names.js';
import { filled, fitted, lineWidth, segment, spread, textOf } from '../../../../src/cli/top/line.js';

test.for([
  [undefined, '–'],
  [0, '0B'],
  [999, '999B'],
  [1000, '1.0K'],
  [1_258_291, '1.2M'],
  [50_331_648, '48M'],
  [1_073_741_000, '1.0G'],
  [5e15, '4547T'],
] as const)('%s bytes are %s', ([count, text]) => {
  expect(bytes(count)).toBe(text);
});

test.for([
  [undefined, '–'],
  [0, '0.0%'],
  [9.94, '9.9%'],
  [9.96, '10%'],
  [212.4, '212%'],
] as const)('%s percent are %s', ([value, text]) => {
  expect(percent(value)).toBe(text);
});

test.for([
  [undefined, '–'],
  [-5, '0s'],
  [59_999, '59s'],
  [187_000, '3m07s'],
  [8_100_000, '2h15m'],
  [356_400_000, '4d3h'],
  [10_368_000_000, '120d'],
] as const)('%s ms are %s', ([ms, text]) => {
  expect(duration(ms)).toBe(text);
});

test('how long a kill took', () => {
  expect([shortTime(84.4), shortTime(2130)]).toEqual(['84 ms', '2.1 s']);
});

test('a line is cut where the screen ends, with an ellipsis', () => {
  const line = [segment('abc'), segment('日本')];
  expect(lineWidth(line)).toBe(7);
  expect(textOf(fitted(line, 7))).toBe('abc日本');
  expect(textOf(fitted(line, 6))).toBe('abc日…');
  expect(textOf(fitted(line, 5))).toBe('abc…');
  expect(textOf(fitted(line, 3))).toBe('ab…');
  expect(fitted(line, 0)).toEqual([]);
  expect(lineWidth(filled(line, 9))).toBe(9);
  expect(textOf(spread([segment('left')], [segment('right')], 12))).toBe('left   right');
  expect(textOf(spread([segment('left')], [segment('right')], 8))).toBe('le…right');
});

test('keys have names; what is typed fast comes one by one', () => {
  expect(keyNames('', key({ upArrow: true }))).toEqual(['up']);
  expect(keyNames('\r', key({ return: true }))).toEqual(['enter']);
  expect(keyNames('c', key({ ctrl: true }))).toEqual(['ctrl-c']);
  expect(keyNames('x', key({ meta: true }))).toEqual([]);
  expect(keyNames('sl🎉\u007F\r\u0001\t', key({}))).toEqual(['s', 'l', '🎉', 'backspace', 'enter', 'tab']);
  expect([keyNames('', key({ tab: true })), keyNames('', key({ tab: true, shift: true }))]).toEqual([
    ['tab'],
    ['shift-tab'],
  ]);
});

function key(differences: Partial<PressedKey>): PressedKey {
  const off = {
    upArrow: false,
    downArrow: false,
    leftArrow: false,
    rightArrow: false,
    pageDown: false,
    pageUp: false,
    home: false,
    end: false,
    return: false,
    escape: false,
    backspace: false,
    delete: false,
    ctrl: false,
    meta: false,
    tab: false,
    shift: false,
  };
  return { ...off, ...differences };
}

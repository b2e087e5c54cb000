import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limitWish, textsOf } from '../../../src/panel/limits/limit-texts.js';
import { parseSize, sizeText } from '../../../src/panel/limits/size.js';

const nothing = { memory: '', processes: '', cpuWeight: '' };
const counts = { memoryKills: 0, refusedForks: 0 };
const mebibyte = 1_048_576;

describe('a size', () => {
  test.each([
    ['512 MiB', 512 * mebibyte],
    ['512 MB', 512 * mebibyte],
    ['512m', 512 * mebibyte],
    ['1.5 GiB', 1536 * mebibyte],
    ['4k', 4096],
    ['4096', 4096],
    ['4096 B', 4096],
    ['1 TiB', mebibyte * mebibyte],
  ])('%s is %i bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test.each([
    '',
    'much',
    '0',
    '0 MiB',
    '-1',
    '5 XB',
    '5 iB',
    '1e6',
    '1,5 GiB',
    '512 MiB of it',
    '9999999 TiB',
  ])('“%s” is none', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });

  test('is read as the number that it was written from', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        fc.integer({ min: 0, max: 3 }),
        (n, step) => {
          const bytes = Math.min(n * 1024 ** step, Number.MAX_SAFE_INTEGER);
          expect(parseSize(sizeText(bytes))).toBe(bytes);
        },
      ),
    );
  });
});

describe('what is to be set', () => {
  test('is what says something else than what is set', () => {
    const set = textsOf({ memoryMaxBytes: 2 ** 30, processesMax: 100, cpuWeight: 50, ...counts });
    expect(set).toEqual({ memory: '1 GiB', processes: '100', cpuWeight: '50' });
    expect(limitWish({ ...set, processes: ' 200 ' }, set)).toEqual({
      kind: 'limits',
      limits: { processesMax: 200 },
    });
    expect(limitWish(set, set)).toEqual({ kind: 'limits', limits: {} });
  });

  test('takes a limit away where nothing stands', () => {
    const set = { memory: '1 GiB', processes: '100', cpuWeight: '50' };
    const limits = { memoryMaxBytes: 'max', processesMax: 'max', cpuWeight: 100 };
    expect(limitWish(nothing, set)).toEqual({ kind: 'limits', limits });
    expect(limitWish({ ...nothing, memory: 'max' }, { ...nothing, memory: '1 GiB' })).toEqual({
      kind: 'limits',
      limits: { memoryMaxBytes: 'max' },
    });
  });

  test.each([
    ['memory', 'much'],
    ['processes', '0'],
    ['processes', '1.5'],
    ['cpuWeight', '10001'],
    ['cpuWeight', 'max'],
  ] as const)('is nothing of it where %s says %s', (field, text) => {
    const texts = { memory: '1 GiB', processes: '5', cpuWeight: '7', [field]: text };
    expect(limitWish(texts, nothing)).toEqual({ kind: 'wrong', field });
  });

  test('has no limit to show where none was ever set, or the system has none', () => {
    expect(textsOf(undefined)).toEqual(nothing);
    expect(textsOf({ memoryMaxBytes: 'max', cpuWeight: 100, ...counts })).toEqual(nothing);
  });
});

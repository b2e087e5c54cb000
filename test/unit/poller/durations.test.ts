import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Durations } from '../../../src/poller/durations.js';

const kept = 512;

describe('Durations', () => {
  test('rule 3: knows no percentile before the first value', () => {
    expect(new Durations().percentile(50)).toBeUndefined();
  });

  test.for([
    [0, 1],
    [50, 50],
    [95, 95],
    [100, 100],
  ] as const)('the %dth percentile of 1 to 100 is %d', ([percent, value]) => {
    const durations = record(Array.from({ length: 100 }, (_, index) => 100 - index));
    expect(durations.percentile(percent)).toBe(value);
  });

  test('one value is every percentile', () => {
    const durations = record([3]);
    expect([1, 50, 95, 100].map((percent) => durations.percentile(percent))).toEqual([3, 3, 3, 3]);
  });

  test(`values older than the latest ${kept} count no more`, () => {
    const durations = record([...Array<number>(kept).fill(1000), ...Array<number>(kept).fill(1)]);
    expect(durations.percentile(100)).toBe(1);
  });

  test('at least so many of the latest values lie at or below a percentile, and it is one of them', () => {
    const values = fc.array(fc.nat(50), { minLength: 1, maxLength: kept + 40 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (all, percent) => {
        const latest = all.slice(-kept);
        const value = record(all).percentile(percent) ?? Number.NaN;
        const needed = (percent / 100) * latest.length;
        expect(latest).toContain(value);
        expect(latest.filter((each) => each <= value).length).toBeGreaterThanOrEqual(needed);
        expect(latest.filter((each) => each < value).length).toBeLessThan(needed);
      }),
    );
  });
});

function record(values: readonly number[]): Durations {
  const durations = new Durations();
  for (const value of values) durations.add(value);
  return durations;
}

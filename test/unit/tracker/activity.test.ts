import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { activityOf, type CpuSample, withSample } from '../../../src/tracker/activity.js';

const samples = (...pairs: readonly (readonly [at: number, cpuTimeMs: number])[]): readonly CpuSample[] =>
  pairs.map(([at, cpuTimeMs]) => ({ at, cpuTimeMs }));

test.for([
  ['nothing', []],
  ['one sample', [[0, 0]]],
  [
    'two samples, however far apart',
    [
      [0, 0],
      [5000, 5000],
    ],
  ],
  [
    'many samples within less than a second',
    [
      [0, 0],
      [300, 300],
      [600, 600],
      [999, 999],
    ],
  ],
] as const)('%s says nothing', ([, pairs]) => {
  expect(activityOf(samples(...pairs))).toBeUndefined();
});

test.for([
  [
    'idle',
    [
      [0, 70],
      [2000, 70],
      [4000, 71],
    ],
  ],
  [
    'idle',
    [
      [0, 0],
      [2000, 50],
      [4000, 199],
    ],
  ],
  [
    'busy',
    [
      [0, 0],
      [2000, 100],
      [4000, 200],
    ],
  ],
  [
    'busy',
    [
      [0, 0],
      [2000, 0],
      [4000, 4000],
    ],
  ],
] as const)('%s', ([expected, pairs]) => {
  expect(activityOf(samples(...pairs))).toBe(expected);
});

test('what a run did three ticks ago and more is forgotten', () => {
  let known: readonly CpuSample[] = [];
  for (const [at, cpuTimeMs] of [
    [0, 0],
    [2000, 2000],
    [4000, 2000],
    [6000, 2000],
    [8001, 2000],
  ] as const) {
    known = withSample(known, { at, cpuTimeMs });
  }
  expect(known.map(({ at }) => at)).toEqual([4000, 6000, 8001]);
  expect(activityOf(known)).toBe('idle');
});

test('the window never holds more than six seconds', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 50 }), (steps) => {
      let [at, known]: [number, readonly CpuSample[]] = [0, []];
      for (const step of steps) known = withSample(known, { at: (at += step), cpuTimeMs: at });
      expect(at - (known[0]?.at ?? Number.NaN)).toBeLessThanOrEqual(6000);
      expect(known.at(-1)?.at).toBe(at);
    }),
  );
});

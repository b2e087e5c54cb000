import { expect, test } from 'vitest';
import { paceOf, toGrace } from '../../../src/cli/grace.js';
import { killStepsBesideKept } from '../../../src/defaults.js';

test('the steps share the grace as those of the library do, and leave time for the forced kill', () => {
  expect(paceOf(8000)).toEqual({
    steps: [
      { signal: 'SIGHUP', graceMs: 1000 },
      { signal: 'SIGTERM', graceMs: 7000 },
    ],
    deadlineMs: 17_000,
  });
  expect(paceOf(300, killStepsBesideKept).steps).toEqual([{ signal: 'SIGTERM', graceMs: 300 }]);
  expect(paceOf(0)).toEqual({ steps: [] });
});

test('a grace is a whole number of milliseconds', () => {
  expect([toGrace(undefined, 'kill'), toGrace('0', 'kill'), toGrace('2500', 'run')]).toEqual([
    undefined,
    0,
    2500,
  ]);
  for (const wrong of ['', '-1', '1.5', '1e3', '99999999']) {
    expect(() => toGrace(wrong, 'kill')).toThrow(`--grace must be a whole number`);
  }
});

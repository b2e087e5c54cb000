import { expect, test } from 'vitest';
import { toMoment } from '../../../src/cli/moment.js';

const now = new Date(2026, 10, 28, 15, 30).getTime();

test.for([
  ['90s', now - 90_000],
  ['10m', now - 600_000],
  ['2h', now - 7_200_000],
  ['7d', now - 604_800_000],
  ['9999999d', 0],
  ['2026-11-28', new Date(2026, 10, 28).getTime()],
  ['2026-11-28 14:00', new Date(2026, 10, 28, 14).getTime()],
  ['2026-11-28T14:00:05', new Date(2026, 10, 28, 14, 0, 5).getTime()],
] as const)('%s is a moment', ([value, at]) => {
  expect(toMoment('--since', value, now)).toBe(at);
});

test.for(['', '10', 'm', '-5m', '1.5h', '10 m', 'yesterday', '2026-13-01', '2026-11-28 25:00', '28.11.2026'])(
  '%j is refused',
  (value) => {
    expect(() => toMoment('--since', value, now)).toThrow(`got ${JSON.stringify(value)}`);
  },
);

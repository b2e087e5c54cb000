import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EarlyScans } from '../../../../src/platform/posix/ledger/early-scans.js';

const pausesMs = [5, 10, 20];

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Scans that take so long each, and when they began. */
function scansOf(costMs: number) {
  const startedAt = performance.now();
  const times: number[] = [];
  const scan = async () => {
    times.push(performance.now() - startedAt);
    if (costMs === 0) return;
    await new Promise((resolve) => {
      setTimeout(resolve, costMs);
    });
  };
  return { times, scans: new EarlyScans(scan, pausesMs) };
}

test('a few follow a start, and then there are none until the next one', async () => {
  const { times, scans } = scansOf(0);
  scans.arm();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(times).toEqual([5, 15, 35]);
  scans.arm();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(times).toHaveLength(6);
});

test('many starts at once share them', async () => {
  const { times, scans } = scansOf(0);
  for (let start = 0; start < 100; start++) scans.arm();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(times).toEqual([5, 10, 20, 40]);
});

test('without a pause in the starts they take a tenth of the time at most', async () => {
  const { times, scans } = scansOf(30);
  for (let second = 0; second < 1000; second++) {
    scans.arm();
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(times.length).toBeGreaterThan(20);
  expect((times.length * 30) / 10_000).toBeLessThanOrEqual(0.1);
});

test('one that fails is no end of them, and closing is', async () => {
  let failures = 0;
  const scans = new EarlyScans(async () => {
    failures++;
    throw new Error('EMFILE');
  }, pausesMs);
  scans.arm();
  await vi.advanceTimersByTimeAsync(20);
  expect(failures).toBe(2);
  scans.close();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(failures).toBe(2);
});

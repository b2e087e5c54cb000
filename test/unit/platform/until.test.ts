import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { until } from '../../../src/platform/until.js';
import { msUntil } from '../support/clock.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('until', () => {
  test('answers at once where it is so already', async () => {
    const probe = vi.fn(() => true);
    expect(await until(probe, performance.now() + 1000)).toBe(true);
    expect([probe.mock.calls.length, vi.getTimerCount()]).toEqual([1, 0]);
  });

  test('asks once even when the deadline has passed', async () => {
    expect(await until(() => true, performance.now() - 1)).toBe(true);
    expect(await until(() => false, performance.now() - 1)).toBe(false);
  });

  test('notices within 20 ms, also after a long time', async () => {
    const startedAt = performance.now();
    const took = msUntil(until(() => performance.now() >= startedAt + 3000, startedAt + 10_000));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await took).toBeGreaterThanOrEqual(3000);
    expect(await took).toBeLessThanOrEqual(3020);
  });

  test('gives up at the deadline, with a last question then', async () => {
    const startedAt = performance.now();
    const asked: number[] = [];
    const answer = until(() => {
      asked.push(performance.now() - startedAt);
      return false;
    }, startedAt + 100);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await answer).toBe(false);
    expect(asked.at(-1)).toBe(100);
  });

  test('asks slower and slower, but not in a busy loop and not rarely', async () => {
    const probe = vi.fn(() => false);
    void until(probe, performance.now() + 1000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(probe.mock.calls.length).toBeGreaterThan(1000 / 10);
    expect(probe.mock.calls.length).toBeLessThan(300);
  });

  test('waits for an answer that takes its time, and never asks two questions at once', async () => {
    let open = 0;
    const most: number[] = [];
    const answer = until(async () => {
      most.push(++open);
      await new Promise((resolve) => void setTimeout(resolve, 50));
      open--;
      return most.length === 3;
    }, performance.now() + 1000);
    await vi.advanceTimersByTimeAsync(1000);
    expect([await answer, most]).toEqual([true, [1, 1, 1]]);
  });

  test('a question that fails is an error, not a no', async () => {
    await expect(until(() => Promise.reject(new Error('EIO')), performance.now() + 1000)).rejects.toThrow(
      'EIO',
    );
  });
});

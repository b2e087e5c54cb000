import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Poller } from '../../../src/poller/poller.js';
import { blockedSource, countingSource } from '../support/poll-sources.js';

const intervalMs = 2000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('the timer', () => {
  test('rule 13: there is none while there is no source', () => {
    const poller = newPoller();
    expect(vi.getTimerCount()).toBe(0);
    const source = countingSource();
    poller.add(source);
    poller.delete(source);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('rule 13: one serves all sources', () => {
    const poller = newPoller();
    for (let count = 0; count < 50; count++) poller.add(countingSource());
    expect(vi.getTimerCount()).toBe(1);
  });

  test('rule 13: it does not keep the host alive, nor does the one of a hint', () => {
    const timers = [vi.spyOn(globalThis, 'setInterval'), vi.spyOn(globalThis, 'setTimeout')];
    const poller = newPoller();
    const source = countingSource();
    poller.add(source);
    poller.hint(source);
    const started = timers.flatMap(({ mock }) => mock.results.map(({ value }) => value as NodeJS.Timeout));
    expect(started.map((timer) => timer.hasRef())).toEqual([false, false]);
  });

  test('looks at each source once an interval, all in one tick', async () => {
    const beginTick = vi.fn(() => ({}));
    const poller = new Poller({ intervalMs, beginTick });
    const sources = [countingSource(), countingSource()];
    for (const source of sources) poller.add(source);
    await vi.advanceTimersByTimeAsync(3 * intervalMs);
    expect(sources.map(({ ticks }) => ticks.length)).toEqual([3, 3]);
    expect(beginTick).toHaveBeenCalledTimes(3);
    expect(sources[0]?.ticks).toEqual(sources[1]?.ticks);
  });

  test('goes on after the last source has gone and another has come', async () => {
    const poller = newPoller();
    const [first, second] = [countingSource(), countingSource()];
    poller.add(first);
    poller.delete(first);
    poller.add(second);
    await vi.advanceTimersByTimeAsync(intervalMs);
    expect([first.ticks.length, second.ticks.length]).toEqual([0, 1]);
  });

  test('a deleted source is not looked at again while others are', async () => {
    const poller = newPoller();
    const [gone, stays] = [countingSource(), countingSource()];
    poller.add(gone);
    poller.add(stays);
    await vi.advanceTimersByTimeAsync(intervalMs);
    poller.delete(gone);
    await vi.advanceTimersByTimeAsync(2 * intervalMs);
    expect([gone.ticks.length, stays.ticks.length]).toEqual([1, 3]);
  });
});

describe('a slow source', () => {
  test('rule 12: delays no other and is not looked at twice at a time', async () => {
    const poller = newPoller();
    const [slow, quick] = [blockedSource(), countingSource()];
    poller.add(slow);
    poller.add(quick);
    await vi.advanceTimersByTimeAsync(5 * intervalMs);
    expect([slow.looks, quick.ticks.length]).toEqual([1, 5]);
  });

  test('rule 12: the ticks it missed are not made up for', async () => {
    const poller = newPoller();
    const slow = blockedSource();
    poller.add(slow);
    await vi.advanceTimersByTimeAsync(5 * intervalMs);
    slow.release();
    await vi.advanceTimersByTimeAsync(intervalMs - 1);
    expect(slow.looks).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(slow.looks).toBe(2);
  });
});

describe('hints', () => {
  test('rule 13: those within 50 ms of the first share one tick, over the hinted sources alone', async () => {
    const beginTick = vi.fn(() => ({}));
    const poller = new Poller({ intervalMs, beginTick });
    const sources = [countingSource(), countingSource(), countingSource()] as const;
    for (const source of sources) poller.add(source);
    poller.hint(sources[0]);
    await vi.advanceTimersByTimeAsync(30);
    poller.hint(sources[1]);
    poller.hint(sources[0]);
    await vi.advanceTimersByTimeAsync(19);
    expect(beginTick).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(beginTick).toHaveBeenCalledTimes(1);
    expect(sources.map(({ ticks }) => ticks.length)).toEqual([1, 1, 0]);
  });

  test('one after the window starts a new one', async () => {
    const poller = newPoller();
    const source = countingSource();
    poller.add(source);
    poller.hint(source);
    await vi.advanceTimersByTimeAsync(50);
    poller.hint(source);
    await vi.advanceTimersByTimeAsync(50);
    expect(source.ticks).toHaveLength(2);
  });

  test('one for a source that is not there starts nothing', () => {
    const poller = newPoller();
    poller.hint(countingSource());
    expect(vi.getTimerCount()).toBe(0);
  });

  test('one for a source deleted meanwhile leads to no look', async () => {
    const poller = newPoller();
    const [gone, stays] = [countingSource(), countingSource()];
    poller.add(gone);
    poller.add(stays);
    poller.hint(gone);
    poller.delete(gone);
    await vi.advanceTimersByTimeAsync(50);
    expect(gone.ticks).toHaveLength(0);
  });
});

describe('tick', () => {
  test('resolves when each source has been looked at', async () => {
    const poller = newPoller();
    const source = blockedSource();
    poller.add(source);
    const isOver = watch(poller.tick());
    await vi.advanceTimersByTimeAsync(0);
    expect([source.looks, isOver()]).toEqual([1, false]);
    source.release();
    await vi.advanceTimersByTimeAsync(0);
    expect(isOver()).toBe(true);
  });

  test('a look that was under way does not count: it may have read before the call', async () => {
    const poller = newPoller();
    const source = blockedSource();
    poller.add(source);
    await vi.advanceTimersByTimeAsync(intervalMs);
    const isOver = watch(poller.tick());
    source.release();
    await vi.advanceTimersByTimeAsync(0);
    expect([source.looks, isOver()]).toEqual([2, false]);
    source.release();
    await vi.advanceTimersByTimeAsync(0);
    expect(isOver()).toBe(true);
  });

  test('two at once both resolve only after a look', async () => {
    const poller = newPoller();
    const source = blockedSource();
    poller.add(source);
    const over = [watch(poller.tick()), watch(poller.tick())];
    await vi.advanceTimersByTimeAsync(0);
    expect(over.map((isOver) => isOver())).toEqual([false, false]);
    source.release();
    await vi.advanceTimersByTimeAsync(0);
    source.release();
    await vi.advanceTimersByTimeAsync(0);
    expect(over.map((isOver) => isOver())).toEqual([true, true]);
  });
});

describe('stats', () => {
  test('rule 3: before the first tick no duration is known', () => {
    expect(newPoller().stats()).toEqual({ ticks: 0, tickP50Ms: undefined, tickP95Ms: undefined });
  });

  test('tell ticks and how long they took', async () => {
    const poller = newPoller();
    poller.add({
      look: () => new Promise((resolve) => void setTimeout(resolve, 30)),
      settled: async () => undefined,
    });
    await vi.advanceTimersByTimeAsync(intervalMs + 30);
    expect(poller.stats()).toEqual({ ticks: 1, tickP50Ms: 30, tickP95Ms: 30 });
  });
});

function newPoller(): Poller {
  return new Poller({ intervalMs, beginTick: () => ({}) });
}

function watch(promise: Promise<void>): () => boolean {
  let isOver = false;
  promise.then(
    () => (isOver = true),
    () => undefined,
  );
  return () => isOver;
}

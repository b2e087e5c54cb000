import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { UsageOptions } from '../../../src/tracker/api.js';
import type { UsageReading } from '../../../src/tracker/block-usage.js';
import { type SampledBlock, UsageWatch } from '../../../src/tracker/usage-watch.js';

const emitWarning = vi.spyOn(process, 'emitWarning');

beforeEach(() => {
  vi.useFakeTimers();
  emitWarning.mockReset().mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
});

/** Uses half a core, all the time. */
class HalfBusy implements SampledBlock {
  readonly blockId: string;
  readonly generation: number;
  readonly asked: { readonly options: UsageOptions; readonly sample: object }[] = [];
  isUnreadable = false;
  tookMs = 0;
  /** How often it was said that nobody samples any more. */
  endings = 0;

  constructor(blockId: string, generation = 1) {
    this.blockId = blockId;
    this.generation = generation;
  }

  readonly resources: SampledBlock['resources'] = {
    endSampling: () => {
      this.endings++;
    },
    sample: async (options, sample) => {
      this.asked.push({ options, sample });
      if (this.isUnreadable) return undefined;
      if (this.tookMs > 0) await new Promise((resolve) => setTimeout(resolve, this.tookMs));
      return halfBusyAt(performance.now());
    },
  };
}

function halfBusyAt(at: number): UsageReading {
  const unknown = { memoryBytes: undefined, peakMemoryBytes: undefined, readBytes: undefined };
  const usage = { ...unknown, writtenBytes: undefined, limits: undefined, cpuTimeMs: at / 2, processes: [] };
  return { at, usage, ports: undefined, observedAt: Date.now(), observedPeakCount: 0 };
}

function watchOver(...blocks: SampledBlock[]) {
  return { watch: new UsageWatch(() => blocks), blocks };
}

/** When it was told, and the share of block `a` then. */
function recorded() {
  const told: (readonly [number, number | undefined])[] = [];
  const startedAt = performance.now();
  const listener: Parameters<UsageWatch['watch']>[0] = (usages) =>
    told.push([performance.now() - startedAt, usages.get('a')?.cpuPercent]);
  return { told, listener };
}

describe('a watcher', () => {
  test('is told at once and then at its interval; shares come with the second', async () => {
    const { watch } = watchOver(new HalfBusy('a'));
    const { told, listener } = recorded();
    watch.watch(listener, { intervalMs: 1000 });
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(2500);
    expect(told.map(([at]) => Math.round(at))).toEqual([0, 1000, 2000]);
    expect(told.map(([, share]) => share)).toEqual([undefined, 50, 50]);
  });

  test('has the default interval of 2 s', async () => {
    const { watch } = watchOver(new HalfBusy('a'));
    const { told, listener } = recorded();
    watch.watch(listener, {});
    await vi.advanceTimersByTimeAsync(4500);
    expect(told.map(([at]) => Math.round(at))).toEqual([0, 2000, 4000]);
  });

  test('rule 14: that throws keeps the others from nothing', async () => {
    const { watch } = watchOver(new HalfBusy('a'));
    const { told, listener } = recorded();
    watch.watch(() => fail(), { intervalMs: 1000 });
    watch.watch(listener, { intervalMs: 1000 });
    await vi.advanceTimersByTimeAsync(1500);
    expect(told).toHaveLength(2);
    expect(emitWarning).toHaveBeenCalledWith(
      expect.stringMatching(/watchUsage threw: .*on purpose/),
      'PanetreeListenerWarning',
    );
  });

  test('that leaves is not told any more, be a sample under way or not', async () => {
    const block = new HalfBusy('a');
    block.tookMs = 100;
    const { watch } = watchOver(block);
    const { told, listener } = recorded();
    const leave = watch.watch(listener, { intervalMs: 1000 });
    await vi.advanceTimersByTimeAsync(50);
    leave();
    leave();
    await vi.advanceTimersByTimeAsync(5000);
    expect(told).toEqual([]);
    expect(block.asked).toHaveLength(1);
  });
});

describe('the timer', () => {
  test('there is none while nobody watches, and one for all who do', async () => {
    const { watch } = watchOver(new HalfBusy('a'));
    expect(vi.getTimerCount()).toBe(0);
    const leaves = [500, 700, 900].map((intervalMs) => watch.watch(() => undefined, { intervalMs }));
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(3000);
    expect(vi.getTimerCount()).toBe(1);
    for (const leave of leaves) leave();
    expect(vi.getTimerCount()).toBe(0);
    watch.watch(() => undefined, {});
    watch.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('it keeps no host alive', () => {
    vi.useRealTimers();
    const setTimeoutSpy = vi.spyOn(globalThis, 'setTimeout');
    const { watch } = watchOver();
    const leave = watch.watch(() => undefined, {});
    const [timer] = setTimeoutSpy.mock.results.map(({ value }) => value as NodeJS.Timeout);
    expect(timer?.hasRef()).toBe(false);
    leave();
    setTimeoutSpy.mockRestore();
  });
});

describe('a sample', () => {
  test('is one for all who are due, or nearly so', async () => {
    const block = new HalfBusy('a');
    const { watch } = watchOver(block);
    const [first, second] = [recorded(), recorded()];
    watch.watch(first.listener, { intervalMs: 1000 });
    await vi.advanceTimersByTimeAsync(100);
    watch.watch(second.listener, { intervalMs: 1000 });
    await vi.advanceTimersByTimeAsync(2800);
    expect([first.told.length, second.told.length]).toEqual([3, 3]);
    // Once each at the beginning, and then together.
    expect(block.asked).toHaveLength(4);
  });

  test('right after another one still gives a share over a time worth it', async () => {
    const { watch } = watchOver(new HalfBusy('a'));
    watch.watch(() => undefined, { intervalMs: 2000 });
    await vi.advanceTimersByTimeAsync(2003);
    const late = recorded();
    watch.watch(late.listener, { intervalMs: 2000 });
    await vi.advanceTimersByTimeAsync(1);
    expect(late.told.map(([, share]) => share)).toEqual([50]);
  });

  test('never overlaps another one, and a late one is not made up for', async () => {
    const block = new HalfBusy('a');
    block.tookMs = 2500;
    const { watch } = watchOver(block);
    watch.watch(() => undefined, { intervalMs: 1000 });
    await vi.advanceTimersByTimeAsync(2400);
    expect(block.asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1200);
    expect(block.asked).toHaveLength(2);
  });

  test('is shared by its blocks, and looks for ports where one of its watchers wants them', async () => {
    const blocks = [new HalfBusy('a', 1), new HalfBusy('b', 2)];
    const { watch } = watchOver(...blocks);
    watch.watch(() => undefined, { intervalMs: 1000 });
    await vi.advanceTimersByTimeAsync(1);
    const leave = watch.watch(() => undefined, { intervalMs: 1000, ports: true });
    await vi.advanceTimersByTimeAsync(1);
    leave();
    await vi.advanceTimersByTimeAsync(1500);
    const [asked, other] = blocks.map((block) => block.asked);
    expect(asked?.map(({ options }) => options.ports)).toEqual([false, true, false]);
    expect(asked?.every(({ sample }, index) => sample === other?.[index]?.sample)).toBe(true);
    expect(new Set(asked?.map(({ sample }) => sample)).size).toBe(3);
  });

  test('rule 3: leaves a block out that cannot be read', async () => {
    const [broken, good] = [new HalfBusy('a', 1), new HalfBusy('b', 2)];
    broken.isUnreadable = true;
    const { watch } = watchOver(broken, good);
    const seen: string[][] = [];
    watch.watch((usages) => seen.push([...usages.keys()]), { intervalMs: 1000 });
    await vi.advanceTimersByTimeAsync(1);
    expect(seen).toEqual([['b']]);
  });

  test('is said to be the last one when the last watcher leaves, be it under way or not', async () => {
    const block = new HalfBusy('a');
    block.tookMs = 100;
    const { watch } = watchOver(block);
    const leaves = [1, 2].map(() => watch.watch(() => undefined, {}));
    await vi.advanceTimersByTimeAsync(50);
    leaves[0]?.();
    expect(block.endings).toBe(0);
    leaves[1]?.();
    expect(block.endings).toBe(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(block.endings).toBe(2);
  });

  test('of a reopened block does not go on from the one before', async () => {
    const { watch, blocks } = watchOver(new HalfBusy('a', 1));
    const { told, listener } = recorded();
    watch.watch(listener, { intervalMs: 1000 });
    await vi.advanceTimersByTimeAsync(1500);
    blocks[0] = new HalfBusy('a', 2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(told.map(([, share]) => share)).toEqual([undefined, 50, undefined]);
  });
});

function fail(): never {
  throw new Error('on purpose');
}

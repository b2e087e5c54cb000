import { describe, expect, test } from 'vitest';
import type { BlockUsage } from '../../../src/host/wire/index.js';
import { addUsage, emptyUsage, trendLength } from '../../../src/host/client/usage-cache.js';
import { areaBelow, sparklinePath } from '../../../src/panel/swarm/sparkline-path.js';

function usage(entries: Partial<BlockUsage>): BlockUsage {
  return { blockId: 'one', observedAt: 0, processCount: 0, peakProcessCount: 0, processes: [], ...entries };
}

describe('usage', () => {
  test('replaces the samples, and lengthens the trend up to its length', () => {
    let book = emptyUsage;
    for (let at = 0; at < trendLength + 10; at += 1) book = addUsage(book, [usage({ cpuPercent: at })]);
    expect(book.trends.get('one')?.cpuPercent).toHaveLength(trendLength);
    expect(book.trends.get('one')?.cpuPercent[0]).toBe(10);
    expect(book.blocks.get('one')?.cpuPercent).toBe(trendLength + 9);
  });

  test('forgets a block that is gone', () => {
    const book = addUsage(addUsage(emptyUsage, [usage({ cpuPercent: 1 })]), []);
    expect([book.blocks.size, book.trends.size]).toEqual([0, 0]);
  });

  test('keeps what is not known unknown', () => {
    const book = addUsage(emptyUsage, [usage({})]);
    expect(book.trends.get('one')).toEqual({ cpuPercent: [undefined], residentBytes: [undefined] });
  });

  test('finds the ports of each process that holds them', () => {
    const holders = [
      { pid: 1, birth: 'a' },
      { pid: 2, birth: 'b' },
    ];
    const port = { protocol: 'tcp', port: 80, address: '::', network: 'host', processes: holders } as const;
    const book = addUsage(emptyUsage, [usage({ ports: [port] })]);
    expect(book.ports.get('1 a')).toEqual([port]);
    expect(book.ports.get('2 b')).toEqual([port]);
    expect(book.ports.get('2 another')).toBeUndefined();
  });
});

describe('a sparkline', () => {
  const box = { width: 10, height: 5, samples: 3, least: 8 };

  test('has the newest sample at the right edge, and room above the highest', () => {
    expect(sparklinePath([0, 10], box)).toBe('M5 5L10 1');
  });

  test('leaves a gap where nothing is known', () => {
    expect(sparklinePath([10, undefined, 10], box)).toBe('M0 1M10 1');
  });

  test('shows little as little', () => {
    expect(sparklinePath([2], box)).toBe('M10 4');
  });

  test('fills the ground below its unbroken parts alone', () => {
    expect(areaBelow('M0 1L5 2M10 1', 10, 5)).toBe('M0 5L0 1L5 2L5 5Z');
  });
});

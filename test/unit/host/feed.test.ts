import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Feed } from '../../../src/host/events/feed.js';

describe('the feed', () => {
  test('tells all that happened in one turn at once', async () => {
    const feed = new Feed();
    const told = follow(feed);
    for (const generation of [1, 2, 3]) emit(feed, generation);
    expect(told).toEqual([]);
    await setImmediate();
    expect(told).toEqual([{ firstSeq: 1, generations: [1, 2, 3] }]);
  });

  test('tells a newcomer only what comes after it, and the others what came before', async () => {
    const feed = new Feed();
    const early = follow(feed);
    emit(feed, 1);
    const late = follow(feed);
    expect([early.length, late.length, feed.seq]).toEqual([1, 0, 1]);
    emit(feed, 2);
    await setImmediate();
    expect(early.at(-1)).toEqual({ firstSeq: 2, generations: [2] });
    expect(late).toEqual([{ firstSeq: 2, generations: [2] }]);
  });

  test('says where more has happened at once than it remembers', async () => {
    const feed = new Feed({ events: 4 });
    const told = follow(feed);
    for (let generation = 1; generation <= 10; generation++) emit(feed, generation);
    await setImmediate();
    expect(told).toEqual(['gap']);
    emit(feed, 11);
    await setImmediate();
    expect(told.at(-1)).toEqual({ firstSeq: 11, generations: [11] });
  });

  test('tells nothing to who has gone', async () => {
    const feed = new Feed();
    const told: string[] = [];
    const stop = feed.follow({ onEvents: (frame) => told.push(frame), onGap: () => undefined });
    stop();
    emit(feed, 1);
    await setImmediate();
    expect(told).toEqual([]);
  });
});

type Told = 'gap' | { readonly firstSeq: number; readonly generations: readonly number[] };

function follow(feed: Feed): Told[] {
  const told: Told[] = [];
  feed.follow({
    onEvents: (frame) => {
      const { firstSeq, events } = JSON.parse(frame);
      told.push({
        firstSeq,
        generations: events.map(({ generation }: { generation: number }) => generation),
      });
    },
    onGap: () => told.push('gap'),
  });
  return told;
}

function emit(feed: Feed, generation: number): void {
  feed.emit({ type: 'pane-closed', blockId: 'a', generation });
}

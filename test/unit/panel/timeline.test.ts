import { describe, expect, test } from 'vitest';
import { viewFromSnapshot } from '../../../src/host/client/from-snapshot.js';
import { keyOf } from '../../../src/host/client/identity.js';
import type { HistoryEntry } from '../../../src/host/wire/index.js';
import { placeOf, type TimelineRow, timelineRows, timeMarks } from '../../../src/panel/timeline/bars.js';
import { pastProcesses } from '../../../src/panel/timeline/past-processes.js';
import { PastReader } from '../../../src/panel/timeline/past-reader.js';
import { pastWords } from '../../../src/panel/timeline/past-words.js';
import { fakeBlock, fakeProcess } from '../../support/fake-host/fake-processes.js';
import { hostInfo } from '../../support/fake-host/fake-world.js';

const bash = fakeProcess({ pid: 10, ppid: 1, command: 'bash', ageMs: 5000 });
const node = fakeProcess({ pid: 11, ppid: 10, command: 'node', ageMs: 9000 });
const gone = fakeProcess({ pid: 12, ppid: 10, command: 'gone', ageMs: 7000 });
const lists = { panes: [], blocks: [fakeBlock('one', [bash, node])], runs: [], leftovers: [] };
const fresh = viewFromSnapshot(
  { type: 'snapshot', instance: 'a', seq: 0, host: hostInfo, ...lists },
  undefined,
);
const how = { reason: 'killed', exitCode: undefined, signal: 'SIGKILL', observedAt: 0 } as const;
const state = { ...fresh, ended: [{ key: 'k', blockId: 'one', process: gone, ...how, noticedAt: 1000 }] };

test('a host without a store says why, where it knows', () => {
  const off = { store: 'off' } as const;
  expect(pastWords(off, { kind: 'unread' })).toMatch(/^This host keeps no store: only/);
  const words = pastWords({ ...off, whyNoStore: 'no SQLite can be loaded' }, { kind: 'unread' });
  expect(words).toMatch(/^This host keeps no store \(no SQLite can be loaded\): only/);
});

describe('the timeline', () => {
  test('has a bar for each that lived in the span, the oldest first', () => {
    expect(names(500)).toEqual(['one 3', 'node', 'gone', 'bash']);
    expect(names(2000)).toEqual(['one 2', 'node', 'bash']);
  });

  test('keeps what began before it at its left edge', () => {
    expect([
      placeOf(undefined, 100, 200),
      placeOf(50, 100, 200),
      placeOf(150, 100, 200),
      placeOf(300, 100, 200),
    ]).toEqual([0, 0, 0.5, 1]);
  });

  test('is marked at whole steps, at most six of them', () => {
    for (const spanMs of [60_000, 300_000, 900_000, 3_600_000]) {
      const marks = timeMarks(spanMs);
      expect(marks.length).toBeGreaterThanOrEqual(3);
      expect(marks.length).toBeLessThanOrEqual(6);
    }
    expect(timeMarks(300_000)[0]).toEqual({ agoMs: 300_000, place: 0 });
  });
});

describe('the past', () => {
  const began = { event: 'registered', newStatus: 'running' } as const;
  const exited = { exitReason: 'exited', exitCode: 3 } as const;

  test('is of those that ended last, from when they were seen first', () => {
    const adopted = [entry(3, exited), entry(2, { exitReason: 'lost' }), entry(1, began)];
    expect(pastProcesses(adopted)).toMatchObject([
      { process: { pid: 20, name: 'past' }, from: 1000, end: { reason: 'exited', noticedAt: 3000 } },
    ]);
    expect(pastProcesses([entry(3, exited)])).toMatchObject([{ from: undefined }]);
  });

  test('is not of one that goes on, nor of runs and of what else is noted', () => {
    expect(pastProcesses([entry(2, began), entry(1, { exitReason: 'lost' })])).toEqual([]);
    expect(pastProcesses([entry(2, { event: 'updated' }), entry(1, began)])).toEqual([]);
    expect(pastProcesses([entry(1, { ...exited, subject: 'run' })])).toEqual([]);
  });

  test('is not of one registered by hand, and still of the block it escaped from before', () => {
    const byHand = { blockId: undefined, generation: undefined };
    expect(pastProcesses([entry(2, { ...exited, ...byHand })])).toEqual([]);
    const escaped = entry(1, { exitReason: 'escaped' });
    expect(pastProcesses([entry(2, { ...began, ...byHand }), escaped])).toMatchObject([{ blockId: 'one' }]);
  });

  test('is shown once with what was seen, which goes before it, and not where it lives', () => {
    const past = [
      entry(4, { ...exited, process: { pid: 12, birth: gone.birth }, name: 'as stored' }),
      entry(5, { exitReason: 'lost', process: { pid: 11, birth: node.birth }, name: 'as stored' }),
      entry(6, { ...exited, blockId: 'closed' }),
    ];
    const seen = { ...state, ended: state.ended.map((one) => ({ ...one, key: keyOf(gone) })) };
    const rows = timelineRows(seen, 500, pastProcesses(past));
    expect(rows.map(wordOf)).toEqual(['one 3', 'node', 'gone', 'bash', 'closed 1', 'past']);
  });

  test('is read page by page as far back as is asked for, and no further than is sensible', async () => {
    const asked: (number | undefined)[] = [];
    const endless = new PastReader(({ before = 100_001, limit = 0 }) => {
      asked.push(before);
      return Promise.resolve(Array.from({ length: limit }, (_, at) => entry(before - 1 - at, began)));
    });
    await endless.read('a', 98_500_000);
    expect(asked).toEqual([100_001, 99_001]);
    expect(endless.past.value.status).toEqual({ kind: 'whole' });
    await endless.read('a', 0);
    expect(asked).toHaveLength(12);
    expect(endless.past.value.status).toEqual({ kind: 'cut', from: 90_001_000 });
  });

  test('that cannot be read leaves what was read, and says why', async () => {
    let answers = [[entry(1, exited)]];
    const reader = new PastReader(() => {
      const [answer] = answers;
      return answer === undefined ? Promise.reject(new Error('the disk is full')) : Promise.resolve(answer);
    });
    await reader.read('a', 0);
    answers = [];
    await reader.read('a', 0);
    expect(reader.past.value).toMatchObject({
      status: { kind: 'failed', reason: 'the disk is full' },
      processes: [{ process: { pid: 20 } }],
    });
    await reader.read('b', 0);
    expect(reader.past.value).toMatchObject({ status: { kind: 'failed' }, processes: [] });
  });
});

function entry(id: number, entries: Partial<HistoryEntry>): HistoryEntry {
  return {
    id,
    at: id * 1000,
    subject: 'process',
    event: 'status_changed',
    host: 'here',
    process: { pid: 20, birth: 'b' },
    name: 'past',
    blockId: 'one',
    generation: 1,
    ...entries,
  };
}

function names(since: number): readonly string[] {
  return timelineRows(state, since).map(wordOf);
}

function wordOf(row: TimelineRow): string {
  return row.kind === 'bar' ? row.process.name : `${row.blockId} ${row.count}`;
}

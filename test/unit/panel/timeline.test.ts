import { describe, expect, test } from 'vitest';
import { viewFromSnapshot } from '../../../src/host/client/from-snapshot.js';
import { placeOf, timelineRows, timeMarks } from '../../../src/panel/timeline/bars.js';
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

function names(since: number): readonly string[] {
  return timelineRows(state, since).map((row) =>
    row.kind === 'bar' ? row.process.name : `${row.blockId} ${row.count}`,
  );
}

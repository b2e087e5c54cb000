import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PidCursor, type PidMark } from '../../../../src/platform/posix/pid-cursor.js';
import { needsProc } from '../../support/needs.js';

/** The kernel gives the first 300 PIDs out but once (RESERVED_PIDS in kernel/pid.c). */
const lowest = 300;
let cursor: PidCursor;
let pidMax = 0;

beforeEach((context) => {
  needsProc(context);
  cursor = new PidCursor();
  pidMax = Number(readFileSync('/proc/sys/kernel/pid_max', 'latin1'));
});
afterEach(() => cursor?.close());

/** Where the allocator stands, by how far it is from the end of the circle, and which PIDs near it are taken. */
const situations = fc.record({
  beforeEnd: fc.oneof(fc.nat(40), fc.nat(20_000)),
  takenSteps: fc.uniqueArray(fc.integer({ min: 1, max: 120 })),
  given: fc.integer({ min: 1, max: 80 }),
  threadsToo: fc.nat(500),
});

describe('rule 6: reusedBetween', () => {
  test('reports every PID given out between two marks, also where the allocator came round', () => {
    fc.assert(
      fc.property(situations, ({ beforeEnd, takenSteps, given, threadsToo }) => {
        const since: PidMark = { lastPid: pidMax - 1 - beforeEnd, forks: 1000 };
        const taken = new Set(takenSteps.map((steps) => advance(since.lastPid, steps)));
        const pids = allocate(since.lastPid, given, taken);
        const now: PidMark = { lastPid: pids.at(-1) ?? 0, forks: since.forks + given + threadsToo };
        const isReused = cursor.reusedBetween(since, now);
        expect(pids.filter((pid) => isReused?.(pid) !== true)).toEqual([]);
      }),
    );
  });

  test('where the system tells nothing of its allocator it suspects every PID, between any two looks', () => {
    const blind = new PidCursor('/nonexistent');
    const [since, now] = [blind.read(), blind.read()];
    expect([1, 1000, pidMax].map((pid) => blind.reusedBetween(since, now)?.(pid))).toEqual([
      true,
      true,
      true,
    ]);
    blind.close();
  });

  test('does not suspect the PIDs the allocator has not passed', () => {
    const isReused = cursor.reusedBetween({ lastPid: 1000, forks: 5 }, { lastPid: 1010, forks: 15 });
    expect([999, 1011, lowest, pidMax - 1].map((pid) => isReused?.(pid))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect([1001, 1005, 1010].map((pid) => isReused?.(pid))).toEqual([true, true, true]);
  });

  test('across the end of the circle it suspects both ends and not the middle', () => {
    const isReused = cursor.reusedBetween({ lastPid: pidMax - 3, forks: 5 }, { lastPid: 310, forks: 25 });
    expect([pidMax - 1, lowest, 310].map((pid) => isReused?.(pid))).toEqual([true, true, true]);
    expect([311, pidMax - 4].map((pid) => isReused?.(pid))).toEqual([false, false]);
  });

  test('without a fork nothing can have been given out', () => {
    expect(cursor.reusedBetween({ lastPid: 1000, forks: 5 }, { lastPid: 1000, forks: 5 })).toBeUndefined();
  });

  test('a PID the allocator was set back to is suspected', () => {
    const isReused = cursor.reusedBetween({ lastPid: 1000, forks: 5 }, { lastPid: 1000, forks: 6 });
    expect(isReused?.(1000)).toBe(true);
  });

  test.for(['half', 'all', 'ten times'] as const)(
    'past half a circle everything is suspected: %s of it',
    (howFar) => {
      const forks = { half: Math.ceil(pidMax / 2), all: pidMax, 'ten times': pidMax * 10 }[howFar];
      const isReused = cursor.reusedBetween({ lastPid: 1000, forks: 0 }, { lastPid: 1001, forks });
      expect([1, 999, 1000, 1002, pidMax - 1].every((pid) => isReused?.(pid) === true)).toBe(true);
    },
  );

  test('rule 3: where a count cannot be read everything is suspected', () => {
    const isReused = cursor.reusedBetween({ lastPid: 1000, forks: NaN }, { lastPid: 1001, forks: 7 });
    expect([7, 1001, 5000].every((pid) => isReused?.(pid) === true)).toBe(true);
  });
});

describe('read', () => {
  test('gives a PID and a number of forks that never goes back', () => {
    const [before, after] = [cursor.read(), cursor.read()];
    expect(before.lastPid).toBeGreaterThan(0);
    expect(before.lastPid).toBeLessThan(pidMax);
    expect(after.forks).toBeGreaterThanOrEqual(before.forks);
    expect(before.forks).toBeGreaterThan(0);
  });
});

function advance(from: number, steps: number): number {
  const pid = from + steps;
  return pid < pidMax ? pid : lowest + (pid - pidMax);
}

/** The kernel's cyclic allocator: the next free PID, round and round. */
function allocate(from: number, count: number, taken: ReadonlySet<number>): readonly number[] {
  const pids: number[] = [];
  for (let last = from; pids.length < count; ) {
    last = advance(last, 1);
    if (!taken.has(last)) pids.push(last);
  }
  return pids;
}

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byPid, diff, type Difference } from '../../../src/poller/diff.js';
import type { TrackedProcess } from '../../../src/tracker/tracked-process.js';
import { listSequences, type ProcessMap } from '../support/lists.js';
import { tracked } from '../support/processes.js';

const nothing: ProcessMap = new Map();

describe('folding what the diff says', () => {
  test('rule 16: the events of any sequence of lists give the last list', () => {
    fc.assert(
      fc.property(listSequences, (lists) => {
        const folded = new Map<number, TrackedProcess>();
        let previous = nothing;
        for (const next of lists) {
          apply(folded, diff(previous, next));
          previous = next;
        }
        expect(folded).toEqual(previous);
        for (const [pid, process] of previous) expect(folded.get(pid)).toBe(process);
      }),
    );
  });

  test('rule 17: nothing is added that was there, and nothing exits that was not', () => {
    fc.assert(
      fc.property(listSequences, (lists) => {
        const alive = new Set<string>();
        let previous = nothing;
        for (const next of lists) {
          const { exited, added, changed } = diff(previous, next);
          for (const process of exited) expect(alive.delete(keyOf(process))).toBe(true);
          for (const process of changed) expect(alive).toContain(keyOf(process));
          for (const process of added) {
            expect(alive).not.toContain(keyOf(process));
            alive.add(keyOf(process));
          }
          previous = next;
        }
      }),
    );
  });

  test('a list against itself says nothing', () => {
    fc.assert(
      fc.property(listSequences, (lists) => {
        for (const list of lists) expect(diff(list, new Map(list))).toEqual(differences({}));
      }),
    );
  });
});

describe('diff', () => {
  test('rule 6: a PID with another birth is one exit and one addition', () => {
    const [old, young] = [tracked(7, { birth: 'a' }), tracked(7, { birth: 'b' })];
    expect(diff(byPid([old]), byPid([young]))).toEqual(differences({ exited: [old], added: [young] }));
  });

  test('the same identity as another object has changed, and neither exits nor comes', () => {
    const [before, after] = [tracked(7, { name: 'sh' }), tracked(7, { name: 'node' })];
    expect(diff(byPid([before]), byPid([after]))).toEqual(differences({ changed: [after] }));
  });

  test('a process that is gone exits, the others are not mentioned', () => {
    const [gone, stays] = [tracked(7), tracked(8)];
    expect(diff(byPid([gone, stays]), byPid([stays]))).toEqual(differences({ exited: [gone] }));
  });

  test('from nothing, all are added in the order of the list', () => {
    const list = [tracked(9), tracked(3), tracked(5)];
    expect(diff(nothing, byPid(list))).toEqual(differences({ added: list }));
  });

  test('neither list is touched', () => {
    const [previous, next] = [byPid([tracked(1)]), byPid([tracked(2)])];
    diff(previous, next);
    expect([...previous.keys(), ...next.keys()]).toEqual([1, 2]);
  });
});

function keyOf({ pid, birth }: TrackedProcess): string {
  return `${pid}@${birth}`;
}

function differences(some: Partial<Difference<TrackedProcess>>): Difference<TrackedProcess> {
  return { exited: [], added: [], changed: [], ...some };
}

/** Exits before additions, as they are told: an exit after an addition would take a reused PID off again. */
function apply(folded: Map<number, TrackedProcess>, difference: Difference<TrackedProcess>): void {
  for (const { pid } of difference.exited) folded.delete(pid);
  for (const process of [...difference.added, ...difference.changed]) folded.set(process.pid, process);
}

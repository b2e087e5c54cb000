import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProcessRef } from '../../../src/platform/contract.js';
import { closure, type Descendant } from '../../../src/tracker/ancestry.js';

const unknown = () => undefined;

describe('closure', () => {
  test('rule 21: is the process and its descendants, not its siblings and not its parent', () => {
    const members = [
      processAt(2),
      processAt(3, 2),
      processAt(4, 2),
      processAt(5, 3),
      processAt(6, 5),
      processAt(7, 4),
    ];
    expect(pids(closure(members, [processAt(3)], unknown))).toEqual([3, 5, 6]);
  });

  test('does not depend on the order of the members', () => {
    const members = [processAt(6, 5), processAt(5, 3), processAt(3, 2), processAt(2)];
    expect(pids(closure(members, [processAt(3)], unknown))).toEqual([3, 5, 6]);
  });

  test('holds a double fork by the parent it was first seen with', () => {
    const members = [processAt(3), processAt(5, 1)];
    expect(pids(closure(members, [processAt(3)], () => processAt(3)))).toEqual([3, 5]);
  });

  test('reaches below a process that has ended', () => {
    const members = [processAt(5, 1), processAt(6, 5)];
    const lineage = ({ pid }: ProcessRef) => (pid === 5 ? processAt(3) : undefined);
    expect(pids(closure(members, [processAt(3)], lineage))).toEqual([5, 6]);
  });

  test('rule 6: a process that got the PID of the ancestor is no ancestor', () => {
    const members = [processAt(3, 1, 'b'), processAt(5, 3), processAt(6, 1)];
    const lineage = ({ pid }: ProcessRef) => (pid === 6 ? processAt(3) : undefined);
    expect(pids(closure(members, [processAt(3, 1, 'a')], lineage))).toEqual([6]);
  });

  test('rule 6: an ancestor whose PID one of its descendants got still has its other descendants', () => {
    const members = [processAt(7, 1), processAt(3, 7, 'b'), processAt(8, 1)];
    const lineage = ({ pid }: ProcessRef) => (pid === 3 ? undefined : processAt(3, 1, 'a'));
    expect(pids(closure(members, [processAt(3, 1, 'a')], lineage))).toEqual([3, 7, 8]);
  });

  test('ends where parents go round in a circle', () => {
    expect(
      pids(closure([processAt(2, 3), processAt(3, 2), processAt(4)], [processAt(2, 3)], unknown)),
    ).toEqual([2, 3]);
  });

  test('rule 21: of any history it is exactly the descendants whose links were seen', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (history, which) => {
        const { members, lineage } = history;
        const everybody = [...members, ...lineage.values()].filter((ref) => ref !== undefined);
        const ancestor = everybody[which % Math.max(1, everybody.length)] ?? processAt(99);
        const found = closure(members, [ancestor], (child) => lineage.get(keyOf(child)));
        expect(new Set(found)).toEqual(new Set(members.filter((each) => descends(each, ancestor, history))));
        expect(found).toHaveLength(new Set(found).size);
      }),
      { numRuns: 1000 },
    );
  });
});

interface History {
  readonly members: readonly Descendant[];
  readonly lineage: ReadonlyMap<string, ProcessRef | undefined>;
}

/** Few PIDs and births, so that parents have died and their PIDs were given out again. */
const histories: fc.Arbitrary<History> = fc
  .uniqueArray(
    fc.record({
      pid: fc.integer({ min: 2, max: 9 }),
      birth: fc.constantFrom('a', 'b'),
      ppid: fc.integer({ min: 1, max: 9 }),
      first: fc.option(fc.record({ pid: fc.integer({ min: 2, max: 9 }), birth: fc.constantFrom('a', 'b') }), {
        nil: undefined,
      }),
    }),
    { selector: ({ pid }) => pid, maxLength: 8 },
  )
  .map((drawn) => ({
    members: drawn.map(({ pid, birth, ppid }) => ({ pid, birth, ppid })),
    lineage: new Map(drawn.map(({ pid, birth, first }) => [keyOf({ pid, birth }), first])),
  }));

/** The definition, upwards from one process; going round in a circle is no way to an ancestor. */
function descends(from: ProcessRef, ancestor: ProcessRef, history: History): boolean {
  if (keyOf(from) === keyOf(ancestor)) return true;
  const self = history.members.find((member) => keyOf(member) === keyOf(from));
  if (self === undefined) return false;
  const parents = [
    history.lineage.get(keyOf(self)),
    history.members.find((member) => member.pid === self.ppid && member !== self),
  ];
  const above = { ...history, members: history.members.filter((member) => member !== self) };
  return parents.some((parent) => parent !== undefined && descends(parent, ancestor, above));
}

function processAt(pid: number, ppid = 1, birth = 'a'): Descendant {
  return { pid, birth, ppid };
}

function pids(members: readonly Descendant[]): readonly number[] {
  return members.map(({ pid }) => pid).toSorted((a, b) => a - b);
}

function keyOf({ pid, birth }: ProcessRef): string {
  return `${pid}@${birth}`;
}

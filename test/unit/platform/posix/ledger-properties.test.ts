import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  advance,
  emptyLedger,
  keepAll,
  type Ledger,
  type LedgerScope,
} from '../../../../src/platform/posix/ledger/ledger.js';
import type { ProcessTable } from '../../../../src/platform/posix/ledger/table.js';
import {
  leaderThatEnded,
  shell,
  SimulatedSystem,
  type Step,
  steps,
  type SystemTraits,
} from '../../support/simulated-system.js';

/** What happens between two looks, and in the middle of the second one. */
interface Interval {
  readonly before: readonly Step[];
  readonly during: readonly Step[];
  /** Which of the members is kept after the look. */
  readonly kept: number | undefined;
}

interface History {
  readonly traits: SystemTraits;
  readonly intervals: readonly Interval[];
}

interface Look {
  readonly system: SimulatedSystem;
  readonly table: ProcessTable;
  readonly scope: LedgerScope;
  readonly before: Ledger;
  readonly after: Ledger;
}

const systems: fc.Arbitrary<SystemTraits> = fc.record({
  adopter: fc.constantFrom(1, shell),
  tellsSessions: fc.boolean(),
  hostSession: fc.constantFrom(shell, leaderThatEnded),
});

const histories: fc.Arbitrary<History> = fc.record({
  traits: systems,
  intervals: fc.array(
    fc.record({
      before: fc.array(steps, { maxLength: 8 }),
      during: fc.array(steps, { maxLength: 4 }),
      kept: fc.option(fc.nat({ max: 99 }), { freq: 3, nil: undefined }),
    }),
    { maxLength: 25, size: 'max' },
  ),
});

/** Every process that is forked is looked at before anything else happens. */
const closeLooks: fc.Arbitrary<History> = fc.record({
  traits: systems,
  intervals: fc.array(
    steps
      .filter(({ act }) => act !== 'fork and exit')
      .map((step) => ({ before: [step], during: [], kept: undefined })),
    { maxLength: 60, size: 'max' },
  ),
});

function holds(all: fc.Arbitrary<History>, check: (look: Look) => void): void {
  fc.assert(
    fc.property(all, (history) => replay(history, check)),
    { numRuns: 300 },
  );
}

function replay({ traits, intervals }: History, check: (look: Look) => void): void {
  const system = new SimulatedSystem(traits);
  let ledger = emptyLedger;
  for (const { before, during, kept } of intervals) {
    for (const step of before) system.do(step);
    const scope = system.scope();
    const table = system.look(during);
    const after = advance(ledger, table, scope);
    check({ system, table, scope, before: ledger, after });
    const members = [...after.members.values()];
    const chosen = kept === undefined ? undefined : members[kept % members.length];
    ledger = chosen === undefined ? after : keepAll(after, [chosen]);
  }
}

test('nobody is taken in who does not descend from a root of that very block', () => {
  holds(histories, ({ system, after }) => {
    for (const { birth, owner } of after.members.values()) expect(system.blockOf(birth)).toBe(owner);
  });
});

test('whoever is in is in until it has gone', () => {
  holds(histories, ({ table, before, after }) => {
    const isThere = ({ pid, birth }: { pid: number; birth: string }) =>
      table.entries.get(pid)?.birth === birth;
    const stayed = [...before.members.values()].filter(isThere);
    expect(stayed.map(({ pid }) => after.members.get(pid)?.birth)).toEqual(stayed.map(({ birth }) => birth));
    expect([...after.members.values()].every(isThere)).toBe(true);
  });
});

test('nobody is missed who was seen while its parent was there', () => {
  holds(closeLooks, ({ system, after }) => {
    expect([...after.members.keys()].toSorted(byNumber)).toEqual(system.memberPids.toSorted(byNumber));
  });
});

test('rule 23: who comes in while its parent is there is what that one is: of its block, and kept or not', () => {
  holds(histories, ({ table, scope, before, after }) => {
    for (const { pid, birth, owner, lifetime } of after.members.values()) {
      const parent = after.members.get(table.entries.get(pid)?.ppid ?? 0);
      const isNew = before.members.get(pid)?.birth !== birth;
      if (!isNew || parent === undefined || scope.claims.has(pid)) continue;
      expect({ owner, lifetime }).toEqual({ owner: parent.owner, lifetime: parent.lifetime });
    }
  });
});

test('the order of the table does not matter', () => {
  holds(histories, ({ table, scope, before, after }) => {
    const entries = new Map([...table.entries].toReversed());
    expect(contentsOf(advance(before, { ...table, entries }, scope))).toEqual(contentsOf(after));
    const fresh = table.fresh.toReversed();
    expect(contentsOf(advance(before, { ...table, fresh }, scope))).toEqual(contentsOf(after));
  });
});

test('two looks at the same are one look', () => {
  holds(histories, ({ table, scope, after }) => {
    const later = { ...scope, claims: new Map() };
    expect(advance(after, { ...table, fresh: [], mayBeReused: () => false }, later)).toBe(after);
    expect(new Map(advance(after, table, later).members)).toEqual(new Map(after.members));
  });
});

/** Whatever the order of the maps. */
function contentsOf({ members, names, terminals }: Ledger): readonly unknown[] {
  return [new Map(members), new Map(names), new Map(terminals)];
}

function byNumber(a: number, b: number): number {
  return a - b;
}

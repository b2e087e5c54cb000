import { describe, expect, test } from 'vitest';
import {
  advance,
  emptyLedger,
  enterAll,
  keepAll,
  type Ledger,
  withoutOwners,
} from '../../../../src/platform/posix/ledger/ledger.js';
import type { ProcessTable, TableEntry } from '../../../../src/platform/posix/ledger/table.js';
import {
  besideHost,
  claiming,
  entry,
  hostPid,
  scope,
  surroundings,
  tableOf,
} from '../../support/process-tables.js';

/** The root of block `a`: a leader in a terminal of its own. */
const root = entry(10, { ppid: hostPid, terminal: 'tty7', marker: 'a' });
const other = entry(20, { ppid: hostPid, terminal: 'tty8', marker: 'b' });

const opened = advance(emptyLedger, tableOf([...surroundings, root]), claiming([10, 'a']));
const withOther = advance(opened, tableOf([...surroundings, root, other]), claiming([20, 'b']));

/** Whose each is, after a look at these beside the host and its surroundings. */
function ownersAfter(before: Ledger, ...entries: readonly TableEntry[]): Record<number, string> {
  return ownersIn(advance(before, tableOf([...surroundings, ...entries]), scope));
}

function ownersIn({ members }: Ledger): Record<number, string> {
  return Object.fromEntries([...members.values()].map(({ pid, owner }) => [pid, owner]));
}

function evidenceOf(pid: number, ledger: Ledger): readonly string[] | undefined {
  return ledger.members.get(pid)?.evidence;
}

function lifetimesIn({ members }: Ledger): readonly (readonly [number, string])[] {
  return [...members.values()].map(({ pid, lifetime }) => [pid, lifetime]);
}

/** The PIDs in these tables have all been given out again, unless something still bears them. */
function reusing(...entries: readonly TableEntry[]): ProcessTable {
  return tableOf([...surroundings, ...entries], { mayBeReused: () => true });
}

describe('a claim', () => {
  test('takes in a child of the host at once', () => {
    expect(ownersIn(opened)).toEqual({ 10: 'a' });
    expect(evidenceOf(10, opened)).toEqual(['descent']);
  });

  test('takes in whoever carries the marker of the block, whosever child it is', () => {
    const table = tableOf([...surroundings, entry(9), entry(10, { ppid: 9, marker: 'a' })]);
    expect(ownersIn(advance(emptyLedger, table, claiming([10, 'a'])))).toEqual({ 10: 'a' });
  });

  test('takes in nobody else', () => {
    for (const marker of [undefined, 'b', 'other host:a']) {
      const table = tableOf([...surroundings, entry(9), entry(10, { ppid: 9, marker })]);
      expect(ownersIn(advance(emptyLedger, table, claiming([10, 'a'])))).toEqual({});
    }
  });

  test('of one that has ended already tells whose its session is', () => {
    const left = entry(11, { session: 10, group: 10 });
    const table = tableOf([...surroundings, left]);
    expect(ownersIn(advance(emptyLedger, table, claiming([10, 'a'])))).toEqual({ 11: 'a' });
  });

  test('takes no member from another block', () => {
    const table = tableOf([...surroundings, root], { fresh: [] });
    const claimed = advance(opened, table, claiming([10, 'b']));
    expect(ownersIn(claimed)).toEqual({ 10: 'a' });
    expect(ownersAfter(claimed, root, entry(11, { session: 10 }))).toEqual({ 10: 'a', 11: 'a' });
  });
});

describe('one link alone', () => {
  const alone: readonly (readonly [string, Partial<TableEntry>])[] = [
    ['descent', { ppid: 10 }],
    ['session', { session: 10 }],
    ['group', { session: undefined, group: 10 }],
    ['terminal', { session: undefined, terminal: 'tty7' }],
    ['marker', { marker: 'a' }],
    ['rlimit', { limit: '2305843009213693952' }],
  ];

  test.each(alone)('%s takes in', (evidence, link) => {
    const after = advance(opened, tableOf([...surroundings, root, entry(11, link)]), scope);
    expect(ownersIn(after)).toEqual({ 10: 'a', 11: 'a' });
    expect(evidenceOf(11, after)).toEqual([evidence]);
  });

  test('all together are told, the strongest first', () => {
    const all = entry(11, { ppid: 10, session: 10, group: 10, terminal: 'tty7', marker: 'a' });
    const after = advance(opened, tableOf([...surroundings, root, all]), scope);
    expect(evidenceOf(11, after)).toEqual(['descent', 'session', 'group', 'terminal', 'marker']);
  });

  test('rule 27: links to two blocks: the strongest says whose it is, and two blocks share nobody', () => {
    const table = tableOf([...surroundings, root, other, entry(21, { ppid: 20, session: 10, marker: 'a' })]);
    const after = advance(withOther, table, scope);
    expect(ownersIn(after)).toEqual({ 10: 'a', 20: 'b', 21: 'b' });
    expect(evidenceOf(21, after)).toEqual(['descent']);
  });
});

describe('descent', () => {
  test('goes on through newcomers, in whatever order they stand', () => {
    const line = [entry(13, { ppid: 12 }), entry(12, { ppid: 11, startTicks: 12 }), entry(11, { ppid: 10 })];
    expect(ownersAfter(opened, root, ...line)).toEqual({ 10: 'a', 11: 'a', 12: 'a', 13: 'a' });
  });

  test('rule 6: a parent younger than its child is no parent', () => {
    expect(ownersAfter(opened, root, entry(11, { ppid: 10, startTicks: 9 }))).toEqual({ 10: 'a' });
    expect(ownersAfter(opened, root, entry(11, { ppid: 10, startTicks: 10 }))).toEqual({ 10: 'a', 11: 'a' });
  });

  test('from a parent that ended while the table was read counts', () => {
    const after = advance(opened, tableOf([...surroundings, entry(11, { ppid: 10 })]), scope);
    expect(ownersIn(after)).toEqual({ 11: 'a' });
    expect(ownersAfter(after, entry(12, { ppid: 11 }))).toEqual({ 12: 'a' });
  });

  test('from such a parent no longer counts once its PID may be somebody else’s', () => {
    expect(ownersIn(advance(opened, reusing(entry(11, { ppid: 10 })), scope))).toEqual({});
  });

  test('ends at the host and those above it, whatever links them', () => {
    const strange = [
      entry(1, { ppid: 0, marker: 'a' }),
      entry(4, { ppid: 10 }),
      entry(hostPid, { session: 10 }),
    ];
    expect(ownersIn(advance(opened, tableOf([...strange, root]), scope))).toEqual({ 10: 'a' });
  });
});

describe('a name', () => {
  const left = entry(11, { session: 10, group: 10 });
  const orphaned = advance(opened, tableOf([...surroundings, left]), scope);

  test('stands as long as a member bears it, though the PIDs have come round', () => {
    expect(ownersIn(orphaned)).toEqual({ 11: 'a' });
    const after = advance(orphaned, reusing(left, entry(12, { session: 10 })), scope);
    expect(ownersIn(after)).toEqual({ 11: 'a', 12: 'a' });
  });

  test('nobody bears stands until its PID may have been given out again', () => {
    const ended = advance(opened, tableOf(surroundings, { fresh: [] }), scope);
    expect(ownersAfter(ended, entry(12, { session: 10 }))).toEqual({ 12: 'a' });
    expect(ownersIn(advance(ended, reusing(entry(12, { session: 10 })), scope))).toEqual({});
  });

  test('rule 6: that somebody else has as a PID links to nobody', () => {
    const stranger = entry(10, { birth: 'another' });
    expect(ownersAfter(opened, stranger, entry(12, { session: 10 }), entry(13, { ppid: 10 }))).toEqual({});
    const withStranger = advance(orphaned, tableOf([...surroundings, stranger, left]), scope);
    expect(ownersAfter(withStranger, stranger, left, entry(12, { session: 10 }))).toEqual({ 11: 'a' });
  });

  test('of a session whose leader was never seen is learnt from a member', () => {
    const cleared = entry(12, { session: 11, group: 11 });
    const daemon = entry(13, { session: 11, group: 11, marker: 'a' });
    expect(ownersAfter(opened, root, daemon, cleared)).toEqual({ 10: 'a', 12: 'a', 13: 'a' });
  });

  test('of a session whose leader lives and is no member is not, nor once that has ended', () => {
    const inside = entry(12, { session: 7, group: 7, marker: 'a' });
    const beside = entry(13, { session: 7, group: 7 });
    const before = advance(opened, tableOf([...surroundings, root, entry(7), inside, beside]), scope);
    expect(ownersIn(before)).toEqual({ 10: 'a', 12: 'a' });
    const table = tableOf([...surroundings, root, inside, beside], { fresh: [beside] });
    expect(ownersIn(advance(before, table, scope))).toEqual({ 10: 'a', 12: 'a' });
  });
});

describe('where the host lives', () => {
  const child = entry(10, { ...besideHost, ppid: hostPid });
  const started = advance(emptyLedger, tableOf([...surroundings, child]), claiming([10, 'a']));

  test('its session, group and terminal link nobody', () => {
    expect(ownersIn(started)).toEqual({ 10: 'a' });
    const forNoBlock = entry(13, { ...besideHost, ppid: hostPid });
    expect(ownersAfter(started, child, entry(12, besideHost), forNoBlock)).toEqual({ 10: 'a' });
  });

  test('they link nobody either when the leader of that session has ended', () => {
    const [init = root, , host = root] = surroundings;
    const after = advance(started, tableOf([init, host, child, entry(12, besideHost)]), scope);
    expect(ownersIn(after)).toEqual({ 10: 'a' });
  });
});

describe('a terminal', () => {
  test('of the same number in another container is another', () => {
    const contained = [
      entry(12, { terminal: 'tty7' }),
      entry(13, { ppid: 12, session: 12, terminal: 'tty7' }),
    ];
    expect(ownersAfter(opened, root, ...contained)).toEqual({ 10: 'a' });
    expect(ownersAfter(opened, root, entry(13, { session: 12, terminal: 'tty7' }))).toEqual({ 10: 'a' });
  });

  test('that no member has any more is given up', () => {
    const without = { ...root, terminal: undefined };
    const after = advance(opened, tableOf([...surroundings, without]), scope);
    expect([...after.terminals.keys()]).toEqual([]);
    expect(ownersAfter(after, without, entry(12, { session: undefined, terminal: 'tty7' }))).toEqual({
      10: 'a',
    });
  });
});

describe('a marker', () => {
  test('copied by somebody with a parent of another kind is not believed', () => {
    const copier = entry(12, { ppid: 11, marker: 'a' });
    expect(ownersAfter(opened, root, entry(11), copier)).toEqual({ 10: 'a' });
  });

  test.each([
    ['by PID 1', 1],
    ['by one above the host', 4],
    ['by the host', hostPid],
    ['by nobody who is still there', 77],
  ])('of an orphan adopted %s is believed', (_, ppid) => {
    expect(ownersAfter(emptyLedger, entry(12, { ppid, marker: 'a' }))).toEqual({ 12: 'a' });
  });

  test('of another host’s block, or of one that is closed, is nothing', () => {
    expect(ownersAfter(opened, root, entry(12, { marker: 'other host:a' }))).toEqual({ 10: 'a' });
    const table = tableOf([...surroundings, root, entry(12, { marker: 'a' })]);
    expect(ownersIn(advance(opened, table, { ...scope, blocks: new Set(['b']) }))).toEqual({ 10: 'a' });
  });
});

describe('rule 23: kept', () => {
  const kept = keepAll(opened, [root]);

  test('is inherited by what is started from then on', () => {
    const line = [entry(11, { ppid: 10 }), entry(12, { ppid: 11 }), entry(13, { session: 10 })];
    const after = advance(kept, tableOf([...surroundings, root, ...line]), scope);
    expect(lifetimesIn(after)).toEqual([10, 11, 12, 13].map((pid) => [pid, 'kept']));
  });

  test('is inherited through a new parent with a higher PID, whatever else links the child', () => {
    const job = entry(15, { ppid: 10, session: 10, startTicks: 11 });
    const before = advance(opened, tableOf([...surroundings, root, job]), scope);
    const keptJob = keepAll(before, [job]);
    const middle = entry(16, { ppid: 15, session: 10 });
    const child = entry(12, { ppid: 16, session: 10, marker: 'a', startTicks: 17 });
    const after = advance(keptJob, tableOf([...surroundings, root, job, child, middle]), scope);
    expect(after.members.get(12)).toMatchObject({
      lifetime: 'kept',
      evidence: ['descent', 'session', 'marker'],
    });
  });

  test('rule 6: is not given to who has the PID by now', () => {
    expect(lifetimesIn(keepAll(opened, [{ pid: 10, birth: 'another' }]))).toEqual([[10, 'pane']]);
  });
});

describe('a look', () => {
  test('at which nothing has changed gives the very same ledger', () => {
    expect(advance(opened, tableOf([...surroundings, root], { fresh: [] }), scope)).toBe(opened);
  });

  test('at which strangers came gives the very same members', () => {
    const after = advance(opened, tableOf([...surroundings, root, entry(30)]), scope);
    expect(after.members.get(10)).toBe(opened.members.get(10));
  });

  test('takes off who has gone, and who has another birth', () => {
    expect(ownersAfter(opened)).toEqual({});
    expect(ownersAfter(opened, entry(10, { birth: 'another' }))).toEqual({});
  });

  test('judges only who is new', () => {
    const table = tableOf([...surroundings, root, entry(11, { ppid: 10 })], { fresh: [] });
    expect(ownersIn(advance(opened, table, scope))).toEqual({ 10: 'a' });
  });
});

describe('a ledger', () => {
  test('rule 10: takes in what runs already, and what that starts', () => {
    const running = entry(30, { ppid: 29 });
    const taken = enterAll(emptyLedger, [running], 'a');
    expect(ownersAfter(taken, entry(29), running, entry(31, { ppid: 30 }))).toEqual({ 30: 'a', 31: 'a' });
  });

  test('without a block has nothing of that block’s, and all of the others', () => {
    const { members, names, terminals } = withoutOwners(withOther, new Map([['a', undefined]]));
    expect([[...members.keys()], [...names.keys()], [...terminals.keys()]]).toEqual([[20], [20], ['tty8']]);
  });
});

import { describe, expect, test } from 'vitest';
import type { TrackedProcess } from '../../../src/host/wire/index.js';
import { pastByBlock } from '../../../src/host/client/fading.js';
import { blockState } from '../../../src/host/client/from-snapshot.js';
import { keyOf } from '../../../src/host/client/identity.js';
import type { EndedProcess } from '../../../src/host/client/host-view.js';
import { emptyUsage } from '../../../src/host/client/usage-cache.js';
import { type Row, rowsOf, type RowView } from '../../../src/panel/swarm/rows.js';
import { fakeBlock, fakeProcess } from '../../support/fake-host/fake-processes.js';

const plain: RowView = {
  search: '',
  sorting: undefined,
  shows: 'all',
  closed: new Set(),
  opened: new Set(),
};
const none = { ended: new Map(), past: new Map(), loose: new Map() } as const;
const members = [
  fakeProcess({ pid: 1, ppid: 0, command: 'sh', role: 'plumbing' }),
  fakeProcess({ pid: 2, ppid: 1, command: 'bash', role: 'root' }),
  fakeProcess({ pid: 3, ppid: 2, command: 'npm run dev' }),
  fakeProcess({ pid: 4, ppid: 3, command: 'node server.js' }),
  fakeProcess({ pid: 5, ppid: 2, command: 'sleep 9' }),
];

function ended(process: TrackedProcess): EndedProcess {
  const how = { reason: 'exited', exitCode: 0, signal: undefined } as const;
  return { key: keyOf(process), blockId: 'one', process, ...how, observedAt: 0, noticedAt: 0 };
}

function label(row: Row): string {
  return row.kind === 'process' ? `${row.process.pid}@${row.level}` : row.kind;
}

const worker = (pid: number, more: Partial<Parameters<typeof fakeProcess>[0]> = {}) =>
  fakeProcess({ pid, ppid: 2, command: `worker --job ${pid}`, ...more });

const rowsIn = (
  processes: readonly TrackedProcess[],
  view: Partial<RowView> = {},
  source: Partial<Parameters<typeof rowsOf>[0]> = {},
) => {
  const blocks = [blockState(fakeBlock('one', processes))];
  return rowsOf({ ...none, blocks, usage: emptyUsage, ...source }, { ...plain, ...view });
};

const goneAt = (pid: number, noticedAt: number) => ({
  ...ended(fakeProcess({ pid, ppid: 2, command: 'gone' })),
  noticedAt,
});

describe('many alike children', () => {
  const workers = Array.from({ length: 300 }, (_, at) => worker(1000 + at));
  test('are one line, which opens', () => {
    const rows = rowsIn([...members, ...workers]);
    const group = rows.find((row) => row.kind === 'group') ?? expect.fail('no group');
    expect(rows.map(label)).toEqual(['block', '2@2', '3@3', '4@4', '5@3', 'group', 'plumbing']);
    expect(group).toMatchObject({ name: 'worker', count: 300, level: 3, state: 'alive' });
    expect(group.members.split('\n')).toHaveLength(300);
    const opened = rowsIn([...members, ...workers], { opened: new Set([group.key]) });
    expect(opened.filter((row) => row.kind === 'process' && row.level === 4)).toHaveLength(301);
  });

  test('are told apart by their run, their children and what they are to the pane', () => {
    const processes = [
      ...members,
      ...[0, 1, 2, 3, 4, 5].map((at) => worker(100 + at, { runId: 1_000_001 })),
      ...[0, 1, 2, 3, 4, 5].map((at) => worker(200 + at, { runId: 1_000_002 })),
      ...[0, 1, 2, 3, 4].map((at) => worker(300 + at)),
      worker(305, { lifetime: 'kept' }),
      fakeProcess({ pid: 400, ppid: 300, command: 'helper' }),
    ];
    const rows = rowsIn(processes);
    expect(rows.flatMap((row) => (row.kind === 'group' ? [row.count] : []))).toEqual([6, 6]);
    expect(rows.filter((row) => row.kind === 'process')).toHaveLength(4 + 7);
  });

  test('are each to be seen where one is searched for, and where one is detached', () => {
    expect(rowsIn([...members, ...workers], { search: 'worker' }).length).toBeGreaterThan(300);
    const loose = new Map([['1007 boot-1007', 'detached' as const]]);
    const rows = rowsIn([...members, ...workers], {}, { loose });
    expect(rows.map(label)).toContain('1007@3');
    expect(rows.find((row) => row.kind === 'group')).toMatchObject({ count: 299 });
  });

  test('that end together go as one line', () => {
    const gone = workers.slice(0, 50).map(ended);
    const rows = rowsIn(members, {}, { ended: new Map([['one', gone]]) });
    expect(rows.find((row) => row.kind === 'group')).toMatchObject({ count: 50, state: 'ended' });
  });
});

describe('what has ended', () => {
  const host = {
    ended: [goneAt(10, 0), goneAt(11, 1000)],
    blocks: new Map([['one', blockState(fakeBlock('one', members))]]),
  };

  test('fades, and is folded after that', () => {
    expect(pastByBlock(host, 2000).get('one')).toBeUndefined();
    expect(
      pastByBlock(host, 4500)
        .get('one')
        ?.map(({ process }) => process.pid),
    ).toEqual([10]);
    expect(pastByBlock(host, 9000).get('one')).toHaveLength(2);
    const again = {
      ...host,
      ended: [...host.ended, { ...ended(members[4] ?? expect.fail()), noticedAt: 0 }],
    };
    expect(pastByBlock(again, 9000).get('one'), 'one that lives is not past').toHaveLength(2);
  });

  test('is a line that opens, the youngest first', () => {
    const blocks = [...host.blocks.values()];
    const source = { ...none, blocks, usage: emptyUsage, past: pastByBlock(host, 9000) };
    expect(rowsOf(source, plain).map(label).at(-1)).toBe('past');
    const opened = rowsOf(source, { ...plain, opened: new Set(['past one']) });
    expect(opened.map(label).slice(-3)).toEqual(['past', '11@3', '10@3']);
    expect(new Set(opened.map(({ key }) => key)).size).toBe(opened.length);
  });
});

test('only what is detached is shown where that is wished, with what leads to it', () => {
  const blocks = [blockState(fakeBlock('one', members)), blockState(fakeBlock('two', []))];
  const source = {
    ...none,
    blocks,
    usage: emptyUsage,
    loose: new Map([['4 boot-4', 'left-behind' as const]]),
  };
  const rows = rowsOf(source, { ...plain, shows: 'loose' });
  expect(rows.map(label)).toEqual(['block', '2@2', '3@3', '4@4']);
  expect(rowsOf(source, { ...plain, search: 'left behind' }).map(label)).toEqual(rows.map(label));
});

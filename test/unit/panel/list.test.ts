import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TrackedProcess } from '../../../src/host/wire/index.js';
import { blockState } from '../../../src/host/client/from-snapshot.js';
import { keyOf } from '../../../src/host/client/identity.js';
import type { EndedProcess } from '../../../src/host/client/host-view.js';
import { addUsage, emptyUsage, type UsageCache } from '../../../src/host/client/usage-cache.js';
import { processTree, subtreeOf, type TreeNode } from '../../../src/host/client/process-tree.js';
import { actionFor } from '../../../src/panel/swarm/row-keys.js';
import { offsetsOf, rowAt, scrollTopFor, windowOf } from '../../../src/panel/swarm/row-window.js';
import { keptRows } from '../../../src/panel/swarm/kept-rows.js';
import { type Row, rowsOf, type RowView } from '../../../src/panel/swarm/rows.js';
import { compare, nextSorting } from '../../../src/host/client/sorting.js';
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

function inWords(nodes: readonly TreeNode[]): string {
  return nodes
    .map(({ process, children }) => `${process.pid}${children.length > 0 ? `(${inWords(children)})` : ''}`)
    .join(' ');
}

function shown(
  view: Partial<RowView>,
  usage: UsageCache = emptyUsage,
  gone: readonly EndedProcess[] = [],
): string {
  const blocks = [blockState(fakeBlock('one', members))];
  const rows = rowsOf({ ...none, blocks, ended: new Map([['one', gone]]), usage }, { ...plain, ...view });
  return rows.map(label).join(' ');
}

function label(row: Row): string {
  return row.kind === 'process' ? `${row.process.pid}@${row.level}` : row.kind;
}

describe('rows that were there before', () => {
  const block = blockState(fakeBlock('one', members));
  const rowsNow = (processes = block.processes): readonly Row[] => {
    const now = processes === block.processes ? block : { ...block, processes };
    return rowsOf({ blocks: [now], ...none, usage: emptyUsage }, plain);
  };

  test('are the same list where nothing has changed', () => {
    const before = rowsNow();
    const again = rowsNow();
    expect(again).not.toBe(before);
    expect(keptRows(again, before)).toBe(before);
  });

  test('are the same rows but for what has changed', () => {
    const before = rowsNow();
    const renamed = members.map((one) => (one.pid === 5 ? { ...one, name: 'other' } : one));
    const rows = rowsNow(new Map(renamed.map((one) => [keyOf(one), one])));
    const kept = keptRows(rows, before);
    expect(kept).toEqual(rows);
    const fresh = kept.filter((row) => !before.includes(row));
    expect(fresh.map(label)).toEqual(['block', '5@3']);
  });

  test('are in the order they have now, without those that have gone', () => {
    const before = rowsNow();
    const turned = before.toReversed();
    expect(keptRows(turned, before)).toEqual(turned);
    expect(keptRows(before.slice(1), before)).toEqual(before.slice(1));
  });
});

describe('the tree', () => {
  test('has no plumbing in it: what it started hangs from who started it', () => {
    const { roots, plumbing } = processTree(members);
    expect(inWords(roots)).toBe('2(3(4) 5)');
    expect(plumbing.map(({ pid }) => pid)).toEqual([1]);
  });

  test('has those who go where they were', () => {
    const gone = fakeProcess({ pid: 6, ppid: 3, command: 'gone' });
    expect(inWords(processTree(members, [ended(gone)]).roots)).toBe('2(3(4 6) 5)');
  });

  test('gives a child to the one that lives, of two with one PID', () => {
    const old = fakeProcess({ pid: 3, ppid: 0, command: 'old' });
    expect(inWords(processTree(members, [ended({ ...old, birth: 'earlier' })]).roots)).toBe('2(3(4) 5) 3');
  });

  test('holds each process once, whoever claims to be whose child', () => {
    const anyone = fc.record({ pid: fc.integer({ min: 1, max: 12 }), ppid: fc.integer({ min: 0, max: 12 }) });
    fc.assert(
      fc.property(fc.uniqueArray(anyone, { selector: ({ pid }) => pid }), (list) => {
        const processes = list.map((one) => fakeProcess({ ...one, command: 'x' }));
        const found = pidsIn(processTree(processes).roots).toSorted((a, b) => a - b);
        expect(found).toEqual(list.map(({ pid }) => pid).toSorted((a, b) => a - b));
      }),
    );
  });

  test('tells what descends from a process, parents first, also in a circle', () => {
    const [, , npm = expect.fail()] = members;
    expect(subtreeOf(npm, members).map(({ pid }) => pid)).toEqual([3, 4]);
    const circle = [
      fakeProcess({ pid: 7, ppid: 8, command: 'a' }),
      fakeProcess({ pid: 8, ppid: 7, command: 'b' }),
    ];
    expect(subtreeOf(circle[0] ?? expect.fail(), circle)).toHaveLength(2);
  });
});

function pidsIn(nodes: readonly TreeNode[]): number[] {
  return nodes.flatMap(({ process, children }) => [process.pid, ...pidsIn(children)]);
}

describe('the rows', () => {
  test('are the block, its tree, and its plumbing in one line', () => {
    expect(shown({})).toBe('block 2@2 3@3 4@4 5@3 plumbing');
  });

  test('end at what is closed, and say how many are hidden', () => {
    expect(shown({ closed: new Set(['3 boot-3']) })).toBe('block 2@2 3@3 5@3 plumbing');
    expect(shown({ closed: new Set(['block one']) })).toBe('block');
    expect(shown({ opened: new Set(['plumbing one']) })).toBe('block 2@2 3@3 4@4 5@3 plumbing 1@3');
  });

  test('are those that match and what leads to them, open or not', () => {
    expect(shown({ search: 'SERVER', closed: new Set(['block one']) })).toBe('block 2@2 3@3 4@4');
    expect(shown({ search: 'plumbing' })).toBe('block plumbing 1@3');
    expect(shown({ search: 'node sleep' })).toBe('');
  });

  test('are in the order of what whole subtrees use, the unknown last', () => {
    const samples = [
      { pid: 4, birth: 'boot-4', cpuPercent: 30 },
      { pid: 5, birth: 'boot-5', cpuPercent: 20 },
    ];
    const block = { blockId: 'one', observedAt: 0, processCount: 5, peakProcessCount: 5, processes: samples };
    const usage = addUsage(emptyUsage, [block]);
    const sorted = (direction: 'ascending' | 'descending') =>
      shown({ sorting: { column: 'cpu', direction } }, usage);
    expect(sorted('descending')).toBe('block 2@2 3@3 4@4 5@3 plumbing');
    expect(sorted('ascending')).toBe('block 2@2 5@3 3@3 4@4 plumbing');
  });

  test('say so where a block has none', () => {
    const blocks = [blockState(fakeBlock('one', []))];
    const rows = rowsOf({ blocks, ...none, usage: emptyUsage }, plain);
    expect(rows.map(label)).toEqual(['block', 'note']);
  });
});

describe('sorting', () => {
  test('goes one way, the other, and back to how the tree grew', () => {
    const first = nextSorting(undefined, 'cpu');
    const second = nextSorting(first, 'cpu');
    expect([first?.direction, second?.direction]).toEqual(['descending', 'ascending']);
    expect(nextSorting(second, 'cpu')).toBeUndefined();
    expect(nextSorting(first, 'name')).toEqual({ column: 'name', direction: 'ascending' });
  });

  test('puts the unknown last in both directions', () => {
    for (const direction of ['ascending', 'descending'] as const) {
      expect(compare(undefined, 1, { column: 'pid', direction })).toBeGreaterThan(0);
    }
  });
});

describe('the window of painted rows', () => {
  test('covers all that is seen, and never more than asked for', () => {
    const heights = fc.array(fc.constantFrom(24, 46), { maxLength: 200 });
    fc.assert(
      fc.property(heights, fc.nat(5000), fc.integer({ min: 1, max: 900 }), (list, top, height) => {
        const offsets = offsetsOf(list);
        const { from, to } = windowOf(offsets, { top, height, overscan: 2 });
        const isSeen = (row: number) => (offsets[row + 1] ?? 0) > top && (offsets[row] ?? 0) < top + height;
        const seen = list.flatMap((_, row) => (isSeen(row) ? [row] : []));
        expect(seen.every((row) => row >= from && row < to)).toBe(true);
        expect(to - from).toBeLessThanOrEqual(Math.ceil(height / 24) + 2 + 4);
        expect(from >= 0 && to <= list.length).toBe(true);
      }),
    );
  });

  test('is empty where there are no rows', () => {
    expect(windowOf(offsetsOf([]), { top: 0, height: 100, overscan: 3 })).toEqual({ from: 0, to: 0 });
  });

  test('knows the row at a height', () => {
    const offsets = offsetsOf([46, 24, 24]);
    expect([0, 45, 46, 70, 500, -3].map((pixels) => rowAt(offsets, pixels))).toEqual([0, 0, 1, 2, 2, 0]);
  });

  test('scrolls no further than a row needs', () => {
    const offsets = offsetsOf([24, 24, 24, 24]);
    const view = { top: 24, height: 48 };
    expect([0, 1, 2, 3].map((row) => scrollTopFor(offsets, row, view))).toEqual([0, 24, 24, 48]);
  });
});

describe('keys in the list', () => {
  const blocks = [blockState(fakeBlock('one', members))];
  const rows = rowsOf({ blocks, ...none, usage: emptyUsage }, plain);
  const keyAt = (at: number) => rows[at]?.key;

  test('go up, down, to the ends, to the parent and to the first child', () => {
    expect(actionFor('ArrowDown', rows, 0)).toEqual({ kind: 'go', key: keyAt(1) });
    expect(actionFor('ArrowUp', rows, 0)).toBeUndefined();
    expect(actionFor('End', rows, 0)).toEqual({ kind: 'go', key: 'plumbing one' });
    expect(actionFor('ArrowLeft', rows, 4)).toEqual({ kind: 'go', key: keyAt(1) });
    expect(actionFor('ArrowRight', rows, 2)).toEqual({ kind: 'go', key: keyAt(3) });
    expect(actionFor('PageDown', rows, 0)).toEqual({ kind: 'go', key: 'plumbing one' });
  });

  test('open what is closed and close what is open', () => {
    expect(actionFor('ArrowRight', rows, 5)).toEqual({ kind: 'toggle', key: 'plumbing one' });
    expect(actionFor('ArrowLeft', rows, 2)).toEqual({ kind: 'toggle', key: keyAt(2) });
  });

  test('leave other keys to others', () => {
    expect(actionFor('q', rows, 0)).toBeUndefined();
    expect(actionFor('ArrowDown', [], 0)).toBeUndefined();
  });
});

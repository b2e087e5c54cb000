import { describe, expect, test } from 'vitest';
import type { ProcStat } from '../../../../src/platform/posix/proc-stat.js';
import { descendants } from '../../../../src/platform/posix/process-table.js';

describe('rule 10: descendants', () => {
  test('are the root and all below it, parents before children', () => {
    const table = tableOf([stat(2, 1), stat(3, 2), stat(4, 3), stat(5, 2), stat(6, 1)]);
    expect(pids(table, 2)).toEqual([2, 3, 5, 4]);
  });

  test('of a process that is gone are none, though its children are still there', () => {
    expect(pids(tableOf([stat(3, 2)]), 2)).toEqual([]);
  });

  test('rule 6: do not include what is older than its parent, whose PID was given out again', () => {
    const table = tableOf([stat(2, 1, 500), stat(3, 2, 400), stat(4, 2, 500), stat(5, 2, 501)]);
    expect(pids(table, 2)).toEqual([2, 4, 5]);
  });

  test('end where parents go round in a circle', () => {
    expect(pids(tableOf([stat(2, 3), stat(3, 2)]), 2)).toEqual([2, 3]);
  });
});

function stat(pid: number, ppid: number, startTicks = 100): ProcStat {
  const ids = { pid, ppid, group: pid, session: pid, terminal: 0, foregroundGroup: -1 };
  return { ...ids, startTicks, name: 'x', state: 'S', cpuTicks: 0, threads: 1, isExiting: false };
}

function tableOf(stats: readonly ProcStat[]): ReadonlyMap<number, ProcStat> {
  return new Map(stats.map((each) => [each.pid, each]));
}

function pids(table: ReadonlyMap<number, ProcStat>, root: number): readonly number[] {
  return descendants(table, root).map(({ pid }) => pid);
}

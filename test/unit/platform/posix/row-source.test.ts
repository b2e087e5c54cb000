import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ProcessTable } from '../../../../src/platform/posix/ledger/table.js';
import { launcherLine } from '../../../../src/platform/posix/launcher.js';
import { type ProcessRow, RowSource } from '../../../../src/platform/posix/row-source.js';
import { needsPosix } from '../../support/needs.js';

const longAgo = Date.UTC(2020, 0, 1);

function row(pid: number, differences: Partial<ProcessRow> = {}): ProcessRow {
  return {
    pid,
    birth: 'a',
    ppid: 1,
    group: pid,
    session: pid,
    terminal: undefined,
    startTicks: longAgo,
    startedAt: longAgo,
    isStopped: false,
    marker: undefined,
    limit: undefined,
    user: undefined,
    name: 'program',
    command: 'program --serve',
    isUninterruptible: false,
    ...differences,
  };
}

const host = row(process.pid);

/** What each read gives: the rows beside that of the host, and where the PIDs have come to. */
class Script {
  reads = 0;
  rows: readonly ProcessRow[] = [];
  ownPid: number | undefined;
  error: Error | undefined;
  readonly source = new RowSource({
    read: async () => {
      this.reads++;
      if (this.error !== undefined) throw this.error;
      return { rows: [host, ...this.rows], ownPid: this.ownPid };
    },
  });

  look(ownPid: number | undefined, ...rows: readonly ProcessRow[]): Promise<ProcessTable> {
    this.ownPid = ownPid;
    this.rows = rows;
    return this.source.look();
  }
}

let script = new Script();

beforeEach(() => {
  script = new Script();
});

afterEach(() => {
  vi.useRealTimers();
});

const probes = [1, 99, 100, 150, 200, 201, 30_000];

function reusedIn({ mayBeReused }: ProcessTable): readonly number[] {
  return probes.filter(mayBeReused);
}

function freshIn({ fresh }: ProcessTable): readonly number[] {
  return fresh.map(({ pid }) => pid).filter((pid) => pid !== process.pid);
}

describe('rule 6: which PIDs may have been given out again', () => {
  test('at the first look: any', async () => {
    expect(reusedIn(await script.look(100))).toEqual(probes);
  });

  test('later: those between the reader of the look before and this one', async () => {
    await script.look(100);
    expect(reusedIn(await script.look(200))).toEqual([100, 150, 200]);
    expect(reusedIn(await script.look(201))).toEqual([200, 201]);
  });

  test('across the end of the circle: those behind the one and up to the other', async () => {
    await script.look(201);
    expect(reusedIn(await script.look(99))).toEqual([1, 99, 201, 30_000]);
  });

  test('where the reader’s own PID is not known: any', async () => {
    await script.look(undefined);
    expect(reusedIn(await script.look(100))).toEqual(probes);
    expect(reusedIn(await script.look(undefined))).toEqual(probes);
  });

  test('after so long that the circle may have been closed: any', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    await script.look(100);
    vi.advanceTimersByTime(9999);
    expect(reusedIn(await script.look(150))).toEqual([100, 150]);
    vi.advanceTimersByTime(10_000);
    expect(reusedIn(await script.look(200))).toEqual(probes);
  });

  test('after a look that failed: those since the one before that', async () => {
    await script.look(100);
    script.error = new Error('EAGAIN');
    await expect(script.look(150)).rejects.toThrow('EAGAIN');
    script.error = undefined;
    expect(reusedIn(await script.look(200))).toEqual([100, 150, 200]);
  });
});

describe('who is new', () => {
  test('is everybody at first, then who has come, or has changed session or terminal', async () => {
    expect(freshIn(await script.look(100, row(10), row(11)))).toEqual([10, 11]);
    expect(freshIn(await script.look(100, row(10), row(11), row(12)))).toEqual([12]);
    expect(
      freshIn(await script.look(100, row(10, { session: 1 }), row(11, { terminal: 'ttys001' }))),
    ).toEqual([10, 11]);
  });

  test('rule 6: is who has got the PID of another', async () => {
    await script.look(100, row(10));
    expect(freshIn(await script.look(100, row(10, { birth: 'another' })))).toEqual([10]);
  });

  test('is not who only lost its parent', async () => {
    await script.look(100, row(10, { ppid: 9 }));
    const table = await script.look(100, row(10));
    expect(freshIn(table)).toEqual([]);
    expect(table.entries.get(10)?.ppid).toBe(1);
  });

  test('is who has only just started, for 3 s: an exec may give it an environment of its own', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'], now: longAgo });
    const young = row(10, { startedAt: longAgo });
    await script.look(100, young);
    vi.advanceTimersByTime(2999);
    expect(freshIn(await script.look(100, { ...young, marker: 'a' }))).toEqual([10]);
    vi.advanceTimersByTime(1);
    expect(freshIn(await script.look(100, young))).toEqual([]);
  });

  test.for([-3_600_000, 3_600_000])('is so after the clock was set by %i ms as well', async (step) => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'], now: longAgo });
    const [first, second] = [10, 11].map((pid) => row(pid, { startedAt: longAgo }));
    await script.look(100, first ?? host);
    vi.setSystemTime(longAgo + step);
    const rows = [first ?? host, second ?? host];
    expect(freshIn(await script.look(100, ...rows))).toEqual([10, 11]);
    vi.advanceTimersByTime(2999);
    expect(freshIn(await script.look(100, ...rows))).toEqual([10, 11]);
    vi.advanceTimersByTime(1);
    expect(freshIn(await script.look(100, ...rows))).toEqual([]);
  });

  test('is told once where the system does not say when it started', async () => {
    await script.look(100, row(10, { startedAt: undefined }));
    expect(freshIn(await script.look(100, row(10, { startedAt: undefined })))).toEqual([]);
  });

  test('rule 3: after a look that failed is who was not there at the one before', async () => {
    await script.look(100, row(10));
    script.error = new Error('EAGAIN');
    await expect(script.look(100, row(10), row(11))).rejects.toThrow('EAGAIN');
    script.error = undefined;
    expect(freshIn(await script.look(100, row(10), row(11)))).toEqual([11]);
  });
});

describe('vitality', () => {
  test('is read anew each time', async () => {
    await script.look(100, row(10), row(11), row(12));
    script.rows = [row(10), row(11, { isUninterruptible: true }), row(12, { birth: 'another' })];
    const asked = [10, 11, 12, 13].map((pid) => script.source.vitality({ pid, birth: 'a' }));
    expect(await Promise.all(asked)).toEqual(['alive', 'uninterruptible', 'replaced', 'gone']);
    expect(script.reads).toBe(5);
  });

  test('rule 3: is not known where the table cannot be read', async () => {
    script.error = new Error('EAGAIN');
    await expect(script.source.vitality({ pid: 10, birth: 'a' })).rejects.toThrow('EAGAIN');
  });
});

describe('where the host lives', () => {
  const line = [
    row(process.pid, { ppid: 90, session: 80, terminal: 'ttys000' }),
    row(90, { ppid: 80, session: 80, terminal: 'ttys000' }),
    row(80, { ppid: 1, session: undefined, terminal: undefined }),
  ];
  const source = new RowSource({ read: async () => ({ rows: [...line, row(70)], ownPid: 100 }) });

  test('rule 8: is it and all above it, PID 1 included, seen or not', async () => {
    const { ancestors } = await source.hostContext();
    expect([...ancestors].toSorted((a, b) => a - b)).toEqual(
      [1, 80, 90, process.pid].toSorted((a, b) => a - b),
    );
  });

  test('is their sessions and terminals, and no place', async () => {
    const { sessions, terminals, place } = await source.hostContext();
    expect([[...sessions], [...terminals], place]).toEqual([[80], ['ttys000'], undefined]);
  });

  test('needs no read of its own after a look', async () => {
    await script.look(100);
    await script.source.hostContext();
    expect(script.reads).toBe(1);
  });

  test('ends where parents go round in a ring', async () => {
    const ring = [row(process.pid, { ppid: 90 }), row(90, { ppid: process.pid })];
    const inRing = new RowSource({ read: async () => ({ rows: ring, ownPid: 100 }) });
    expect((await inRing.hostContext()).ancestors).toEqual(new Set([process.pid, 90, 1]));
  });
});

describe('what is told of a process', () => {
  const launcher = launcherLine({ file: 'sleep', args: [] }, { marker: 'a', procsPath: undefined });
  const line = [launcher.file, ...launcher.args].join(' ');

  test('is its row at the last look', async () => {
    const { entries } = await script.look(100, row(10));
    const entry = entries.get(10) ?? host;
    expect(script.source.describe(entry)).toMatchObject({ name: 'program', command: 'program --serve' });
    await script.look(100, row(10, { birth: 'another' }));
    expect(script.source.describe(entry)).toBeUndefined();
  });

  test('rule 18: says that it may be on its way to a command, whenever it started', async () => {
    await script.look(100, row(10, { command: line }), row(11));
    expect(script.source.describe(row(10))).toMatchObject({ command: line, isStarting: true });
    expect(script.source.describe(row(11))).toMatchObject({ isStarting: false });
  });

  test('rule 3: is no usage', async () => {
    expect(await script.source.usage([row(10)])).toEqual([
      { pid: 10, birth: 'a', cpuTimeMs: undefined, residentBytes: undefined },
    ]);
  });
});

describe('rule 7: a signal', () => {
  let child: ChildProcess;
  let pid = 0;

  beforeEach(async (context) => {
    needsPosix(context);
    child = spawn('sleep', ['60'], { stdio: 'ignore' });
    await once(child, 'spawn');
    pid = child.pid ?? 0;
  });

  afterEach(() => {
    child?.kill('SIGKILL');
  });

  test('reaches who is still the same, and nobody else; one read for all', async () => {
    await script.look(100, row(pid), row(11));
    script.rows = [row(pid)];
    const targets = [row(11), row(pid)];
    const exited = once(child, 'exit');
    expect(await script.source.signal(targets, 'SIGKILL')).toEqual(['already-gone', 'signalled']);
    expect(await exited).toEqual([null, 'SIGKILL']);
    expect(script.reads).toBe(2);
  });

  test('does not reach who has got the PID since', async () => {
    await script.look(100, row(pid));
    script.rows = [row(pid, { birth: 'another' })];
    expect(await script.source.signal([row(pid)], 'SIGKILL')).toEqual(['identity-changed']);
    expect(child.signalCode).toBeNull();
  });

  test('reaches nobody where the table cannot be read', async () => {
    script.error = new Error('EAGAIN');
    await expect(script.source.signal([row(pid)], 'SIGKILL')).rejects.toThrow('EAGAIN');
    expect(child.signalCode).toBeNull();
  });

  test('to nobody needs no read', async () => {
    expect(await script.source.signal([], 'SIGKILL')).toEqual([]);
    expect(script.reads).toBe(0);
  });
});

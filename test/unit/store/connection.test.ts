import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Change, unpack } from '../../../src/store/changes.js';
import { Connection } from '../../../src/store/connection.js';
import { TrackerError } from '../../../src/tracker/errors.js';
import { ToldRegistry } from '../../support/told-registry.js';
import { added, exited, run, scope } from './support/told.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function connect(registry: ToldRegistry) {
  const batches: (readonly Change[])[] = [];
  const supply = { spare: () => undefined, take: async () => undefined, giveBack: async () => undefined };
  const connection = new Connection(registry, {
    send: (packed) => void batches.push(unpack(packed)),
    supply,
  });
  const kinds = () => batches.map((batch) => batch.map(({ kind }) => kind));
  return { connection, batches, kinds };
}

function snapshotOf(...pids: readonly number[]) {
  return {
    generation: 1,
    seq: 1,
    confidence: 'high' as const,
    processes: pids.map((pid) => added(pid).process),
  };
}

describe('a connection', () => {
  test('sends what one tick tells in one piece, soon after', () => {
    const registry = new ToldRegistry();
    const { kinds } = connect(registry);
    registry.tell('process-added', added(7));
    registry.tell('process-changed', added(7));
    registry.tell('process-exited', exited(7));
    registry.tell('run-started', { ...scope, run: run(1_000_000) });
    expect(kinds()).toEqual([]);
    vi.advanceTimersByTime(25);
    expect(kinds()).toEqual([['seen', 'seen', 'exited', 'run']]);
    vi.advanceTimersByTime(1000);
    expect(kinds()).toHaveLength(1);
  });

  test('sends a large tick in parts, so that no message grows without bounds', () => {
    const registry = new ToldRegistry();
    const { batches } = connect(registry);
    for (let pid = 1; pid <= 25_000; pid++) registry.tell('process-added', added(pid));
    expect(batches.map(({ length }) => length)).toEqual([10_000, 10_000]);
  });

  test('begins with what there is, and tells all anew each minute', () => {
    const registry = new ToldRegistry();
    registry.snapshots.set('pane', snapshotOf(7, 8));
    const { kinds } = connect(registry);
    vi.advanceTimersByTime(25);
    expect(kinds()).toEqual([['seen', 'seen', 'all-seen']]);
    vi.advanceTimersByTime(60_025);
    expect(kinds()).toHaveLength(2);
  });

  test('rule 3: does not tell anew what it could not read', () => {
    const registry = new ToldRegistry();
    registry.snapshots.set('pane', snapshotOf(7));
    const { kinds } = connect(registry);
    vi.advanceTimersByTime(25);
    registry.lastError = new TrackerError('read-failed', 'no');
    vi.advanceTimersByTime(180_025);
    expect(kinds()).toHaveLength(1);
    registry.lastError = undefined;
    vi.advanceTimersByTime(60_025);
    expect(kinds()).toHaveLength(2);
  });

  test('ends with what has gathered, and listens no more', async () => {
    const registry = new ToldRegistry();
    const { connection, kinds } = connect(registry);
    registry.tell('tracker-closed', {
      ...scope,
      report: {
        blockId: 'pane',
        status: 'ended',
        ended: [],
        forced: [],
        survivors: [],
        kept: [],
        escaped: [],
        problems: [],
        elapsedMs: 1,
        confidence: 'high',
      },
    });
    await connection.end();
    expect(kinds()).toEqual([['all-seen']]);
    expect(registry.listeners).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('keeps a run whose metadata does not survive JSON', () => {
    const registry = new ToldRegistry();
    const { connection, batches } = connect(registry);
    const metadata: Record<string, unknown> = {};
    metadata['self'] = metadata;
    registry.tell('run-changed', { ...scope, run: run(1_000_000, { metadata }) });
    connection.flush();
    expect(batches[0]?.[0]).toMatchObject({ run: { metadata: expect.stringContaining('circular') } });
  });
});

import { describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/store/worker/engine.js';
import { openEngine, Teller } from './support/engines.js';
import { added, exited, run } from './support/told.js';

function events(engine: Engine) {
  return engine
    .read('history', {})
    .map(({ event, oldStatus, newStatus }) => [event, oldStatus, newStatus])
    .toReversed();
}

function find(engine: Engine, pid = 7, birth?: string) {
  return engine.read('process', { host: 'here', pid, birth });
}

describe('a process', () => {
  test('is registered when it is seen first, and ends once', () => {
    const engine = openEngine();
    const teller = new Teller(engine);
    teller.seen(1000, added(7));
    expect(find(engine)).toMatchObject({ status: 'running', firstSeenAt: 1000, exitedAt: undefined });
    teller.exited(exited(7, { reason: 'killed', signal: 'SIGKILL' }));
    teller.exited(exited(7, { observedAt: 9000 }));
    expect(find(engine)).toMatchObject({
      host: 'here',
      blockId: 'pane',
      command: 'program-7 --serve',
      status: 'stopped',
      exitedAt: 2000,
      lastSeenAt: 2000,
      exitReason: 'killed',
      signal: 'SIGKILL',
    });
    expect(events(engine)).toEqual([
      ['registered', undefined, 'running'],
      ['status_changed', 'running', 'stopped'],
    ]);
  });

  test('told of again is no news, told of differently is an update that says what changed', () => {
    const engine = openEngine();
    const teller = new Teller(engine);
    teller.seen(1000, added(7));
    teller.seen(1500, added(7));
    teller.seen(1600, added(7, { name: 'node', command: 'node --token abc' }));
    expect(find(engine)).toMatchObject({ name: 'node', command: 'node --token ***', lastSeenAt: 1600 });
    const [update] = engine.read('history', {});
    expect(update).toMatchObject({
      event: 'updated',
      name: 'node',
      details: {
        name: { before: 'program-7', after: 'node' },
        command: { before: 'program-7 --serve', after: 'node --token ***' },
      },
    });
    expect(events(engine)).toHaveLength(2);
  });

  test.for([
    [{ reason: 'exited', exitCode: 0 }, 'stopped'],
    [{ reason: 'exited' }, 'stopped'],
    [{ reason: 'exited', exitCode: 2 }, 'crashed'],
    [{ reason: 'exited', signal: 'SIGSEGV' }, 'crashed'],
    [{ reason: 'killed', signal: 'SIGTERM' }, 'stopped'],
    [{ reason: 'removed', exitCode: 1 }, 'stopped'],
    [{ reason: 'escaped' }, 'escaped'],
    [{ reason: 'lost' }, 'lost'],
  ] as const)('that ends by %o is %s', ([end, status]) => {
    const engine = openEngine();
    const teller = new Teller(engine);
    teller.seen(1000, added(7));
    teller.exited(exited(7, end));
    expect(find(engine)?.status).toBe(status);
  });

  test('rule 6: a reused PID is another process', () => {
    const engine = openEngine();
    const teller = new Teller(engine);
    teller.seen(1000, added(7, { birth: 'old', startedAt: 1 }));
    teller.exited(exited(7, { process: added(7, { birth: 'old' }).process }));
    teller.seen(3000, added(7, { birth: 'new', startedAt: 2 }));
    expect(find(engine)).toMatchObject({ birth: 'new', startedAt: 2, status: 'running' });
    expect(find(engine, 7, 'old')).toMatchObject({ startedAt: 1, status: 'stopped' });
  });

  test('of which only the end was told is known by what the end says', () => {
    const engine = openEngine();
    new Teller(engine).exited(exited(7, { exitCode: 0 }));
    expect(find(engine)).toMatchObject({ name: 'program-7', command: '', status: 'stopped' });
    expect(events(engine)).toHaveLength(2);
  });

  test('taken over by another registry lives on, and a late end of the first does not end it', () => {
    const engine = openEngine();
    const first = new Teller(engine, 'first');
    first.seen(1000, added(7));
    new Teller(engine, 'second').seen(2000, added(7));
    first.exited(exited(7));
    expect(find(engine)).toMatchObject({ status: 'running', firstSeenAt: 1000 });
    expect(events(engine).map(([event]) => event)).toEqual(['registered', 'registered']);
  });

  test('not seen when all was told anew is lost, and nothing else is', () => {
    const engine = openEngine();
    const teller = new Teller(engine);
    teller.seen(1000, added(7), added(8));
    new Teller(engine, 'other').seen(1000, added(9));
    teller.seen(5000, added(8));
    teller.allSeen(5000);
    expect(find(engine, 7)).toMatchObject({ status: 'lost', lastSeenAt: 1000, exitedAt: 5000 });
    expect([find(engine, 8)?.status, find(engine, 9)?.status]).toEqual(['running', 'running']);
  });
});

describe('a run', () => {
  test('gives its session and project to its processes, also when it is named later', () => {
    const engine = openEngine();
    const teller = new Teller(engine);
    teller.run(1000, run(1_000_000));
    teller.seen(1100, added(7, { runId: 1_000_000 }));
    expect(find(engine)).toMatchObject({ sessionId: 'temp_1000000', projectPath: '/project' });
    teller.run(1200, run(1_000_000, { sessionId: 'real', status: 'running' }));
    expect(find(engine)?.sessionId).toBe('real');
    expect(engine.read('history', { sessionId: 'real' })).toHaveLength(3);
    expect(engine.read('history', { sessionId: 'temp_1000000' })).toEqual([]);
  });

  test('is kept as last told, with metadata and root', () => {
    const engine = openEngine();
    const teller = new Teller(engine);
    const record = run(1_000_000, {
      startError: 'ENOENT',
      hostRunId: 'turn-7',
      kind: 'agent',
      agentId: 'a',
      agentName: 'Ada',
      metadata: { deep: [1, { x: 'ü\u0000' }] },
      root: { pid: 7, birth: 'a' },
      status: 'crashed',
      outcome: 'failed',
      exitCode: 3,
      endedAt: 2000,
    });
    teller.run(1000, run(1_000_000, { kind: 'agent', agentId: 'a', agentName: 'Ada' }));
    teller.run(2000, record);
    expect(engine.read('run', 1_000_000)).toEqual({ ...record, host: 'here' });
    expect(engine.read('runs', { kind: 'agent', status: 'crashed' })).toHaveLength(1);
    expect(engine.read('runs', { hostRunId: 'turn-7' })).toHaveLength(1);
    expect(engine.read('runs', { hostRunId: 'turn-8' })).toEqual([]);
    expect(engine.read('runs', { sessionId: 'nobody' })).toEqual([]);
  });

  test('that is idle and busy in turns does not fill the history', () => {
    const engine = openEngine();
    const teller = new Teller(engine);
    for (const status of ['starting', 'running', 'idle', 'busy', 'idle', 'stopped'] as const) {
      teller.run(1000, run(1_000_000, { status }));
    }
    expect(events(engine)).toEqual([
      ['registered', undefined, 'starting'],
      ['status_changed', 'starting', 'running'],
      ['status_changed', 'idle', 'stopped'],
    ]);
  });

  test('of a registry that numbered it alone does not replace another of that id', () => {
    const engine = openEngine();
    new Teller(engine, 'first').run(1000, run(1_000_000, { task: 'first' }));
    new Teller(engine, 'second').run(2000, run(1_000_000, { task: 'second', startedAt: 2000 }));
    expect(engine.read('runs', {}).map(({ task }) => task)).toEqual(['second', 'first']);
    expect(engine.read('run', 1_000_000)?.task).toBe('second');
  });

  test.for([['before', 'after'] as const, ['after', 'before'] as const])(
    'that is adopted stays one run, whatever its registries are called: %s, %s',
    ([earlier, later]) => {
      const engine = openEngine();
      new Teller(engine, earlier).run(1000, run(1_000_000, { status: 'running' }));
      const adopted = run(1_000_000, { generation: 2, status: 'stopped', endedAt: 3000 });
      new Teller(engine, later).run(3000, adopted);
      expect(engine.read('run', 1_000_000)?.status).toBe('stopped');
      expect(engine.read('runs', {})).toHaveLength(1);
      expect(events(engine)).toEqual([
        ['registered', undefined, 'running'],
        ['status_changed', 'running', 'stopped'],
      ]);
    },
  );
});

test('one transaction: changes that cannot all be written are not written at all', () => {
  const engine = openEngine();
  const teller = new Teller(engine);
  expect(() => teller.seen(1000, added(7), { ...added(8), generation: 1.5 })).toThrow(/generation/);
  expect(engine.read('stats', undefined)).toMatchObject({ processes: 0, historyEntries: 0 });
});

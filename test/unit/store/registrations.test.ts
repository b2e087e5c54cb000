import { describe, expect, test } from 'vitest';
import type { NewProcess } from '../../../src/store/protocol.js';
import type { Engine } from '../../../src/store/worker/engine.js';
import { openEngine, Teller } from './support/engines.js';
import { added, exited } from './support/told.js';

function byHand(pid: number, differences: Partial<NewProcess> = {}): NewProcess {
  return {
    host: 'here',
    pid,
    birth: added(pid).process.birth,
    ppid: 1,
    name: 'server',
    command: 'server --token abc',
    startedAt: 900,
    sessionId: undefined,
    ports: undefined,
    description: {},
    ...differences,
  };
}

function find(engine: Engine, pid = 7) {
  return engine.read('process', { host: 'here', pid, birth: undefined });
}

function target(pid: number) {
  return { host: 'here', pid, birth: undefined };
}

function events(engine: Engine) {
  return engine
    .read('history', {})
    .map(({ event, oldStatus, newStatus }) => [event, oldStatus, newStatus])
    .toReversed();
}

describe('a process registered by hand', () => {
  test('is a row without a block, redacted, and found by the same queries', () => {
    const engine = openEngine();
    const description = { user: 'ada', projectPath: '/project', metadata: { a: 1 } };
    const process = byHand(7, { sessionId: 's-7', ports: [8080], description });
    expect(engine.write('register', process)).toBe('written');
    new Teller(engine).seen(Date.now(), added(8));
    expect(find(engine)).toMatchObject({
      registeredBy: 'host',
      blockId: undefined,
      generation: undefined,
      command: 'server --token ***',
      status: 'running',
      lifetime: 'kept',
      startedAt: 900,
      ports: [8080],
      ...description,
    });
    const pids = (filter: object) => engine.read('processes', filter).map(({ pid }) => pid);
    expect(pids({ sessionId: 's-7', status: 'running' })).toEqual([7]);
    expect(pids({ registeredBy: 'host' })).toEqual([7]);
    expect(pids({ registeredBy: 'registry' })).toEqual([8]);
    expect(engine.read('history', { sessionId: 's-7' })).toMatchObject([
      { event: 'registered', blockId: undefined, process: { pid: 7 }, newStatus: 'running' },
    ]);
  });

  test('registered again is the same row, and news only where it differs', () => {
    const engine = openEngine();
    engine.write('register', byHand(7, { sessionId: 's-7' }));
    engine.write('register', byHand(7));
    expect(events(engine)).toEqual([['registered', undefined, 'running']]);
    engine.write('register', byHand(7, { name: 'worker', description: { projectPath: '/other' } }));
    expect(find(engine)).toMatchObject({ name: 'worker', sessionId: 's-7', projectPath: '/other' });
    const [update] = engine.read('history', {});
    expect(update?.details).toEqual({ name: { before: 'server', after: 'worker' } });
    expect(engine.read('processes', {})).toHaveLength(1);
  });

  test('is not ended by what registries tell of their own', () => {
    const engine = openEngine();
    engine.write('register', byHand(7));
    const teller = new Teller(engine);
    teller.allSeen(Date.now() + 1000);
    teller.exited(exited(7));
    expect(find(engine)).toMatchObject({ registeredBy: 'host', status: 'running' });
  });

  test('becomes a registry’s once one tracks it, and keeps what the host said of it', () => {
    const engine = openEngine();
    engine.write('register', byHand(7, { description: { user: 'ada' } }));
    new Teller(engine).seen(Date.now(), added(7));
    expect(find(engine)).toMatchObject({ registeredBy: 'registry', blockId: 'pane', user: 'ada' });
    expect(engine.write('register', byHand(7))).toBe('tracked');
    expect(engine.write('markEnded', { target: target(7), exitCode: 0, signal: undefined })).toBe('tracked');
    expect(find(engine)).toMatchObject({ registeredBy: 'registry', name: 'program-7', status: 'running' });
  });

  test.for([
    ['has escaped', (teller: Teller) => teller.exited(exited(7, { reason: 'escaped' }))],
    ['no registry has seen for five minutes', () => undefined],
  ] as const)('may be one that %s', ([, tell]) => {
    const engine = openEngine();
    const teller = new Teller(engine);
    teller.seen(Date.now() - 400_000, added(7));
    tell(teller);
    expect(engine.write('register', byHand(7))).toBe('written');
    expect(find(engine)).toMatchObject({ registeredBy: 'host', status: 'running', exitReason: undefined });
  });

  test.for([
    [{ exitCode: 0, signal: undefined }, 'stopped'],
    [{ exitCode: undefined, signal: undefined }, 'stopped'],
    [{ exitCode: 3, signal: undefined }, 'crashed'],
    [{ exitCode: undefined, signal: 'SIGSEGV' }, 'crashed'],
  ] as const)('that ends with %o is %s, once', ([end, status]) => {
    const engine = openEngine();
    engine.write('register', byHand(7));
    expect(engine.write('markEnded', { target: target(7), ...end })).toBe('written');
    expect(engine.write('markEnded', { target: target(7), exitCode: 9, signal: undefined })).toBe('written');
    expect(find(engine)).toMatchObject({ status, exitReason: 'exited', ...end });
    expect(events(engine)).toEqual([
      ['registered', undefined, 'running'],
      ['status_changed', 'running', status],
    ]);
    expect(engine.write('markEnded', { target: target(9), ...end })).toBe('unknown');
  });

  test('is marked lost by a sweep, and removed with a row that says so', () => {
    const engine = openEngine();
    engine.write('register', byHand(7));
    const stale = engine.read('staleProcesses', { host: 'here', unseenSince: Date.now() + 1 });
    expect(engine.write('markLost', stale)).toBe(1);
    expect(find(engine)?.status).toBe('lost');
    expect(engine.write('remove', target(7))).toBe(true);
    expect(engine.read('history', {})[0]).toMatchObject({ event: 'removed', oldStatus: 'lost' });
  });
});

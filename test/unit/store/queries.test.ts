import { describe, expect, test } from 'vitest';
import type { ProcessFilter } from '../../../src/store/api.js';
import type { Engine } from '../../../src/store/worker/engine.js';
import { openEngine, Teller } from './support/engines.js';
import { added, exited, run } from './support/told.js';

const target = { host: 'here', pid: 7, birth: undefined };

function withProcess(): Engine {
  const engine = openEngine();
  new Teller(engine).seen(1000, added(7));
  return engine;
}

describe('processes', () => {
  test('are found by session and status, by status and host, by block and run', () => {
    const engine = openEngine();
    const teller = new Teller(engine);
    teller.run(1000, run(1_000_000, { sessionId: 's' }));
    teller.seen(1000, added(7, { runId: 1_000_000 }), added(8, { runId: 1_000_000 }), added(9));
    teller.exited(exited(8, { process: added(8, { runId: 1_000_000 }).process }));
    const pids = (filter: ProcessFilter) => ask(engine, filter);
    expect(pids({})).toEqual([9, 8, 7]);
    expect(pids({ sessionId: 's', status: 'running' })).toEqual([7]);
    expect(pids({ status: 'running', host: 'here' })).toEqual([9, 7]);
    expect(pids({ host: 'elsewhere' })).toEqual([]);
    expect(pids({ blockId: 'pane', runId: 1_000_000 })).toEqual([8, 7]);
    expect(pids({ limit: 1 })).toEqual([9]);
  });

  test('of another host with the same PID and birth are other processes', () => {
    const engine = withProcess();
    expect(engine.read('process', { ...target, host: 'elsewhere' })).toBeUndefined();
  });
});

function ask(engine: Engine, filter: ProcessFilter) {
  return engine.read('processes', filter).map(({ pid }) => pid);
}

describe('updates', () => {
  test('of the status are history only if it changed', () => {
    const engine = withProcess();
    expect(engine.write('updateStatus', { target, status: 'idle' })).toBe(true);
    expect(engine.write('updateStatus', { target, status: 'idle' })).toBe(true);
    const [entry, ...others] = engine.read('history', {});
    expect(entry).toMatchObject({ event: 'status_changed', oldStatus: 'running', newStatus: 'idle' });
    expect(others).toHaveLength(1);
    new Teller(engine).seen(3000, added(7));
    expect(engine.read('process', target)?.status, 'a sighting does not undo it').toBe('idle');
  });

  test('of resources change only what is given', () => {
    const engine = withProcess();
    const update = (resources: object) => engine.write('updateResources', { target, resources });
    update({ cpuTimeMs: 12.5, residentBytes: 4096, ports: [80, 443] });
    update({ writtenBytes: 2 ** 40 });
    expect(engine.read('process', target)).toMatchObject({
      cpuTimeMs: 12.5,
      residentBytes: 4096,
      readBytes: undefined,
      writtenBytes: 2 ** 40,
      ports: [80, 443],
    });
    expect(engine.read('history', {})).toHaveLength(1);
  });

  test('of the description survive the next sighting', () => {
    const engine = withProcess();
    const description = { user: 'me', projectPath: '/p', metadata: { a: [1] } };
    engine.write('updateDescription', { target, description });
    new Teller(engine).seen(3000, added(7, { name: 'other' }));
    expect(engine.read('process', target)).toMatchObject({ ...description, name: 'other' });
  });

  test('of what is not there say so and write nothing', () => {
    const engine = openEngine();
    expect(engine.write('updateStatus', { target, status: 'idle' })).toBe(false);
    expect(engine.write('updateResources', { target, resources: {} })).toBe(false);
    expect(engine.write('updateDescription', { target, description: {} })).toBe(false);
    expect(engine.write('remove', target)).toBe(false);
    expect(engine.read('history', {})).toEqual([]);
  });

  test('removing leaves the history, and says it there', () => {
    const engine = withProcess();
    expect(engine.write('remove', target)).toBe(true);
    expect(engine.read('process', target)).toBeUndefined();
    expect(engine.read('history', { pid: 7 }).map(({ event }) => event)).toEqual(['removed', 'registered']);
  });
});

describe('the sweep', () => {
  test('finds live ones of this host that nobody has seen since, and spares one seen in between', () => {
    const engine = openEngine();
    const teller = new Teller(engine);
    teller.seen(1000, added(7), added(8), added(9));
    teller.exited(exited(9));
    teller.seen(5000, added(10));
    const stale = engine.read('staleProcesses', { host: 'here', unseenSince: 4000 });
    expect(stale.map(({ pid }) => pid)).toEqual([7, 8]);
    expect(engine.read('staleProcesses', { host: 'elsewhere', unseenSince: 4000 })).toEqual([]);
    teller.seen(4500, added(8));
    expect(engine.write('markLost', stale)).toBe(1);
    expect(engine.read('process', target)).toMatchObject({ status: 'lost', exitReason: 'lost' });
    expect(engine.read('process', { ...target, pid: 8 })?.status).toBe('running');
  });

  test('ends the run whose root is gone, and no other', () => {
    const engine = openEngine();
    const teller = new Teller(engine);
    for (const [index, pid] of [7, 8].entries()) {
      const runId = 1_000_000 + index;
      const seen = added(pid, { runId });
      const root = { pid, birth: seen.process.birth };
      teller.run(1000, run(runId, { status: 'running', root }));
      teller.seen(1000, seen, added(pid + 10, { runId }));
    }
    const gone = engine
      .read('staleProcesses', { host: 'here', unseenSince: 4000 })
      .filter(({ pid }) => pid === 7 || pid === 18);
    expect(engine.write('markLost', gone)).toBe(2);
    expect(engine.read('run', 1_000_000)).toMatchObject({ status: 'stopped', outcome: undefined });
    expect(engine.read('run', 1_000_000)?.endedAt).toBeGreaterThan(1000);
    expect(engine.read('run', 1_000_001)).toMatchObject({ status: 'running', endedAt: undefined });
    const told = engine.read('history', { runId: 1_000_000 }).find(({ subject }) => subject === 'run');
    expect(told).toMatchObject({ event: 'status_changed', oldStatus: 'running', newStatus: 'stopped' });
  });
});

describe('history', () => {
  test('comes newest first, a hundred by default, and pages on', () => {
    const engine = openEngine();
    const teller = new Teller(engine);
    for (let index = 0; index < 150; index++) teller.seen(index, added(7, { name: `n${index}` }));
    const first = engine.read('history', { pid: 7 });
    expect(first).toHaveLength(100);
    expect(first[0]?.at).toBe(149);
    const second = engine.read('history', { pid: 7, before: first.at(-1)?.id ?? 0 });
    expect(second.map(({ at }) => at)).toEqual(Array.from({ length: 50 }, (_, index) => 49 - index));
    const latest = engine.read('history', { pid: 7, since: 147 });
    expect(latest.map(({ at }) => at)).toEqual([149, 148, 147]);
  });

  test('is found by each key through an index', () => {
    const engine = openEngine();
    const teller = new Teller(engine);
    teller.run(1, run(1_000_000, { sessionId: 's' }));
    teller.seen(2, added(7, { runId: 1_000_000 }), { ...added(8), blockId: 'other' });
    expect(engine.read('history', { runId: 1_000_000 })).toHaveLength(2);
    expect(engine.read('history', { sessionId: 's', pid: 7 })).toHaveLength(1);
    expect(engine.read('history', { blockId: 'other' })).toHaveLength(1);
    expect(engine.read('history', { host: 'elsewhere' })).toEqual([]);
  });
});

describe('retention', () => {
  test('by age takes history, ended processes and ended runs, and no live one', () => {
    const engine = openEngine();
    const teller = new Teller(engine);
    teller.run(1000, run(1_000_000, { status: 'stopped', endedAt: 2000 }));
    teller.run(1000, run(1_000_001));
    teller.seen(1000, added(7), added(8));
    teller.exited(exited(8));
    while (engine.write('prune', undefined) > 0);
    expect(engine.read('stats', undefined)).toMatchObject({ historyEntries: 0, processes: 1, runs: 1 });
    expect(engine.read('process', target)?.status).toBe('running');
  });

  test('by count keeps the newest', () => {
    const engine = openEngine({ maxRows: 10 });
    const teller = new Teller(engine);
    const now = Date.now();
    for (let pid = 100; pid < 130; pid++) {
      teller.seen(now, added(pid));
      teller.exited(exited(pid, { process: added(pid).process, observedAt: now + pid }));
    }
    expect(engine.write('prune', undefined)).toBe(50 + 20);
    expect(engine.write('prune', undefined)).toBe(0);
    expect(engine.read('history', {}).map(({ process }) => process?.pid)).toEqual(
      [129, 128, 127, 126, 125].flatMap((pid) => [pid, pid]),
    );
    expect(engine.read('processes', {}).map(({ pid }) => pid)).toEqual([
      129, 128, 127, 126, 125, 124, 123, 122, 121, 120,
    ]);
  });
});

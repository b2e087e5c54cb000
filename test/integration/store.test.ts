import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect } from 'vitest';
import { connectStore, openStore, type Store, type StoreOptions } from '#dist/store/index.js';
import { Host } from '../support/host.js';
import { test } from '../support/linux-test.js';
import { whyNoMountNamespace, withMounts } from '../support/namespaces.js';
import type { Scenario } from '../support/scenario.js';
import { ToldRegistry } from '../support/told-registry.js';
import { until } from '../support/until.js';

function pathIn(scenario: Scenario): string {
  return join(scenario.temporaryDirectory(), 'panetree', 'store.db');
}

async function open(scenario: Scenario, options: StoreOptions): Promise<Store> {
  const store = await openStore(options);
  // A test that failed has its own words for it.
  scenario.atEnd(() => store.close().catch(() => undefined));
  return store;
}

function added(pid: number) {
  const process = {
    pid,
    birth: `birth ${pid}`,
    ppid: 1,
    name: 'sleep',
    command: 'sleep 60 --token abc',
    startedAt: 1000,
    processGroup: undefined,
    systemSession: undefined,
    evidence: ['container'],
    lifetime: 'pane',
    escapedTo: undefined,
    role: 'started',
    runId: undefined,
  } as const;
  return { blockId: 'pane', generation: 1, seq: 1, process };
}

function unknownOrAlive({ pid }: { readonly pid: number }): boolean | undefined {
  return pid === 4_000_001 ? undefined : true;
}

describe('a store', () => {
  test('gives back what a registry told, and keeps it over a restart', async ({ scenario }) => {
    const path = pathIn(scenario);
    const store = await open(scenario, { path, host: 'here' });
    const registry = new ToldRegistry();
    const disconnect = connectStore(registry, store);
    registry.tell('process-added', added(7));
    expect(await store.process(7), 'what was told before is read back').toMatchObject({
      command: 'sleep 60 --token ***',
      status: 'running',
    });
    disconnect();
    registry.tell('process-added', added(8));
    expect(await store.process(8)).toBeUndefined();
    await store.close();
    await using again = await openStore({ path, host: 'here', mode: 'read' });
    expect(await again.history({ pid: 7 })).toMatchObject([{ event: 'registered', host: 'here' }]);
    await expect(again.remove(7)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  test('that is closed says so, twice over', async ({ scenario }) => {
    const store = await open(scenario, { path: pathIn(scenario) });
    const closing = store.close();
    expect(store.close()).toBe(closing);
    await closing;
    expect(store.state).toBe('closed');
    await expect(store.stats()).rejects.toMatchObject({ code: 'closed' });
    expect(() => connectStore(new ToldRegistry(), store)).toThrow(/closed/);
  });

  test('sweeps only what is gone for sure', async ({ scenario }) => {
    const store = await open(scenario, { path: pathIn(scenario) });
    const registry = new ToldRegistry();
    connectStore(registry, store);
    for (const pid of [process.pid, 4_000_001, 4_000_002]) registry.tell('process-added', added(pid));
    expect(await store.sweepStale(), 'all were seen just now').toBe(0);
    expect(await store.sweepStale({ unseenForMs: 0, isAlive: unknownOrAlive })).toBe(0);
    expect(await store.sweepStale({ unseenForMs: 0 }), 'by default: no such PID').toBe(2);
    expect((await store.processes({ status: 'running' })).map(({ pid }) => pid)).toEqual([process.pid]);
  });

  test('shares its file: two hosts get ids of runs that never meet', async ({ scenario }) => {
    const path = pathIn(scenario);
    const registries = [new ToldRegistry(), new ToldRegistry()] as const;
    for (const registry of registries) connectStore(registry, await open(scenario, { path }));
    const [first, second] = registries.map(({ nextRunId }) => nextRunId);
    expect(first).toBe(1_000_000);
    expect(second).toBeGreaterThanOrEqual(1_000_100);
  });

  test('gives ids back that were not used', async ({ scenario }) => {
    const path = pathIn(scenario);
    const next = async (used: number) => {
      const registry = new ToldRegistry();
      await using store = await openStore({ path });
      connectStore(registry, store);
      const { nextRunId } = registry;
      registry.nextRunId += used;
      return nextRunId;
    };
    expect([await next(3), await next(0), await next(0)]).toEqual([1_000_000, 1_000_003, 1_000_003]);
  });

  test('sends messages, and marks them for each reader', async ({ scenario }) => {
    const store = await open(scenario, { path: pathIn(scenario) });
    const id = await store.sendMessage({ from: 'a', type: 'hello', payload: { to: ['all'] } });
    expect(await store.unreadMessages('b')).toMatchObject([{ id, to: undefined, payload: { to: ['all'] } }]);
    await store.markRead('b', [id]);
    expect(await store.unreadMessages('b')).toEqual([]);
    expect(await store.unreadMessages('c')).toHaveLength(1);
  });
});

describe('a file that cannot be used', () => {
  test('because it is damaged is set aside, which is said', async ({ scenario }) => {
    const path = join(scenario.temporaryDirectory(), 'store.db');
    writeFileSync(path, 'not a database'.repeat(1000));
    const store = await open(scenario, { path });
    const errors: unknown[] = [];
    store.onError((error) => errors.push(error));
    expect(errors, 'also to who listens late').toMatchObject([
      {
        name: 'StoreError',
        code: 'store-corrupt',
        path,
        setAsideAt: expect.stringContaining(`${path}.corrupt-`),
      },
    ]);
    expect(await store.stats()).toMatchObject({ processes: 0 });
  });

  test('because it is newer is refused', async ({ scenario }) => {
    const path = pathIn(scenario);
    await (await openStore({ path })).close();
    const database = new Sqlite(path);
    database.pragma('user_version = 99');
    database.close();
    await expect(openStore({ path })).rejects.toMatchObject({
      name: 'StoreError',
      code: 'store-newer',
      path,
    });
  });

  test('because another process holds it waits, says so, and recovers', async ({ scenario }) => {
    const path = pathIn(scenario);
    await (await openStore({ path })).close();
    const locker = new Host(scenario, 'store-locker', { config: { path } });
    await locker.heard('locked');
    // The other process lets it go only when told to: opening does not wait for that.
    const store = await open(scenario, { path, busyTimeoutMs: 300 });
    const errors: string[] = [];
    store.onError(({ code }) => errors.push(code));
    const registry = new ToldRegistry();
    connectStore(registry, store);
    registry.tell('process-added', added(7));
    await expect(store.flush()).rejects.toMatchObject({ code: 'store-locked' });
    expect(store.state).toBe('failing');
    registry.tell('process-added', added(8));
    expect(await store.process(7), 'reading goes on').toBeUndefined();
    locker.tell('let go');
    await until(() => store.state === 'ready', { what: 'the store recovers' });
    await store.flush();
    expect((await store.processes()).map(({ pid }) => pid)).toEqual([8, 7]);
    expect([errors, store.lostChanges]).toEqual([['store-locked'], 0]);
  });

  test('when it is closed while held says what was lost', async ({ scenario }) => {
    const path = pathIn(scenario);
    await (await openStore({ path })).close();
    const locker = new Host(scenario, 'store-locker', { config: { path } });
    await locker.heard('locked');
    const store = await openStore({ path, busyTimeoutMs: 100 });
    const registry = new ToldRegistry();
    connectStore(registry, store);
    registry.tell('process-added', added(7));
    await expect(store.close()).rejects.toMatchObject({ code: 'store-lost', lostChanges: 1 });
    locker.tell('let go');
  });
});

interface Trouble {
  readonly errors: readonly { readonly code: string; readonly message: string }[];
  readonly waiting: number;
  readonly lost: number;
}

test('a thread that ends is said, and what comes then is counted as lost', async ({ scenario }) => {
  const host = new Host(scenario, 'store-thread', { config: { path: pathIn(scenario) } });
  expect(await host.heard('report')).toMatchObject({
    errors: ['store-failed', 'store-lost'],
    state: 'failing',
    flushed: 'store-failed',
    asked: 'store-failed',
    lost: 1,
    waiting: 0,
    closed: 'store-lost',
  });
  expect(await host.ended()).toBe(0);
});

describe('a file system', () => {
  test.for([
    ['full', 'store-full', 'mount -t tmpfs -o size=1m none /mnt'],
    ['read-only', 'store-read-only', 'mount -t tmpfs none /mnt; mount --bind /mnt /mnt'],
  ] as const)(
    'that is %s: said once, nothing is lost, and all is written when it recovers',
    async ([trouble, code, script], { scenario, skip }) => {
      const whyNot = whyNoMountNamespace();
      skip(whyNot !== undefined, whyNot);
      const host = new Host(scenario, 'store-trouble', { prefix: withMounts(script), config: { trouble } });
      const report = await host.heard<Trouble>('report', 25_000);
      expect(report.errors.map((error) => error.code)).toEqual([code]);
      expect(report.errors[0]?.message).toContain('/mnt/panetree/store.db');
      expect(report).toMatchObject({ complete: true, lost: 0, flushed: { code } });
      expect(report).toMatchObject({ refused: { name: 'StoreError', code } });
      expect(report.waiting).toBeGreaterThanOrEqual(500);
      expect(await host.ended()).toBe(0);
    },
  );
});

describe('a host that is killed', () => {
  const kills = 30;

  test(`${kills} times: no row of a finished tick is missing, none is half written, no run id comes twice`, {
    timeout: 240_000,
  }, async ({ scenario }) => {
    const path = pathIn(scenario);
    const processes = 50;
    const finished: string[] = [];
    const runIds: number[] = [];
    for (let round = 1; round <= kills; round++) {
      const host = new Host(scenario, 'store-ticks', { config: { path, name: `round${round}`, processes } });
      const most = 1 + ((round * 7) % 13);
      await until(() => ticksOf(host).length >= most, {
        what: () => `${most} ticks; ${JSON.stringify(host.messages.slice(-3))} ${host.noise.join('\n')}`,
        withinMs: 10_000,
      });
      host.child.kill('SIGKILL');
      await host.ended();
      expect(host.messages.filter(({ type }) => type === 'error')).toEqual([]);
      finished.push(...ticksOf(host).map((tick) => `round${round}-${tick}`));
      runIds.push(...host.messages.flatMap(({ type, runId }) => (type === 'run' ? Number(runId) : [])));
      expect(integrityOf(path)).toBe('ok');
    }
    expect(new Set(runIds).size).toBe(runIds.length);
    const rows = rowsOf(path);
    expect(finished.filter((name) => rows.get(name) !== processes)).toEqual([]);
    expect([...rows.values()].filter((count) => count !== processes)).toEqual([]);
  });
});

function ticksOf(host: Host): readonly number[] {
  return host.messages.flatMap(({ type, tick }) => (type === 'finished' ? Number(tick) : []));
}

function inDatabase<T>(path: string, act: (database: Sqlite.Database) => T): T {
  const database = new Sqlite(path);
  try {
    return act(database);
  } finally {
    database.close();
  }
}

function integrityOf(path: string): unknown {
  return inDatabase(path, (database) => database.pragma('integrity_check', { simple: true }));
}

/** How many processes each tick has left. */
function rowsOf(path: string): ReadonlyMap<string, number> {
  const rows = inDatabase(path, (database) =>
    database.prepare<[], [string, number]>('SELECT name, count(*) FROM processes GROUP BY name').raw().all(),
  );
  return new Map(rows);
}

import { isBuiltin } from 'node:module';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { connectStore, openStore, type StoreRegistry } from '#dist/store/index.js';
import type { TrackerRegistry } from '../../src/index.js';
import { test } from '../support/linux-test.js';
import { until } from '../support/until.js';

/** A registry that starts no runs of its own has no ids to give out. */
function withRunIds(registry: TrackerRegistry): StoreRegistry {
  return {
    nextRunId: 1_000_000,
    reserveRunIds: () => undefined,
    on: (type, listener) => registry.on(type, listener),
    blocks: () => registry.blocks(),
    snapshot: (blockId) => registry.snapshot(blockId),
    tracker: (blockId) => registry.tracker(blockId),
  };
}

describe('a store beside a real registry', () => {
  test('knows each process, how it ended, and none of its secrets', async ({ scenario }) => {
    const path = join(scenario.temporaryDirectory(), 'store.db');
    await using store = await openStore({ path });
    const registry = await scenario.open({ backend: 'linux-procfs', pollIntervalMs: 50 });
    const disconnect = connectStore(withRunIds(registry), store);
    const tracker = registry.ensureTracker('pane');
    const script = `sleep 600.${scenario.token} & exec sleep 600.${scenario.token}`;
    const child = await tracker.spawn('sh', ['-c', script, '--password=hunter2'], { stdio: 'ignore' });
    await until(async () => (await store.processes({ status: 'running' })).length === 2, {
      what: 'both are recorded',
    });
    const known = await store.process(child.pid ?? 0);
    expect(known).toMatchObject({ blockId: 'pane', role: 'root', status: 'running' });
    const listed = await registry.list('pane');
    expect(new Set((await store.processes()).map(({ birth }) => birth))).toEqual(
      new Set(listed.map(({ birth }) => birth)),
    );
    await registry.remove('pane', { steps: [] });
    const ended = await store.processes();
    expect(ended.map(({ status, exitReason }) => [status, exitReason])).toEqual([
      ['stopped', 'removed'],
      ['stopped', 'removed'],
    ]);
    expect(JSON.stringify(await store.history())).not.toContain('hunter2');
    disconnect();
  });

  test('connected late begins with what is there', async ({ scenario }) => {
    await using store = await openStore({ path: join(scenario.temporaryDirectory(), 'store.db') });
    const registry = await scenario.open({ backend: 'linux-procfs' });
    const child = await registry
      .ensureTracker('pane')
      .spawn('sleep', [`600.${scenario.token}`], { stdio: 'ignore' });
    await registry.poll();
    connectStore(withRunIds(registry), store);
    expect(await store.process(child.pid ?? 0)).toMatchObject({ status: 'running', name: 'sleep' });
  });
});

test('without better-sqlite3 the SQLite of the runtime keeps the store, or the error says what to install', async ({
  scenario,
}) => {
  const elsewhere = scenario.temporaryDirectory();
  mkdirSync(join(elsewhere, 'dist'));
  const root = new URL('../../', import.meta.url);
  const files = ['names', 'defaults'].flatMap((name) => [`dist/${name}.js`, `dist/${name}.js.map`]);
  for (const name of ['dist/store', 'dist/tracker', 'dist/platform', 'package.json', ...files]) {
    cpSync(new URL(name, root), join(elsewhere, name), { recursive: true });
  }
  const alone: { readonly openStore: typeof openStore } = await import(
    join(elsewhere, 'dist/store/index.js')
  );
  const path = join(elsewhere, 'store.db');
  if (isBuiltin('node:sqlite')) {
    await using store = await alone.openStore({ path });
    expect(await store.stats()).toMatchObject({ processes: 0 });
    return;
  }
  await expect(alone.openStore({ path })).rejects.toMatchObject({
    name: 'TrackerError',
    code: 'unsupported',
    message: expect.stringMatching(
      /npm install better-sqlite3@12, or use Node 22\.13 .*better-sqlite3: not installed; node:sqlite: not in this runtime/,
    ),
  });
});

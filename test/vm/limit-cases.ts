import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { type Limits, type PaneTracker, TrackerError } from '../../src/index.js';
import { Recorder } from '../contract/observed.js';
import type { ContractCase, World } from '../contract/world.js';
import { pathOf } from '../support/cgroups.js';
import { until } from '../support/until.js';

const allocate = 'const all = []; for (;;) all.push(Buffer.alloc(1_000_000, 1));';
const forkForty = 'i=0; while [ $i -lt 40 ]; do sleep 600 & i=$((i+1)); done; wait';
const megabyte = 1_000_000;

/** What the kernel does at a limit, where panes can be given controllers; elsewhere the refusal. */
export const limitCases: readonly ContractCase[] = [
  {
    rule: 3,
    name: 'a pane that needs more than its 50 MB has its program ended, and it is said',
    run: whereLimitable({ memoryMaxBytes: 50 * megabyte }, async (world, tracker) => {
      const recorder = new Recorder(world.registry);
      const child = await start(tracker, process.execPath, ['-e', allocate]);
      assert.deepEqual(await ended(child), [null, 'SIGKILL']);
      await tracker.list();
      assert.deepEqual(
        recorder.of('limit-reached').map(({ blockId, limit, count }) => [blockId, limit, count]),
        [['a', 'memory', 1]],
      );
      const order = recorder.all.map(({ type }) => type);
      assert.ok(order.indexOf('limit-reached') < order.indexOf('process-exited'), order.join(' '));
      const { limits, peakMemoryBytes } = await tracker.usage();
      assert.equal(limits?.memoryKills, 1);
      // In whole pages.
      assert.equal(limits?.memoryMaxBytes, 49_999_872);
      assert.ok(peakMemoryBytes === undefined || peakMemoryBytes <= 51 * megabyte, `peak ${peakMemoryBytes}`);
    }),
  },
  {
    rule: 3,
    name: 'control: the same program in a pane without a limit goes on',
    run: whereLimitable({ memoryMaxBytes: 'max' }, async (_world, tracker) => {
      const hold = `${allocate.replace('for (;;)', 'while (all.length < 80)')} console.log('held'); setInterval(Date, 1000);`;
      const child = await start(tracker, process.execPath, ['-e', hold]);
      assert.ok(child.stdout !== null);
      await once(child.stdout, 'data');
      assert.equal((await tracker.usage()).limits?.memoryKills, 0);
      assert.equal(child.signalCode, null);
    }),
  },
  {
    rule: 3,
    name: 'a pane that may have 20 processes is refused the next, and it is said',
    run: whereLimitable({ processesMax: 20 }, async (world, tracker) => {
      const recorder = new Recorder(world.registry);
      await tracker.spawn('/bin/sh', ['-c', forkForty], { stdio: 'ignore' });
      const told = await until(
        async () => {
          await tracker.list();
          return recorder.of('limit-reached')[0];
        },
        { what: 'a refused fork is told' },
      );
      assert.equal(told.limit, 'processes');
      const { limits, processCount } = await tracker.usage();
      assert.ok(processCount <= 20, `${processCount} processes`);
      assert.ok((limits?.refusedForks ?? 0) > 0);
    }),
  },
  {
    rule: 3,
    name: 'limits can be changed one by one and taken away',
    run: whereLimitable({ processesMax: 20, cpuWeight: 50 }, async (_world, tracker) => {
      await tracker.limit({ memoryMaxBytes: 64 * 1_048_576 });
      const { limits } = await tracker.usage();
      assert.deepEqual(
        [limits?.memoryMaxBytes, limits?.processesMax, limits?.cpuWeight],
        [64 * 1_048_576, 20, 50],
      );
      await tracker.limit({ memoryMaxBytes: 'max', processesMax: 'max' });
      const after = (await tracker.usage()).limits;
      assert.deepEqual([after?.memoryMaxBytes, after?.processesMax, after?.cpuWeight], ['max', 'max', 50]);
    }),
  },
  {
    rule: 23,
    name: 'what is kept returns to the host though that has made room for controllers',
    run: whereLimitable({ processesMax: 100 }, async (world, tracker) => {
      const { root, all } = await world.start(tracker, 'plain');
      assert.equal((await tracker.keep(root)).status, 'kept');
      const report = await world.registry.remove('a', { steps: [] });
      assert.deepEqual([report.status, report.kept.length], ['empty', all.length]);
      assert.ok(all.every(world.isAlive));
      assert.deepEqual([...new Set(all.map(({ pid }) => pathOf(pid)))], [pathOf('self')]);
    }),
  },
  {
    rule: 1,
    name: 'a registry that is opened after the host has made room works, and limits too',
    run: whereLimitable({ processesMax: 100 }, async (world) => {
      const registry = await world.open();
      assert.deepEqual([registry.backend.name, registry.backend.confidence], ['linux-cgroup', 'high']);
      const second = registry.ensureTracker('b');
      await second.limit({ processesMax: 30 });
      assert.equal((await second.usage()).limits?.processesMax, 30);
    }),
  },
];

/** Sets the limits first; where the backend can set none, that is what is held. */
function whereLimitable(
  limits: Limits,
  run: (world: World, tracker: PaneTracker) => Promise<void>,
): ContractCase['run'] {
  return async (world) => {
    const tracker = world.registry.ensureTracker('a');
    if (world.registry.backend.name !== 'linux-cgroup') return refuses(tracker, limits);
    await tracker.limit(limits);
    await run(world, tracker);
  };
}

async function refuses(tracker: PaneTracker, limits: Limits): Promise<void> {
  await assert.rejects(tracker.limit(limits), (error) => {
    assert.ok(error instanceof TrackerError && error.code === 'unsupported');
    assert.match(error.message, /^cannot limit block "a": only a cgroup v2/);
    return true;
  });
}

function start(tracker: PaneTracker, file: string, args: readonly string[]): Promise<ChildProcess> {
  return tracker.spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function ended(child: ChildProcess): Promise<readonly unknown[]> {
  const signal = AbortSignal.timeout(60_000);
  return child.exitCode === null && child.signalCode === null
    ? once(child, 'exit', { signal })
    : [child.exitCode, child.signalCode];
}

import assert from 'node:assert/strict';
import { ClosedError } from '../../../src/index.js';
import { never, until } from '../../support/until.js';
import { identities, Recorder } from '../observed.js';
import type { ContractCase } from '../world.js';
import { atOnce, quick } from './quick.js';

export const blocks: readonly ContractCase[] = [
  {
    rule: 11,
    name: 'a block has one tracker until it is removed, then a new one of a later generation',
    run: async (world) => {
      const first = world.registry.ensureTracker('a');
      assert.equal(world.registry.ensureTracker('a'), first);
      assert.equal(world.registry.tracker('a'), first);
      assert.deepEqual(world.registry.blocks(), ['a']);
      assert.equal(first.state, 'open');
      await world.registry.remove('a');
      assert.equal(first.state, 'closed');
      assert.deepEqual(world.registry.blocks(), []);
      const second = world.registry.ensureTracker('a');
      assert.notEqual(second, first);
      assert.ok(second.generation > first.generation);
      assert.equal(second.state, 'open');
    },
  },
  {
    rule: 11,
    name: 'a block opened anew while it is closing waits with its first action',
    run: async (world) => {
      const recorder = new Recorder(world.registry);
      const old = world.registry.ensureTracker('a');
      const before = await world.start(old, 'stubborn');
      const removal = world.registry.remove('a', quick);
      const young = world.registry.ensureTracker('a');
      assert.notEqual(young, old);
      assert.deepEqual([old.state, young.state], ['closing', 'open']);
      const after = await world.start(young, 'plain');
      assert.deepEqual(before.all.filter(world.isAlive), []);
      assert.equal((await removal).status, 'ended');
      assert.deepEqual(identities(await young.list()), identities(after.all));
      assert.ok(after.all.every(world.isAlive));
      const order = recorder.all.flatMap(({ type, event }) =>
        type === 'tracker-opened' || type === 'tracker-closed' ? [[type, event.generation]] : [],
      );
      assert.deepEqual(order, [
        ['tracker-opened', old.generation],
        ['tracker-closed', old.generation],
        ['tracker-opened', young.generation],
      ]);
    },
  },
  {
    rule: 12,
    name: 'a slow block delays no other',
    needs: 'faults',
    run: async (world) => {
      const slow = world.registry.ensureTracker('slow');
      const fast = world.registry.ensureTracker('fast');
      await slow.list();
      const release = world.faults.delayList('slow');
      const stuck = world.registry.poll();
      const { all } = await world.start(fast, 'plain');
      assert.deepEqual(identities(await fast.list()), identities(all));
      assert.equal((await world.registry.remove('fast', atOnce)).status, 'ended');
      release();
      await stuck;
    },
  },
  {
    rule: 12,
    name: 'ticks never overlap, and a late one is not made up for',
    needs: 'faults',
    run: async (world) => {
      const registry = await world.open({ pollIntervalMs: 50 });
      await registry.ensureTracker('slow').list();
      const release = world.faults.delayList('slow');
      await until(() => registry.stats().ticks >= 5, { what: 'five ticks' });
      assert.equal(world.faults.mostLooksAtOnce('slow'), 1);
      const looksBefore = world.faults.looks();
      release();
      await never(() => world.faults.looks() > looksBefore + 3, {
        what: 'missed looks are made up for',
        withinMs: 90,
      });
    },
  },
  {
    rule: 13,
    name: 'a start brings the tick forward',
    run: async (world) => {
      const recorder = new Recorder(world.registry);
      const { all } = await world.start(world.registry.ensureTracker('a'), 'plain');
      await until(
        () => all.every(({ pid }) => recorder.of('process-added').some((each) => each.process.pid === pid)),
        {
          what: 'its processes are told long before the interval of the test is over',
          withinMs: 1000,
        },
      );
    },
  },
  {
    rule: 13,
    name: 'the last exit brings the tick forward',
    run: async (world) => {
      const recorder = new Recorder(world.registry);
      const { all } = await world.start(world.registry.ensureTracker('a'), 'plain');
      await world.registry.poll();
      for (const ref of all) await world.end(ref);
      await until(() => recorder.of('pane-empty').length === 1, { what: 'pane-empty', withinMs: 1000 });
    },
  },
  {
    rule: 13,
    name: 'ticks come by themselves while there is a block, and stop with the last',
    run: async (world) => {
      const registry = await world.open({ pollIntervalMs: 50 });
      registry.ensureTracker('a');
      await until(() => registry.stats().ticks >= 3, { what: 'three ticks' });
      await registry.remove('a');
      const { ticks } = registry.stats();
      await never(() => registry.stats().ticks > ticks, { what: 'a tick without a block', withinMs: 200 });
    },
  },
  {
    rule: 14,
    name: 'a listener that throws stops neither the tick nor the others',
    run: async (world) => {
      const warnings: Error[] = [];
      const onWarning = (warning: Error) => void warnings.push(warning);
      process.on('warning', onWarning);
      try {
        const off = world.registry.on('process-added', () => {
          throw new Error('on purpose');
        });
        const recorder = new Recorder(world.registry);
        const { all } = await world.start(world.registry.ensureTracker('a'), 'plain');
        await world.registry.poll();
        assert.equal(recorder.of('process-added').length, all.length);
        await until(() => warnings.some(({ message }) => message.includes('on purpose')), {
          what: 'a warning',
        });
        off();
      } finally {
        process.off('warning', onWarning);
      }
    },
  },
  {
    rule: 14,
    name: 'a bus of the caller gets every event, and may throw as well',
    run: async (world) => {
      const events: string[] = [];
      const bus = {
        on: () => undefined,
        off: () => undefined,
        emit: (type: string) => {
          events.push(type);
          if (type === 'process-added') throw new Error('on purpose');
        },
      };
      const registry = await world.open({ bus });
      const { all } = await world.start(registry.ensureTracker('a'), 'plain');
      await registry.poll();
      await registry.remove('a', atOnce);
      assert.equal(events.filter((type) => type === 'process-added').length, all.length);
      assert.equal(events[0], 'tracker-opened');
      assert.equal(events.at(-1), 'tracker-closed');
    },
  },
  {
    rule: 15,
    name: 'tracking goes on without listeners',
    run: async (world) => {
      const { all } = await world.start(world.registry.ensureTracker('a'), 'plain');
      await world.registry.poll();
      assert.deepEqual(identities(world.registry.snapshot('a')?.processes ?? []), identities(all));
      const recorder = new Recorder(world.registry);
      const [first] = all;
      recorder.stop();
      assert.equal(world.registry.stats().listeners, 0);
      if (first !== undefined) await world.end(first);
      await until(
        async () => {
          await world.registry.poll();
          return world.registry.snapshot('a')?.processes.every(({ pid }) => pid !== first?.pid);
        },
        { what: 'the exit is in the snapshot' },
      );
      assert.deepEqual(recorder.all, []);
    },
  },
  {
    rule: 22,
    name: 'a closing or closed tracker takes nothing new',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const stranger = await world.startOutside('plain');
      await world.start(tracker, 'stubborn');
      const removal = world.registry.remove('a', quick);
      const refuses = async () => {
        await assert.rejects(tracker.wrap({ file: '/bin/true', args: [] }), ClosedError);
        await assert.rejects(tracker.spawn('/bin/true'), ClosedError);
        await assert.rejects(tracker.attach(stranger.root.pid), ClosedError);
        await assert.rejects(tracker.keep(stranger.root.pid), ClosedError);
        await assert.rejects(tracker.freeze(), ClosedError);
        await assert.rejects(tracker.usage(), ClosedError);
      };
      await refuses();
      await removal;
      await refuses();
      assert.deepEqual(await tracker.list(), []);
      assert.equal((await tracker.killPid(stranger.root)).status, 'not-member');
      assert.ok(stranger.all.every(world.isAlive));
    },
  },
  {
    rule: 22,
    name: 'a closed registry opens no block, and closing twice is one closing',
    run: async (world) => {
      const registry = await world.open();
      const { all } = await world.start(registry.ensureTracker('a'), 'plain');
      const closing = registry.close();
      assert.equal(registry.close(), closing);
      const [report] = await closing;
      assert.equal(report?.blockId, 'a');
      assert.deepEqual(all.filter(world.isAlive), []);
      assert.throws(() => registry.ensureTracker('b'), ClosedError);
      assert.throws(() => registry.ensureTracker('a'), ClosedError);
    },
  },
];

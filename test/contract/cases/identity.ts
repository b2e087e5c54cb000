import assert from 'node:assert/strict';
import { InvalidArgumentError } from '../../../src/index.js';
import { Recorder } from '../observed.js';
import type { ContractCase } from '../world.js';
import { atOnce, quick } from './quick.js';

export const identity: readonly ContractCase[] = [
  {
    rule: 6,
    name: 'a PID given to another process is told as exited, then as added',
    needs: 'faults',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { root } = await world.start(tracker, 'plain');
      await world.registry.poll();
      const recorder = new Recorder(world.registry);
      const successor = world.faults.reusePid(root);
      await world.registry.poll();
      const told = recorder.all.flatMap(({ type, event }) =>
        (type === 'process-exited' || type === 'process-added') && event.process.pid === root.pid
          ? [[type, event.process.birth]]
          : [],
      );
      assert.deepEqual(told, [
        ['process-exited', root.birth],
        ['process-added', successor.birth],
      ]);
    },
  },
  {
    rule: 7,
    name: 'a reference of another birth is identity-changed and harms nobody',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { root, all } = await world.start(tracker, 'plain');
      const result = await tracker.killPid({ pid: root.pid, birth: `${root.birth}0` }, atOnce);
      assert.equal(result.status, 'identity-changed');
      assert.deepEqual(all.filter(world.isAlive), all);
    },
  },
  {
    rule: 7,
    name: 'a bare PID means the identity last published, not its successor',
    needs: 'faults',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { root } = await world.start(tracker, 'plain');
      await world.registry.poll();
      const successor = world.faults.reusePid(root);
      assert.equal((await tracker.killPid(root.pid, atOnce)).status, 'identity-changed');
      assert.ok(world.isAlive(successor));
      assert.equal((await tracker.killPid(successor.pid, atOnce)).status, 'killed');
    },
  },
  {
    rule: 7,
    name: 'killPid ends a member by its PID or by its reference',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const [first, second] = (await world.start(tracker, 'plain')).all;
      assert.ok(first !== undefined && second !== undefined);
      assert.equal((await tracker.killPid(second, quick)).status, 'killed');
      assert.equal(world.isAlive(second), false);
      const other = await world.start(tracker, 'stubborn');
      const result = await world.registry.killPid('a', other.root.pid, quick);
      assert.deepEqual([result.status, result.process], ['killed', other.root]);
      assert.equal(world.isAlive(other.root), false);
    },
  },
  {
    rule: 7,
    name: 'killPid of what has gone is an outcome',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { root } = await world.start(tracker, 'plain');
      await world.registry.poll();
      await world.end(root);
      assert.equal((await tracker.killPid(root, atOnce)).status, 'already-gone');
    },
  },
  {
    rule: 8,
    name: 'the host, its parent and PID 1 are protected, whatever the options',
    run: async ({ registry }) => {
      const tracker = registry.ensureTracker('a');
      for (const pid of [process.pid, process.ppid, 1]) {
        for (const options of [undefined, { subtree: true }, { only: 'SIGTERM' }, atOnce] as const) {
          assert.equal((await tracker.killPid(pid, options)).status, 'protected', `PID ${pid}`);
          assert.equal((await tracker.killPid({ pid, birth: 'any' }, options)).status, 'protected');
        }
        assert.equal((await tracker.keep(pid)).status, 'protected');
        assert.deepEqual(await tracker.attach(pid), { status: 'protected' });
      }
    },
  },
  {
    rule: 8,
    name: 'what is no PID is refused before anything is looked at',
    run: async ({ registry }) => {
      const tracker = registry.ensureTracker('a');
      for (const pid of [
        0,
        -1,
        -process.pid,
        Number.NaN,
        1.5,
        Number.POSITIVE_INFINITY,
        2 ** 60,
        '1',
        null,
      ]) {
        for (const act of [
          () => tracker.killPid(pid as number, { subtree: true }),
          () => registry.killPid('a', pid as number),
          () => tracker.killPid({ pid: pid as number, birth: 'x' }),
          () => tracker.attach(pid as number),
          () => tracker.keep(pid as number),
          () => registry.blockOf(pid as number),
        ]) {
          await assert.rejects(act, InvalidArgumentError, String(pid));
        }
      }
    },
  },
  {
    rule: 8,
    name: 'a process of another block or of none is not a member and lives',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const other = await world.start(world.registry.ensureTracker('b'), 'plain');
      const stranger = await world.startOutside('plain');
      for (const { root } of [other, stranger]) {
        assert.equal((await tracker.killPid(root.pid, { subtree: true, steps: [] })).status, 'not-member');
        assert.equal((await tracker.killPid(root, { only: 'SIGKILL' })).status, 'not-member');
        assert.equal((await tracker.killPid(root, { only: 'SIGTERM' })).status, 'not-member');
        assert.equal((await tracker.keep(root)).status, 'not-member');
      }
      assert.ok([...other.all, ...stranger.all].every(world.isAlive));
      assert.equal((await world.registry.killPid('unknown', stranger.root)).status, 'unknown-block');
    },
  },
  {
    rule: 8,
    name: 'a host found inside its own block is spared, and reported',
    needs: 'faults',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { all } = await world.start(tracker, 'stubborn');
      const host = await world.faults.putHostInside(tracker);
      const report = await world.registry.remove('a', quick);
      assert.equal(report.status, 'survived');
      assert.deepEqual(
        report.survivors.map(({ pid, reason }) => [pid, reason]),
        [[host.pid, 'protected']],
      );
      assert.ok(world.isAlive(host));
      assert.deepEqual(all.filter(world.isAlive), []);
    },
  },
];

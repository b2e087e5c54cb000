import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { SpawnError } from '../../../src/index.js';
import { identities, Recorder } from '../observed.js';
import type { ContractCase } from '../world.js';
import { atOnce } from './quick.js';

export const join: readonly ContractCase[] = [
  {
    rule: 9,
    name: 'all that a started command starts is listed, daemons included',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      for (const kind of ['plain', 'daemon', 'stopped'] as const) {
        const { all } = await world.start(tracker, kind);
        const listed = identities(await tracker.list());
        for (const ref of identities(all)) assert.ok(listed.includes(ref), `${kind}: ${ref}`);
        assert.equal(await world.registry.blockOf(all[0]?.pid ?? 0), 'a');
      }
      assert.equal(tracker.confidence, world.registry.backend.confidence);
    },
  },
  {
    rule: 9,
    name: 'the host’s own child is the root, all else is started',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { root, all } = await world.start(tracker, 'daemon');
      const listed = await tracker.list();
      assert.deepEqual(
        listed.filter(({ role }) => role === 'root').map(({ pid }) => pid),
        [root.pid],
      );
      const plumbing = listed.filter(({ role }) => role === 'plumbing').length;
      assert.equal(listed.filter(({ role }) => role === 'started').length, all.length - 1 - plumbing);
    },
  },
  {
    rule: 9,
    name: 'a missing file fails as with child_process: ENOENT, and nothing is left of it',
    run: async ({ registry }) => {
      const tracker = registry.ensureTracker('a');
      const file = '/nonexistent/program';
      const expected = await nodesOwn(file, ['one', 'two']);
      assert.equal(expected.code, 'ENOENT');
      const isMissing = (error: unknown) => {
        assert.ok(error instanceof SpawnError);
        const { code, errno, syscall, path, spawnargs } = error;
        assert.deepEqual({ code, errno, syscall, path, spawnargs }, expected);
        return true;
      };
      await assert.rejects(tracker.wrap({ file, args: ['one', 'two'] }), isMissing);
      await assert.rejects(tracker.spawn(file, ['one', 'two']), isMissing);
      assert.equal(tracker.confidence, registry.backend.confidence);
      assert.deepEqual(await tracker.list(), []);
    },
  },
  {
    rule: 10,
    name: 'attach takes in the root and what descends from it, and says late',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { root, all } = await world.startOutside('branches');
      const outcome = await tracker.attach(root.pid);
      assert.ok(outcome.status === 'late');
      assert.deepEqual(identities(outcome.processes), identities(all));
      assert.deepEqual(identities(await tracker.list()), identities(all));
      assert.equal((await tracker.attach(root.pid)).status, 'member');
      await tracker.killTree(atOnce);
      assert.deepEqual(all.filter(world.isAlive), []);
    },
  },
  {
    rule: 10,
    name: 'attach of what has gone is an outcome',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { root } = await world.startOutside('plain');
      await world.end(root);
      assert.deepEqual(await tracker.attach(root.pid), { status: 'already-gone' });
    },
  },
  {
    rule: 10,
    name: 'attach leaves a process of another block where it is',
    run: async (world) => {
      const { root, all } = await world.start(world.registry.ensureTracker('a'), 'plain');
      const thief = world.registry.ensureTracker('b');
      assert.deepEqual(await thief.attach(root.pid), { status: 'other-block' });
      assert.deepEqual(await thief.list(), []);
      assert.deepEqual(identities(await world.registry.list('a')), identities(all));
      assert.equal(await world.registry.blockOf(root.pid), 'a');
    },
  },
  {
    rule: 10,
    name: 'an attach that is denied gives the reason',
    needs: 'faults',
    run: async (world) => {
      world.faults.failAttach();
      const { root } = await world.startOutside('plain');
      const outcome = await world.registry.ensureTracker('a').attach(root.pid);
      assert.deepEqual(outcome, { status: 'denied', reason: 'EACCES' });
    },
  },
  {
    rule: 10,
    name: 'an attached process is told like any other',
    run: async (world) => {
      const recorder = new Recorder(world.registry);
      const tracker = world.registry.ensureTracker('a');
      const { root, all } = await world.startOutside('plain');
      await tracker.attach(root.pid);
      await world.registry.poll();
      assert.deepEqual(
        identities(recorder.of('process-added', 'a').map((each) => each.process)),
        identities(all),
      );
    },
  },
];

/** What `child_process` reports, which has another errno on each system. */
async function nodesOwn(file: string, args: readonly string[]) {
  const [error] = await once(spawn(file, [...args]), 'error');
  const { code, errno, syscall, path, spawnargs } = error as NodeJS.ErrnoException & {
    readonly spawnargs: readonly string[];
  };
  return { code, errno, syscall, path, spawnargs };
}

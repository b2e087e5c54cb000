import assert from 'node:assert/strict';
import { identities } from '../observed.js';
import type { ContractCase, Started, World } from '../world.js';
import { atOnce, quick } from './quick.js';

export const killPid: readonly ContractCase[] = [
  {
    rule: 21,
    name: 'ending one process touches neither its parent nor its children nor its siblings',
    run: async (world) => {
      const { tracker, started, branch } = await startBranches(world);
      assert.equal((await tracker.killPid(branch, atOnce)).status, 'killed');
      const living = started.all.filter(world.isAlive);
      assert.deepEqual(identities(living), identities(started.all.filter(({ pid }) => pid !== branch.pid)));
      assert.deepEqual(identities(await tracker.list()), identities(living));
    },
  },
  {
    rule: 21,
    name: 'ending a subtree ends what descends from it, stopped ones included, and nothing else',
    run: async (world) => {
      const { tracker, started, branch, leaves } = await startBranches(world);
      const result = await tracker.killPid(branch, { subtree: true, ...atOnce });
      assert.equal(result.status, 'killed');
      const doomed = [branch, ...leaves];
      assert.deepEqual(identities(result.ended ?? []), identities(doomed));
      assert.deepEqual(doomed.filter(world.isAlive), []);
      const others = started.all.filter(({ pid }) => doomed.every((ref) => ref.pid !== pid));
      assert.ok(others.length > 0 && others.every(world.isAlive));
    },
  },
  {
    rule: 21,
    name: 'a subtree is asked first, and its siblings hear nothing',
    run: async (world) => {
      const { tracker, started, branch, leaves } = await startBranches(world);
      const result = await tracker.killPid(branch, { subtree: true, ...quick });
      assert.equal(result.status, 'killed');
      assert.deepEqual([branch, ...leaves].filter(world.isAlive), []);
      assert.equal(started.all.filter(world.isAlive).length, started.all.length - 1 - leaves.length);
    },
  },
  {
    rule: 21,
    name: 'a subtree that has once been seen stays together when its middle has gone',
    run: async (world) => {
      const { tracker, branch, leaves, started } = await startBranches(world);
      await world.end(branch);
      const result = await tracker.killPid(started.root, { subtree: true, ...atOnce });
      assert.equal(result.status, 'killed');
      assert.ok(leaves.length > 0);
      assert.deepEqual(started.all.filter(world.isAlive), []);
    },
  },
  {
    rule: 21,
    name: '`only` sends that one signal and no more',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { root, all } = await world.start(tracker, 'stubborn');
      assert.equal((await tracker.killPid(root, { only: 'SIGTERM' })).status, 'signalled');
      assert.ok(all.every(world.isAlive));
      assert.equal((await tracker.killPid(root, { only: 'SIGKILL' })).status, 'killed');
      assert.equal(world.isAlive(root), false);
    },
  },
  {
    rule: 23,
    name: 'killing a subtree spares what is kept below, and says so; what is named ends though it is kept',
    run: async (world) => {
      const { tracker, started, leaves } = await startBranches(world);
      const [leaf] = leaves;
      assert.ok(leaf !== undefined);
      assert.equal((await tracker.keep(leaf.pid)).status, 'kept');
      const result = await tracker.killPid(started.root, { ...atOnce, subtree: true });
      assert.equal(result.status, 'killed');
      assert.deepEqual(
        started.all.filter(world.isAlive).map(({ pid }) => pid),
        [leaf.pid],
      );
      assert.deepEqual(identities(result.kept ?? []), identities([leaf]));
      assert.equal(result.kept?.[0]?.name, leaf.name);
      assert.equal(
        result.ended?.some(({ pid }) => pid === leaf.pid),
        false,
      );
      assert.equal((await tracker.killPid(leaf.pid, { ...atOnce, subtree: true })).status, 'killed');
      assert.equal(world.isAlive(leaf), false);
    },
  },
  {
    rule: 21,
    name: 'a process that ignores the steps is forced, alone',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const first = await world.start(tracker, 'stubborn');
      const second = await world.start(tracker, 'stubborn');
      assert.equal((await tracker.killPid(first.root, quick)).status, 'killed');
      assert.equal(world.isAlive(first.root), false);
      assert.ok(second.all.every(world.isAlive));
    },
  },
  {
    rule: 21,
    name: 'what cannot be ended is a survivor at the deadline',
    needs: 'faults',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const stuck = await world.faults.startUnkillable(tracker);
      const result = await tracker.killPid(stuck, { steps: [], deadlineMs: 200 });
      assert.deepEqual([result.status, result.process], ['survived', stuck]);
    },
  },
  {
    rule: 21,
    name: 'killing one block leaves the others alone',
    run: async (world) => {
      const doomed = await world.start(world.registry.ensureTracker('a'), 'daemon');
      const other = await world.start(world.registry.ensureTracker('b'), 'daemon');
      await world.registry.killTree('a', atOnce);
      assert.deepEqual(doomed.all.filter(world.isAlive), []);
      assert.ok(other.all.every(world.isAlive));
      assert.deepEqual(identities(await world.registry.list('b')), identities(other.all));
    },
  },
];

async function startBranches(world: World) {
  const tracker = world.registry.ensureTracker('a');
  const started: Started = await world.start(tracker, 'branches');
  const listed = await tracker.list();
  const childrenOf = (pid: number) => listed.filter(({ ppid }) => ppid === pid);
  const branch = childrenOf(started.root.pid).find(({ pid }) => childrenOf(pid).length === 2);
  const told = listed.map(({ pid, ppid, name }) => `${pid} of ${ppid}: ${name}`);
  assert.ok(branch !== undefined, `no branch below ${started.root.pid} in ${told.join('; ')}`);
  return { tracker, started, branch, leaves: childrenOf(branch.pid) };
}

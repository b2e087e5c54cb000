import assert from 'node:assert/strict';
import { TrackerError } from '../../../src/index.js';
import { Recorder, refOf } from '../observed.js';
import type { ContractCase } from '../world.js';
import { atOnce } from './quick.js';

export const freezing: readonly ContractCase[] = [
  {
    rule: 19,
    name: 'frozen-changed is emitted once per change: a freeze, a thaw, a kill and the end of the block',
    run: async (world) => {
      const { registry } = world;
      const recorder = new Recorder(registry);
      const changes = () => recorder.of('frozen-changed', 'a').map(({ isFrozen }) => isFrozen);
      const tracker = registry.ensureTracker('a');
      const { root, all } = await world.start(tracker, 'branches');
      await tracker.thaw();
      assert.deepEqual([tracker.isFrozen, changes()], [false, []]);
      await tracker.freeze();
      await tracker.freeze();
      assert.deepEqual([tracker.isFrozen, changes()], [true, [true]]);
      const leaf = all.findLast(({ pid }) => pid !== root.pid);
      assert.ok(leaf !== undefined);
      assert.equal((await tracker.killPid(refOf(leaf), atOnce)).status, 'killed');
      assert.deepEqual([tracker.isFrozen, changes()], [true, [true]]);
      await tracker.thaw();
      await tracker.freeze();
      await tracker.killTree(atOnce);
      assert.deepEqual([tracker.isFrozen, changes()], [false, [true, false, true, false]]);
      await tracker.freeze();
      await registry.remove('a', atOnce);
      assert.deepEqual([tracker.isFrozen, changes().slice(4)], [false, [true, false]]);
      assert.equal(recorder.all.at(-1)?.type, 'tracker-closed');
    },
  },
  {
    rule: 19,
    name: 'a freeze that fails leaves the block thawed, which is a change only where it was frozen',
    needs: 'faults',
    run: async ({ registry, faults }) => {
      const recorder = new Recorder(registry);
      const changes = () => recorder.of('frozen-changed', 'a').map(({ isFrozen }) => isFrozen);
      const tracker = registry.ensureTracker('a');
      faults.failFreeze('a member does not stop');
      await assert.rejects(tracker.freeze(), isRefusal);
      assert.deepEqual([tracker.isFrozen, changes()], [false, []]);
      faults.failFreeze(undefined);
      await tracker.freeze();
      faults.failFreeze('a member does not stop');
      await assert.rejects(tracker.freeze(), isRefusal);
      assert.deepEqual([tracker.isFrozen, changes()], [false, [true, false]]);
    },
  },
];

function isRefusal(error: unknown): boolean {
  return error instanceof TrackerError && error.code === 'unsupported';
}

import assert from 'node:assert/strict';
import { TrackerError } from '../../../src/index.js';
import { never, until } from '../../support/until.js';
import { identities, Recorder } from '../observed.js';
import type { ContractCase } from '../world.js';
import { atOnce } from './quick.js';

export const truth: readonly ContractCase[] = [
  {
    rule: 1,
    name: 'a confidence comes with its guarantees, one below high with reasons; every block starts with it',
    run: async ({ registry }) => {
      const tracker = registry.ensureTracker('a');
      const { confidence, reasons, guarantees } = registry.backend;
      assert.ok(reasons.length > 0 || confidence === 'high');
      assert.ok(guarantees.length > 0);
      assert.equal(tracker.confidence, confidence);
      assert.deepEqual(tracker.reasons, reasons);
      assert.equal(registry.confidenceOf('a'), confidence);
      assert.equal(registry.confidenceOf('never opened'), 'none');
    },
  },
  {
    rule: 2,
    name: 'a command that cannot join runs all the same; the confidence falls and says why',
    needs: 'faults',
    run: async (world) => {
      const recorder = new Recorder(world.registry);
      const tracker = world.registry.ensureTracker('a');
      world.faults.failJoin('read-only');
      world.faults.failAttach();
      const { root } = await world.start(tracker, 'plain');
      await tracker.list();
      assert.ok(world.isAlive(root));
      assert.equal(tracker.confidence, 'best-effort');
      assert.match(tracker.reasons.join(), /read-only/);
      const [changed] = recorder.of('confidence-changed');
      assert.deepEqual([changed?.from, changed?.to], ['high', 'best-effort']);
      assert.match(changed?.reasons.join() ?? '', /read-only/);
    },
  },
  {
    rule: 2,
    name: 'a command that did not join is moved in late, and that is said',
    needs: 'faults',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      world.faults.failJoin('read-only');
      const { all } = await world.start(tracker, 'plain');
      world.faults.failJoin(undefined);
      await until(async () => (await tracker.list()).length === all.length, { what: 'it is listed' });
      assert.match(tracker.reasons.join(), /late/);
    },
  },
  {
    rule: 3,
    name: 'a failed read tells poll-failed and changes nothing',
    needs: 'faults',
    run: async (world) => {
      const { registry, faults } = world;
      const tracker = registry.ensureTracker('a');
      const { all } = await world.start(tracker, 'plain');
      await registry.poll();
      const before = registry.snapshot('a');
      const recorder = new Recorder(registry);
      faults.failList('a');
      for (const ref of all) await world.end(ref);
      await registry.poll();
      assert.ok(recorder.of('poll-failed', 'a').length > 0);
      assert.deepEqual(recorder.of('process-exited'), []);
      assert.deepEqual(registry.snapshot('a'), before);
      assert.equal(registry.stats().lastErrors.get('a')?.code, 'read-failed');
      await assert.rejects(
        tracker.list(),
        (error) => error instanceof TrackerError && error.code === 'read-failed',
      );
      faults.mendList('a');
      await registry.poll();
      assert.equal(recorder.of('process-exited').length, all.length);
      assert.equal(registry.stats().lastErrors.size, 0);
    },
  },
  {
    rule: 3,
    name: 'poll-recovered follows the failed reads once, after what they have missed, and says how long they failed',
    needs: 'faults',
    run: async (world) => {
      const { registry, faults } = world;
      const tracker = registry.ensureTracker('a');
      const { root } = await world.start(tracker, 'plain');
      await registry.poll();
      const recorder = new Recorder(registry);
      const startedAt = performance.now();
      faults.failList('a');
      await registry.poll();
      await registry.poll();
      assert.equal(tracker.lastError?.code, 'read-failed');
      await world.end(root);
      faults.mendList('a');
      await registry.poll();
      await registry.poll();
      assert.equal(tracker.lastError, undefined);
      const [recovered, ...more] = recorder.of('poll-recovered');
      assert.deepEqual([recovered?.generation, more], [tracker.generation, []]);
      assert.ok(recovered !== undefined && recovered.blindMs > 0);
      assert.ok(recovered.blindMs <= performance.now() - startedAt);
      const types = recorder.all.map(({ type }) => type);
      assert.ok(types.indexOf('poll-recovered') > types.lastIndexOf('process-exited'));
      assert.ok(types.indexOf('process-exited') > types.lastIndexOf('poll-failed'));
    },
  },
  {
    rule: 3,
    name: 'a block whose container cannot be made says none, and its commands run',
    needs: 'faults',
    run: async (world) => {
      world.faults.failContainers('no space left');
      const recorder = new Recorder(world.registry);
      const tracker = world.registry.ensureTracker('a');
      const { root } = await world.start(tracker, 'plain');
      assert.ok(world.isAlive(root));
      assert.equal(tracker.confidence, 'none');
      assert.match(tracker.reasons.join(), /no space left/);
      assert.equal(recorder.of('tracker-opened')[0]?.confidence, 'none');
      assert.equal((await tracker.killPid(root)).status, 'unsupported');
      assert.equal((await tracker.killTree(atOnce)).status, 'untracked');
      assert.ok(world.isAlive(root));
      assert.equal((await world.registry.remove('a')).status, 'untracked');
    },
  },
  {
    rule: 3,
    name: 'what the backend loses later is among its reasons',
    needs: 'faults',
    run: async ({ registry, faults }) => {
      faults.degrade('the guard is gone');
      assert.deepEqual(registry.backend.reasons, ['the guard is gone']);
    },
  },
  {
    rule: 3,
    name: 'usage is not known better than the system knows it',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { all } = await world.start(tracker, 'plain');
      const usage = await tracker.usage();
      assert.equal(usage.processCount, all.length);
      assert.ok(usage.peakProcessCount >= all.length);
      for (const value of [usage.cpuTimeMs, usage.memoryBytes, usage.residentBytes, usage.readBytes]) {
        assert.ok(value === undefined || value >= 0);
      }
      assert.notEqual(usage.residentBytes, 0);
      assert.notEqual(usage.memoryBytes, 0);
    },
  },
  {
    rule: 4,
    name: 'a zombie is not a member',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { all } = await world.start(tracker, 'zombie');
      assert.deepEqual(identities(await tracker.list()), identities(all));
    },
  },
  {
    rule: 4,
    name: 'an ended block is empty, though zombies of it may remain',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { all } = await world.start(tracker, 'zombie');
      const report = await tracker.killTree(atOnce);
      assert.equal(report.status, 'ended');
      assert.deepEqual(all.filter(world.isAlive), []);
      assert.deepEqual(await tracker.list(), []);
      assert.equal((await tracker.killTree(atOnce)).status, 'empty');
    },
  },
  {
    rule: 5,
    name: 'an escaped process stays listed, marked, and is not killed with its pane',
    needs: 'escape',
    run: async (world) => {
      const { registry } = world;
      const recorder = new Recorder(registry);
      const tracker = registry.ensureTracker('a');
      const { root, all } = await world.start(tracker, 'plain');
      const runaway = all.find(({ pid }) => pid !== root.pid);
      assert.ok(runaway !== undefined);
      await registry.poll();
      world.escape(runaway);
      const listed = (await tracker.list()).find(({ pid }) => pid === runaway.pid);
      assert.ok(listed?.escapedTo !== undefined);
      assert.ok(recorder.of('process-changed').some(({ process }) => process.escapedTo !== undefined));
      assert.equal(tracker.confidence, 'best-effort');
      const report = await registry.remove('a', atOnce);
      assert.deepEqual(all.filter(world.isAlive), [runaway]);
      assert.deepEqual(report.survivors, []);
      const exit = recorder.of('process-exited').find(({ pid }) => pid === runaway.pid);
      assert.equal(exit?.reason, 'escaped');
    },
  },
  {
    rule: 5,
    name: 'what an unknown block holds is nothing, and nothing is made up for it',
    run: async ({ registry }) => {
      assert.deepEqual(await registry.list('unknown'), []);
      assert.equal(registry.snapshot('unknown'), undefined);
      assert.equal(registry.tracker('unknown'), undefined);
      assert.equal(await registry.describe('unknown'), undefined);
      assert.deepEqual(registry.blocks(), []);
      await never(() => registry.stats().ticks > 0, { what: 'a tick without a block', withinMs: 100 });
    },
  },
];

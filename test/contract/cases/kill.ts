import assert from 'node:assert/strict';
import { until } from '../../support/until.js';
import { identities, Recorder, refOf } from '../observed.js';
import type { ContractCase } from '../world.js';
import { atOnce, quick } from './quick.js';

/** Nobody has waited who is done before it, however busy the machine. */
const farAwayMs = 60_000;

export const kill: readonly ContractCase[] = [
  {
    rule: 19,
    name: 'what does as it is asked is ended, not forced, and nobody waits longer for it',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { all } = await world.start(tracker, 'daemon');
      const steps = [{ signal: 'SIGTERM', graceMs: farAwayMs }] as const;
      const report = await tracker.killTree({ steps, deadlineMs: 2 * farAwayMs });
      assert.deepEqual([report.status, report.forced, report.survivors], ['ended', [], []]);
      assert.deepEqual(identities(report.ended), identities(all));
      assert.deepEqual(all.filter(world.isAlive), []);
      assert.equal(tracker.state, 'open');
      assert.ok(report.elapsedMs > 0 && report.elapsedMs < farAwayMs);
    },
  },
  {
    rule: 19,
    name: 'the default steps end a program that only a hang-up ends at once',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { all } = await world.start(tracker, 'plain');
      const report = await tracker.killTree();
      assert.deepEqual(report.forced, []);
      assert.deepEqual(all.filter(world.isAlive), []);
    },
  },
  {
    rule: 19,
    name: 'what ignores every step is forced, and reported as such',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { all } = await world.start(tracker, 'stubborn');
      const report = await tracker.killTree(quick);
      assert.deepEqual(identities(report.forced), identities(all));
      assert.deepEqual(identities(report.ended), identities(all));
      assert.deepEqual(all.filter(world.isAlive), []);
    },
  },
  {
    rule: 19,
    name: 'no steps: the forced kill at once, of everything',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const runs = [];
      for (const kind of ['daemon', 'stubborn', 'stopped', 'branches'] as const) {
        runs.push(...(await world.start(tracker, kind)).all);
      }
      const report = await tracker.killTree(atOnce);
      assert.deepEqual(runs.filter(world.isAlive), []);
      assert.deepEqual(identities(report.forced), identities(runs));
    },
  },
  {
    rule: 19,
    name: 'a stopped process is continued, so that it can do as it is asked',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { all } = await world.start(tracker, 'stopped');
      const report = await tracker.killTree({ steps: [{ signal: 'SIGTERM', graceMs: 2000 }] });
      assert.deepEqual([report.status, report.forced], ['ended', []]);
      assert.deepEqual(all.filter(world.isAlive), []);
    },
  },
  {
    rule: 19,
    name: 'a frozen block is thawed, so that it can do as it is asked',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { all } = await world.start(tracker, 'plain');
      await tracker.freeze();
      const report = await world.registry.remove('a', { steps: [{ signal: 'SIGTERM', graceMs: 2000 }] });
      assert.deepEqual([report.status, report.forced], ['ended', []]);
      assert.deepEqual(all.filter(world.isAlive), []);
    },
  },
  {
    rule: 19,
    name: 'a frozen block is ended by force as well, and thaw undoes freeze',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { all } = await world.start(tracker, 'branches');
      await tracker.freeze();
      assert.deepEqual(identities(await tracker.list()), identities(all));
      await tracker.thaw();
      await tracker.freeze();
      await tracker.killTree(atOnce);
      assert.deepEqual(all.filter(world.isAlive), []);
    },
  },
  {
    rule: 19,
    name: 'a tree that forks when asked to end is ended all the same',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { all } = await world.start(tracker, 'storm');
      const report = await world.registry.remove('a', quick);
      assert.equal(report.status, 'ended');
      assert.deepEqual(report.ended.filter(world.isAlive), []);
      assert.deepEqual(all.filter(world.isAlive), []);
      assert.ok(report.ended.length > all.length, 'newcomers are reported');
    },
  },
  {
    rule: 19,
    name: 'aborting ends the waiting: the forced kill comes at once',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { all } = await world.start(tracker, 'stubborn');
      const steps = [{ signal: 'SIGTERM', graceMs: farAwayMs }] as const;
      const signal = AbortSignal.timeout(100);
      const report = await tracker.killTree({ steps, deadlineMs: 2 * farAwayMs, signal });
      assert.ok(report.elapsedMs < farAwayMs);
      assert.deepEqual(identities(report.forced), identities(all));
      assert.deepEqual(all.filter(world.isAlive), []);
    },
  },
  {
    rule: 19,
    name: 'steps longer than the deadline leave time for the forced kill',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { all } = await world.start(tracker, 'stubborn');
      const report = await tracker.killTree({
        steps: [{ signal: 'SIGTERM', graceMs: farAwayMs }],
        deadlineMs: 500,
      });
      assert.ok(report.elapsedMs < farAwayMs);
      assert.deepEqual(all.filter(world.isAlive), []);
    },
  },
  {
    rule: 20,
    name: 'a kill resolves by its deadline though something survives, and says what',
    needs: 'faults',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const stuck = await world.faults.startUnkillable(tracker);
      const { all } = await world.start(tracker, 'plain');
      const report = await world.registry.remove('a', { steps: [], deadlineMs: 300 });
      assert.equal(report.status, 'survived');
      assert.deepEqual(report.survivors.map(refOf), [stuck]);
      assert.equal(report.survivors[0]?.reason, 'uninterruptible');
      assert.ok(report.elapsedMs < farAwayMs);
      assert.deepEqual(all.filter(world.isAlive), []);
      assert.deepEqual(world.registry.blocks(), []);
    },
  },
  {
    rule: 20,
    name: 'a kill whose reads fail resolves with a report and has tried the forced kill',
    needs: 'faults',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { all } = await world.start(tracker, 'plain');
      await world.registry.poll();
      world.faults.failList('a');
      const report = await world.registry.remove('a', { steps: [], deadlineMs: 300 });
      assert.notEqual(report.problems.length, 0);
      assert.deepEqual(all.filter(world.isAlive), []);
    },
  },
  {
    rule: 20,
    name: 'remove twice, or from two places at once, is one removal with one report',
    run: async (world) => {
      const { all } = await world.start(world.registry.ensureTracker('a'), 'daemon');
      const removal = world.registry.remove('a', quick);
      assert.equal(world.registry.remove('a', atOnce), removal);
      const report = await removal;
      assert.equal(await world.registry.remove('a'), report);
      assert.equal(report.status, 'ended');
      assert.deepEqual(all.filter(world.isAlive), []);
    },
  },
  {
    rule: 20,
    name: 'an unknown or empty block is reported as such',
    run: async ({ registry }) => {
      assert.equal((await registry.remove('unknown')).status, 'unknown-block');
      assert.equal((await registry.killTree('unknown')).status, 'unknown-block');
      registry.ensureTracker('a');
      const report = await registry.remove('a');
      assert.deepEqual([report.status, report.ended, report.survivors], ['empty', [], []]);
    },
  },
  {
    rule: 23,
    name: 'a kept subtree outlives its pane, stays listed and is reported',
    run: async (world) => {
      const recorder = new Recorder(world.registry);
      const tracker = world.registry.ensureTracker('a');
      const doomed = await world.start(tracker, 'plain');
      const kept = await world.start(tracker, 'branches');
      const outcome = await tracker.keep(kept.root);
      assert.equal(outcome.status, 'kept');
      assert.deepEqual(identities(outcome.processes), identities(kept.all));
      assert.deepEqual(
        identities((await tracker.list()).filter((each) => each.lifetime === 'kept')),
        identities(kept.all),
      );
      const afterTree = await tracker.killTree(quick);
      assert.deepEqual(identities(afterTree.ended), identities(doomed.all));
      const report = await world.registry.remove('a', quick);
      assert.deepEqual(identities(report.kept), identities(kept.all));
      assert.ok(kept.all.every(world.isAlive));
      assert.deepEqual(report.survivors, []);
      assert.deepEqual(doomed.all.filter(world.isAlive), []);
      const reasons = recorder
        .of('process-exited')
        .filter(({ pid }) => kept.all.some((ref) => ref.pid === pid));
      assert.deepEqual([...new Set(reasons.map(({ reason }) => reason))], ['escaped']);
    },
  },
  {
    rule: 23,
    name: 'what is kept can still be ended one by one',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { root, all } = await world.start(tracker, 'stubborn');
      await tracker.keep(root);
      assert.equal((await tracker.killPid(root, { steps: [], subtree: true })).status, 'killed');
      await until(() => all.every((ref) => !world.isAlive(ref)), {
        what: 'all of it has gone',
        withinMs: 500,
      });
    },
  },
];

import assert from 'node:assert/strict';
import { ClosedError, InvalidArgumentError, type Run, type RunDescription } from '../../../src/index.js';
import { until } from '../../support/until.js';
import { identities, Recorder } from '../observed.js';
import type { ContractCase } from '../world.js';
import { atOnce } from './quick.js';

const isOver = (run: Run) => until(() => run.outcome !== undefined, { what: `run ${run.runId} has ended` });

export const runs: readonly ContractCase[] = [
  {
    rule: 9,
    name: 'a run is there before its first process',
    run: async ({ registry }) => {
      const tracker = registry.ensureTracker('a');
      const [first, second] = [tracker.startRun(), registry.ensureTracker('b').startRun()];
      assert.equal(first.runId, 1_000_000);
      assert.equal(second.runId, 1_000_001);
      assert.equal(first.status, 'starting');
      assert.equal(first.record.sessionId, 'temp_1000000');
      assert.deepEqual(await first.list(), []);
      assert.deepEqual(registry.runs(), [first, second]);
      assert.equal(registry.run(first.runId), first);
    },
  },
  {
    rule: 9,
    name: 'a run has an id of the host’s own beside the one it is given',
    run: async ({ registry }) => {
      const tracker = registry.ensureTracker('a');
      const [own, other] = [tracker.startRun({ kind: 'session', hostRunId: '17' }), tracker.startRun()];
      assert.equal(own.record.hostRunId, '17');
      assert.equal(own.runId, 1_000_000);
      assert.equal(other.record.hostRunId, undefined);
      assert.equal(registry.run(17), undefined);
    },
  },
  {
    rule: 9,
    name: 'what a run starts bears its id, daemons included, and what others start does not',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const outside = await world.start(tracker, 'plain');
      const [first, second] = [tracker.startRun(), tracker.startRun()];
      const [ofFirst, ofSecond] = [await world.start(first, 'daemon'), await world.start(second, 'daemon')];
      assert.deepEqual(identities(await first.list()), identities(ofFirst.all));
      assert.deepEqual(identities(await second.list()), identities(ofSecond.all));
      const listed = await tracker.list();
      const unbound = listed.filter(({ runId }) => runId === undefined);
      assert.deepEqual(identities(unbound), identities(outside.all));
      assert.equal(first.record.root?.pid, ofFirst.root.pid);
      assert.equal(tracker.confidence, world.registry.backend.confidence);
    },
  },
  {
    rule: 9,
    name: 'a daemon keeps the id of its run after that has ended, and in the events as well',
    run: async (world) => {
      const recorder = new Recorder(world.registry);
      const tracker = world.registry.ensureTracker('a');
      const first = tracker.startRun();
      const { root, all } = await world.start(first, 'daemon');
      await world.registry.poll();
      await world.end(root);
      await isOver(first);
      const left = identities(all.filter(world.isAlive));
      const second = tracker.startRun();
      await world.start(second, 'plain');
      assert.deepEqual(identities(await first.list()), left);
      const daemons = (await tracker.list()).filter(({ runId }) => runId === first.runId);
      assert.deepEqual(identities(daemons), left);
      const added = recorder.of('process-added', 'a').map(({ process }) => process);
      const ofFirst = identities(added.filter(({ runId }) => runId === first.runId));
      // What made the daemon may have been seen as well.
      for (const ref of identities(all)) assert.ok(ofFirst.includes(ref), ref);
    },
  },
  {
    rule: 21,
    name: 'killing a run ends what it has started, daemons included, and nothing of another one',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const outside = await world.start(tracker, 'plain');
      const [doomed, spared] = [tracker.startRun(), tracker.startRun()];
      const [ofDoomed, ofSpared] = [await world.start(doomed, 'daemon'), await world.start(spared, 'daemon')];
      const report = await doomed.kill(atOnce);
      assert.equal(report.status, 'ended');
      assert.deepEqual(identities(report.ended), identities(ofDoomed.all));
      assert.deepEqual(ofDoomed.all.filter(world.isAlive), []);
      const others = [...outside.all, ...ofSpared.all];
      assert.deepEqual(others.filter(world.isAlive), others);
      assert.deepEqual(identities(await tracker.list()), identities(others));
      await isOver(doomed);
      assert.equal(doomed.outcome, 'cancelled');
      assert.equal(doomed.status, 'stopped');
      assert.equal(spared.outcome, undefined);
    },
  },
  {
    rule: 21,
    name: 'a run that has ended can still be killed: what it has left behind is ended',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const run = tracker.startRun();
      const { root, all } = await world.start(run, 'daemon');
      await world.registry.poll();
      await world.end(root);
      await isOver(run);
      const left = all.filter(world.isAlive);
      assert.ok(left.length > 0);
      assert.deepEqual(identities((await run.kill(atOnce)).ended), identities(left));
      assert.deepEqual(all.filter(world.isAlive), []);
      assert.equal((await run.kill(atOnce)).status, 'empty');
    },
  },
  {
    rule: 17,
    name: 'a run ends with its root, and says how',
    run: async (world) => {
      const recorder = new Recorder(world.registry);
      const tracker = world.registry.ensureTracker('a');
      const run = tracker.startRun({ kind: 'agent', agentId: 'x', agentName: 'Tester', task: 'to fail' });
      await world.start(run, 'brief');
      const record = await run.ended();
      assert.deepEqual(
        { status: record.status, outcome: record.outcome, exitCode: record.exitCode },
        { status: 'crashed', outcome: 'failed', exitCode: 7 },
      );
      assert.ok(record.endedAt !== undefined && record.endedAt >= record.startedAt);
      assert.equal(recorder.of('run-started', 'a')[0]?.run.task, 'to fail');
      assert.deepEqual(recorder.of('run-changed', 'a').at(-1)?.run, record);
    },
  },
  {
    rule: 22,
    name: 'a run that has ended takes no more commands, and neither does one whose tracker is closed',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const [brief, unused] = [tracker.startRun(), tracker.startRun()];
      await world.start(brief, 'brief');
      await brief.ended();
      await assert.rejects(brief.wrap({ file: '/bin/true', args: [] }), ClosedError);
      await world.registry.remove('a', atOnce);
      assert.equal(unused.outcome, 'cancelled');
      await assert.rejects(unused.wrap({ file: '/bin/true', args: [] }), ClosedError);
      assert.throws(() => tracker.startRun(), ClosedError);
      assert.equal(world.registry.nextRunId, 1_000_002);
    },
  },
  {
    rule: 10,
    name: 'a process that runs already is attached to a run with what descends from it',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const outside = await world.startOutside('plain');
      const run = tracker.startRun();
      assert.equal((await run.attach(outside.root.pid)).status, 'late');
      assert.deepEqual(identities(await run.list()), identities(outside.all));
      await run.kill(atOnce);
      assert.deepEqual(outside.all.filter(world.isAlive), []);
    },
  },
  {
    rule: 10,
    name: 'a member of the block is attached to a run of it',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { root, all } = await world.start(tracker, 'plain');
      const run = tracker.startRun();
      assert.equal((await run.attach(root.pid)).status, 'member');
      // It takes what descends from the root with it, and not what has started that.
      const launchers = (await tracker.list()).filter(({ role }) => role === 'plumbing');
      assert.deepEqual(identities([...(await run.list()), ...launchers]), identities(all));
    },
  },
  {
    rule: 19,
    name: 'killing the block ends its runs',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const [first, second] = [tracker.startRun(), tracker.startRun()];
      const all = [...(await world.start(first, 'plain')).all, ...(await world.start(second, 'daemon')).all];
      const report = await tracker.killTree(atOnce);
      assert.deepEqual(identities(report.ended), identities(all));
      assert.deepEqual(all.filter(world.isAlive), []);
      for (const run of [first, second]) {
        await isOver(run);
        assert.equal(run.outcome, 'cancelled');
      }
    },
  },
  {
    rule: 23,
    name: 'a run whose root was kept goes on after a kill, and ends as it does by itself',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const [ofBlock, ofRun] = [tracker.startRun(), tracker.startRun()];
      const roots = [(await world.start(ofBlock, 'plain')).root, (await world.start(ofRun, 'plain')).root];
      for (const { pid } of roots) assert.equal((await tracker.keep(pid)).status, 'kept');
      await ofRun.kill(atOnce);
      assert.deepEqual([ofBlock.status, ofRun.status], ['running', 'running']);
      await tracker.killTree(atOnce);
      assert.deepEqual([ofBlock.status, ofRun.status], ['running', 'running']);
      for (const root of roots) await world.end(root);
      await world.registry.poll();
      for (const run of [ofBlock, ofRun]) {
        await until(() => run.record.endedAt !== undefined, { what: `run ${run.runId} has ended` });
        assert.notEqual(run.outcome, 'cancelled');
      }
    },
  },
  {
    rule: 29,
    name: 'a wrong description of a run is refused and uses up no id',
    run: async ({ registry }) => {
      const tracker = registry.ensureTracker('a');
      const circular: Record<string, unknown> = {};
      circular['self'] = circular;
      const wrong: readonly unknown[] = [
        null,
        'agent',
        { kind: 'other' },
        { kind: 'agent', agentId: 'x' },
        { kind: 'agent', agentId: '', agentName: 'x' },
        { kind: 'session', sessionId: '' },
        { kind: 'session', hostRunId: '' },
        { kind: 'session', hostRunId: 'x'.repeat(513) },
        { kind: 'session', task: 7 },
        { kind: 'session', metadata: 'text' },
        { kind: 'session', metadata: circular },
        { kind: 'session', metadata: JSON.parse(`${'{"a":'.repeat(101)}1${'}'.repeat(101)}`) },
      ];
      for (const each of wrong) {
        assert.throws(() => tracker.startRun(each as RunDescription), InvalidArgumentError);
      }
      for (const id of [-1, 1.5, Number.NaN, '1000000']) {
        assert.throws(() => registry.run(id as number), InvalidArgumentError);
        assert.throws(() => registry.reserveRunIds(id as number), InvalidArgumentError);
      }
      // An id that no run ever gets is the id of none.
      for (const id of [5, 999_999]) {
        assert.equal(registry.run(id), undefined);
        assert.equal(registry.forgetRun(id), false);
      }
      registry.reserveRunIds(999_999);
      assert.equal(tracker.startRun().runId, 1_000_000);
    },
  },
  {
    rule: 29,
    name: 'ids that somebody had before are not given out',
    run: async ({ registry }) => {
      registry.reserveRunIds(1_000_041);
      registry.reserveRunIds(1_000_007);
      assert.equal(registry.nextRunId, 1_000_042);
      assert.equal(registry.ensureTracker('a').startRun().runId, 1_000_042);
    },
  },
];

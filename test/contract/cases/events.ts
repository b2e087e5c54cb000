import assert from 'node:assert/strict';
import { ascending } from '../../support/oracle.js';
import { until } from '../../support/until.js';
import { fold, identities, type Observed, Recorder } from '../observed.js';
import type { ContractCase } from '../world.js';
import { atOnce, quick } from './quick.js';

export const events: readonly ContractCase[] = [
  {
    rule: 16,
    name: 'seq grows by one with each event of a block',
    run: async (world) => {
      const recorder = new Recorder(world.registry);
      await bustle(world);
      for (const blockId of ['a', 'b']) {
        const numbers = recorder.all.flatMap(({ event }) =>
          event.blockId === blockId && 'seq' in event ? [event.seq] : [],
        );
        assert.ok(numbers.length > 0);
        assert.deepEqual(
          numbers,
          [...numbers.keys()].map((index) => index + 1),
        );
      }
    },
  },
  {
    rule: 16,
    name: 'a snapshot at any time and the events after it give the truth',
    run: async (world) => {
      const { registry } = world;
      const recorder = new Recorder(registry);
      const tracker = registry.ensureTracker('a');
      const taken: { readonly at: number; readonly pids: readonly number[]; readonly seq: number }[] = [];
      for (const type of ['process-added', 'process-exited'] as const) {
        registry.on(type, () => {
          const { seq = -1, processes = [] } = registry.snapshot('a') ?? {};
          taken.push({ at: recorder.all.length, pids: processes.map(({ pid }) => pid), seq });
        });
      }
      const { all } = await world.start(tracker, 'branches');
      await registry.poll();
      for (const ref of all.slice(1)) await world.end(ref);
      await registry.poll();
      const expected = identities([...fold(recorder.all).values()]);
      assert.ok(taken.length >= all.length);
      for (const { at, pids, seq } of taken) {
        const folded = fold(recorder.all.slice(0, at));
        assert.deepEqual(ascending([...folded.keys()]), ascending(pids));
        assert.equal(seq, lastSeq(recorder.all.slice(0, at)));
      }
      assert.deepEqual(identities(registry.snapshot('a')?.processes ?? []), expected);
      assert.deepEqual(identities(await tracker.list()), identities(all.filter(world.isAlive)));
    },
  },
  {
    rule: 17,
    name: 'each identity is added once and exited once, and all have exited before tracker-closed',
    run: async (world) => {
      const recorder = new Recorder(world.registry);
      await bustle(world);
      await world.registry.remove('a', quick);
      await world.registry.remove('b', atOnce);
      for (const blockId of ['a', 'b']) {
        const added = identities(recorder.of('process-added', blockId).map((each) => each.process));
        const exited = identities(recorder.of('process-exited', blockId).map((each) => each.process));
        assert.deepEqual(added, [...new Set(added)]);
        assert.deepEqual(exited, added);
        const ofBlock = recorder.all.filter(({ event }) => event.blockId === blockId);
        assert.equal(ofBlock[0]?.type, 'tracker-opened');
        assert.equal(ofBlock.at(-1)?.type, 'tracker-closed');
      }
    },
  },
  {
    rule: 17,
    name: 'closing the registry tells the final exits as well',
    run: async (world) => {
      const registry = await world.open();
      const { all } = await world.start(registry.ensureTracker('a'), 'daemon');
      await registry.poll();
      const recorder = new Recorder(registry);
      await registry.close();
      assert.equal(recorder.all.at(-1)?.type, 'tracker-closed');
      const exits = recorder.of('process-exited');
      assert.deepEqual(identities(exits.map((each) => each.process)), identities(all));
      assert.deepEqual([...new Set(exits.map(({ reason }) => reason))], ['removed']);
    },
  },
  {
    rule: 17,
    name: 'an exit says how it came about',
    run: async (world) => {
      const { registry } = world;
      const recorder = new Recorder(registry);
      const reasonOf = (pid: number) => recorder.of('process-exited').find((each) => each.pid === pid);
      const tracker = registry.ensureTracker('a');
      const byItself = await world.start(tracker, 'plain');
      const one = await world.start(tracker, 'plain');
      const rest = await world.start(tracker, 'plain');
      await registry.poll();
      for (const ref of byItself.all) await world.end(ref);
      await tracker.killPid(one.root, atOnce);
      await registry.poll();
      await registry.remove('a', atOnce);
      assert.equal(reasonOf(byItself.root.pid)?.reason, 'exited');
      assert.equal(reasonOf(one.root.pid)?.reason, 'killed');
      assert.equal(reasonOf(rest.root.pid)?.reason, 'removed');
      assert.equal(reasonOf(byItself.root.pid)?.signal, 'SIGKILL');
    },
  },
  {
    rule: 17,
    name: 'the exit code of a process the host started itself is told',
    run: async (world) => {
      const recorder = new Recorder(world.registry);
      const { root } = await world.start(world.registry.ensureTracker('a'), 'brief');
      await world.registry.poll();
      const exit = await until(() => recorder.of('process-exited').find(({ pid }) => pid === root.pid), {
        what: 'it exits by itself',
      });
      assert.deepEqual([exit.reason, exit.exitCode, exit.signal], ['exited', 7, undefined]);
      // A launcher ends a moment after its command.
      await until(() => recorder.of('pane-empty').length === 1, { what: 'pane-empty' });
    },
  },
  {
    rule: 18,
    name: 'an exec is told as a change, and no launcher is ever told',
    run: async (world) => {
      const { registry } = world;
      const recorder = new Recorder(registry);
      const tracker = registry.ensureTracker('a');
      const { root } = await world.start(tracker, 'execs');
      const before = (await tracker.list()).find(({ pid }) => pid === root.pid);
      await until(
        async () => (await tracker.list()).find(({ pid }) => pid === root.pid)?.name !== before?.name,
        { what: 'the program is another one' },
      );
      const after = registry.snapshot('a')?.processes.find(({ pid }) => pid === root.pid);
      assert.equal(after?.birth, before?.birth);
      assert.equal(after?.name, 'sleep');
      assert.equal(after?.role, 'root');
      assert.ok(recorder.of('process-changed').some(({ process }) => process.name === 'sleep'));
      const told = recorder.all.flatMap(({ event }) => ('process' in event ? [event.process.command] : []));
      assert.deepEqual(
        told.filter((command) => /cgroup\.procs|launcher/i.test(command)),
        [],
      );
    },
  },
  {
    rule: 18,
    name: 'the list says the same as the events',
    run: async (world) => {
      const recorder = new Recorder(world.registry);
      const tracker = world.registry.ensureTracker('a');
      await world.start(tracker, 'branches');
      const listed = await tracker.list();
      assert.deepEqual(listed.toSorted(byPid), [...fold(recorder.all).values()].toSorted(byPid));
      const description = await world.registry.describe('a');
      assert.equal(description?.counts.root, 1);
      assert.equal(description.counts.started + description.counts.plumbing, listed.length - 1);
    },
  },
];

function byPid(a: { readonly pid: number }, b: { readonly pid: number }): number {
  return a.pid - b.pid;
}

/** Two blocks in which processes come and go. */
async function bustle(world: Parameters<ContractCase['run']>[0]): Promise<void> {
  const { registry } = world;
  const trackers = [registry.ensureTracker('a'), registry.ensureTracker('b')];
  for (const kind of ['daemon', 'brief', 'plain'] as const) {
    for (const tracker of trackers) {
      const { all } = await world.start(tracker, kind);
      await registry.poll();
      const last = all.at(-1);
      if (last !== undefined) await world.end(last);
      await registry.poll();
    }
  }
}

function lastSeq(observed: readonly Observed[]): number | undefined {
  const event = observed.findLast((each) => 'seq' in each.event)?.event;
  return event !== undefined && 'seq' in event ? event.seq : undefined;
}

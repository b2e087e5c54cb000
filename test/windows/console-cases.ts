import assert from 'node:assert/strict';
import { atOnce } from '../contract/cases/quick.js';
import { identities } from '../contract/observed.js';
import { until } from '../support/until.js';
import { directory, treeProgram } from './given.js';
import type { WindowsWorld } from './windows-world.js';

export interface WindowsCase {
  readonly rule: number;
  readonly name: string;
  readonly run: (world: WindowsWorld) => Promise<void>;
}

/** What is in whose console. Wine has Ctrl-C and no Ctrl-Break, which takes the same way. */
export const consoleCases: readonly WindowsCase[] = [
  {
    rule: 18,
    name: 'a gate that is inside is plumbing, its command the root',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const id = world.nextId();
      // Detached, it is not in the job that Node keeps for its children, and so inside for certain.
      const options = { stdio: 'ignore', detached: true } as const;
      const child = await tracker.spawn(treeProgram, [directory, id, 'leaf'], options);
      const [root, gate] = await world.settle(id, 'brief', child);
      const told = (await tracker.list()).map(({ pid, role, ppid }) => [role, pid, ppid === process.pid]);
      assert.ok(root !== undefined && gate !== undefined);
      assert.deepEqual(
        told.toSorted(([a], [b]) => String(a).localeCompare(String(b))),
        [
          ['plumbing', gate.pid, true],
          ['root', root.pid, true],
        ],
      );
      assert.equal((await tracker.killPid(root, atOnce)).status, 'killed');
      await until(() => child.exitCode !== null, { what: 'the gate exits as its command did' });
      assert.equal(child.exitCode, 1);
    },
  },
  {
    rule: 19,
    name: 'what does as Ctrl-C asks is ended, not forced',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { all } = await world.start(tracker, 'plain');
      const report = await tracker.killTree({ steps: [{ signal: 'SIGINT', graceMs: 3000 }] });
      assert.deepEqual([report.status, report.forced], ['ended', []]);
      assert.deepEqual(identities(report.ended), identities(all));
      assert.deepEqual(all.filter(world.isAlive), []);
    },
  },
  {
    rule: 21,
    name: 'Ctrl-C goes to no console in which there is somebody else',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { root, all } = await world.start(tracker, 'plain');
      assert.equal((await tracker.killPid(root, { only: 'SIGINT' })).status, 'denied');
      assert.deepEqual(all.filter(world.isAlive), all);
      const { status } = await tracker.killPid(root, { only: 'SIGINT', subtree: true });
      assert.equal(status, 'signalled');
      await until(() => !all.some(world.isAlive), { what: 'both have heard it' });
    },
  },
  {
    rule: 19,
    name: 'a frozen pane is thawed, so that it can do as Ctrl-C asks',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { all } = await world.start(tracker, 'plain');
      await tracker.freeze();
      const report = await tracker.killTree({ steps: [{ signal: 'SIGINT', graceMs: 3000 }] });
      assert.deepEqual([report.status, report.forced], ['ended', []]);
      assert.deepEqual(all.filter(world.isAlive), []);
    },
  },
];

import assert from 'node:assert/strict';
import { InvalidArgumentError, type KillPidOptions, type RegistryOptions } from '../../../src/index.js';
import { identities, Recorder } from '../observed.js';
import type { ContractCase } from '../world.js';
import { atOnce } from './quick.js';

/** Every one of these is a name of its own. */
const hostileIds = [
  '..',
  '../..',
  '/',
  'a/b',
  'a=002fb',
  'a',
  'A',
  ' ',
  '.',
  'nul\0inside',
  '🪟',
  '\ud83e',
  'cgroup.procs',
  'cgroup.procs\n',
  '-rf',
  '$(reboot)',
  '%2e%2e',
  'x'.repeat(1024),
  `${'x'.repeat(1023)}y`,
  '🪟'.repeat(512),
];

export const input: readonly ContractCase[] = [
  {
    rule: 27,
    name: 'any string is a block of its own',
    run: async (world) => {
      const { registry } = world;
      for (const blockId of hostileIds) registry.ensureTracker(blockId);
      assert.deepEqual(registry.blocks().toSorted(), hostileIds.toSorted());
      await Promise.all(hostileIds.map((blockId) => registry.list(blockId)));
      for (const blockId of hostileIds) {
        assert.equal(registry.confidenceOf(blockId), registry.backend.confidence, JSON.stringify(blockId));
      }
      const first = await world.start(registry.ensureTracker('a/b'), 'plain');
      const second = await world.start(registry.ensureTracker('a=002fb'), 'plain');
      assert.deepEqual(identities(await registry.list('a/b')), identities(first.all));
      assert.equal(await registry.blockOf(first.root.pid), 'a/b');
      await registry.remove('a/b', atOnce);
      assert.deepEqual(first.all.filter(world.isAlive), []);
      assert.ok(second.all.every(world.isAlive));
      for (const blockId of hostileIds) await registry.remove(blockId, atOnce);
      assert.deepEqual(registry.blocks(), []);
    },
  },
  {
    rule: 27,
    name: 'names that differ at their very end are two blocks',
    run: async (world) => {
      const one = await world.start(world.registry.ensureTracker('x'.repeat(1024)), 'plain');
      const two = await world.start(world.registry.ensureTracker(`${'x'.repeat(1023)}y`), 'plain');
      assert.deepEqual(identities(await world.registry.list('x'.repeat(1024))), identities(one.all));
      assert.deepEqual(identities(await world.registry.list(`${'x'.repeat(1023)}y`)), identities(two.all));
    },
  },
  {
    rule: 28,
    name: 'a command line leaves the tracker only after `redact`',
    run: async (world) => {
      const registry = await world.open({ redact: (command) => `hidden (${command.length})` });
      const recorder = new Recorder(registry);
      const tracker = registry.ensureTracker('a');
      await world.start(tracker, 'execs');
      const listed = await tracker.list();
      await registry.poll();
      const told = recorder.all.flatMap(({ event }) => ('process' in event ? [event.process.command] : []));
      const all = [...told, ...listed.map((each) => each.command)];
      const published = registry.snapshot('a')?.processes.map((each) => each.command) ?? [];
      assert.ok(all.length > 0 && published.length > 0);
      for (const command of [...all, ...published]) assert.match(command, /^hidden \(\d+\)$/);
      const report = await registry.remove('a', atOnce);
      assert.doesNotMatch(JSON.stringify([recorder.all, report]), /600\./);
    },
  },
  {
    rule: 28,
    name: 'no environment is in what is told',
    run: async (world) => {
      const recorder = new Recorder(world.registry);
      const tracker = world.registry.ensureTracker('a');
      await world.start(tracker, 'plain');
      assert.doesNotMatch(JSON.stringify([await tracker.list(), recorder.all]), /PANETREE_TEST|PATH=/);
    },
  },
  {
    rule: 29,
    name: 'what is no blockId is refused, and no block comes of it',
    run: async ({ registry }) => {
      for (const value of [
        '',
        'x'.repeat(1025),
        'x'.repeat(2000),
        undefined,
        null,
        7,
        {},
        ['a'],
        Symbol('a'),
      ]) {
        const blockId = value as string;
        assert.throws(() => registry.ensureTracker(blockId), isRefusal('blockId'));
        assert.throws(() => registry.tracker(blockId), isRefusal('blockId'));
        assert.throws(() => registry.snapshot(blockId), isRefusal('blockId'));
        assert.throws(() => registry.confidenceOf(blockId), isRefusal('blockId'));
        await assert.rejects(registry.list(blockId), isRefusal('blockId'));
        await assert.rejects(registry.remove(blockId), isRefusal('blockId'));
        await assert.rejects(registry.killTree(blockId), isRefusal('blockId'));
        await assert.rejects(registry.killPid(blockId, 5), isRefusal('blockId'));
        await assert.rejects(registry.describe(blockId), isRefusal('blockId'));
      }
      assert.deepEqual(registry.blocks(), []);
    },
  },
  {
    rule: 29,
    name: 'wrong kill options are refused before a signal is sent',
    run: async (world) => {
      const { registry } = world;
      const tracker = registry.ensureTracker('a');
      const { root, all } = await world.start(tracker, 'plain');
      const wrong = [
        { steps: 'SIGTERM' },
        { steps: [{ signal: 'SIGNOTHING', graceMs: 1 }] },
        { steps: [{ signal: 'SIGTERM', graceMs: -1 }] },
        { steps: [{ signal: 'SIGTERM', graceMs: Number.NaN }] },
        { steps: [undefined] },
        { deadlineMs: 0 },
        { deadlineMs: Number.POSITIVE_INFINITY },
        { signal: 'now' },
        null,
      ];
      for (const value of wrong) {
        const options = value as unknown as KillPidOptions;
        await assert.rejects(registry.remove('a', options), InvalidArgumentError, JSON.stringify(value));
        await assert.rejects(registry.killTree('a', options), InvalidArgumentError);
        await assert.rejects(tracker.killTree(options), InvalidArgumentError);
        await assert.rejects(tracker.killPid(root, options), InvalidArgumentError);
      }
      for (const value of [{ only: 'KILL' }, { only: 9 }, { subtree: 'yes' }]) {
        await assert.rejects(tracker.killPid(root, value as unknown as KillPidOptions), InvalidArgumentError);
      }
      assert.equal(tracker.state, 'open');
      assert.ok(all.every(world.isAlive));
    },
  },
  {
    rule: 29,
    name: 'wrong commands are refused before anything starts',
    run: async ({ registry }) => {
      const tracker = registry.ensureTracker('a');
      const refused = [
        () => tracker.spawn(''),
        () => tracker.spawn('a\0b'),
        () => tracker.spawn(7 as unknown as string),
        () => tracker.spawn('/bin/true', ['a\0b']),
        () => tracker.spawn('/bin/true', [7 as unknown as string]),
        () => tracker.spawn('/bin/true', 'x' as unknown as string[]),
        () => tracker.spawn('/bin/true', [], { uid: 65_534 }),
        () => tracker.spawn('/bin/true', [], { gid: 65_534 }),
        () => tracker.spawn('/bin/true', [], { argv0: 'x' }),
        () => tracker.spawn('/bin/true', [], null as unknown as object),
        () => tracker.wrap({ file: '', args: [] }),
        () => tracker.wrap(undefined as unknown as { file: string; args: string[] }),
        () => tracker.wrap({ file: '/bin/true' } as unknown as { file: string; args: string[] }),
        () => tracker.confirm(0),
      ];
      for (const act of refused) await assert.rejects(act, InvalidArgumentError, String(act));
      assert.deepEqual(await tracker.list(), []);
      assert.equal(tracker.confidence, registry.backend.confidence);
    },
  },
  {
    rule: 29,
    name: 'wrong registry options are refused',
    run: async (world) => {
      const wrong = [
        { pollIntervalMs: 0 },
        { pollIntervalMs: 49 },
        { pollIntervalMs: Number.NaN },
        { pollIntervalMs: '2000' },
        { onHostExit: 'stay' },
        { bus: {} },
        { bus: { on: 1, off: 1, emit: 1 } },
        { redact: 'x' },
        { backend: 'no-such' },
        { backend: {} },
      ];
      for (const options of wrong) {
        await assert.rejects(
          world.open(options as unknown as RegistryOptions),
          InvalidArgumentError,
          JSON.stringify(options),
        );
      }
    },
  },
];

function isRefusal(argument: string): (error: unknown) => boolean {
  return (error) => error instanceof InvalidArgumentError && error.argument === argument;
}

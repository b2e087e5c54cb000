import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { identities } from '../contract/observed.js';
import { atOnce } from '../contract/cases/quick.js';
import { until } from '../support/until.js';
import { consoleCases, type WindowsCase } from './console-cases.js';
import { search, type Seen } from './oracle.js';
import { oracleCases } from './oracle-cases.js';
import { tellToo } from './outcome.js';
import { directory, helperFile, treeProgram } from './given.js';
import type { WindowsWorld } from './windows-world.js';

const hostProgram = fileURLToPath(new URL('pane-host.js', import.meta.url));

/** What only Windows can get wrong. */
export const windowsCases: readonly WindowsCase[] = [
  ...oracleCases,
  ...consoleCases,
  {
    rule: 9,
    name: 'arguments reach a command as they were given',
    run: async (world) => {
      const given = [
        '',
        'a b',
        '"',
        '\\',
        'a\\"b',
        '\\\\ "',
        '%PATH%',
        '^&|<>',
        '*',
        '?',
        'ä 🪟',
        '--',
        '\n',
      ];
      const file = `${directory}\\${world.nextId()}`;
      const script = `require('fs').writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.argv.slice(1)))`;
      const child = await world.registry
        .ensureTracker('a')
        .spawn(process.execPath, ['-e', script, '--', ...given], { stdio: 'ignore' });
      await once(child, 'exit');
      assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), given);
    },
  },
  {
    rule: 9,
    name: 'a command in a shell is quoted once',
    run: async ({ registry }) => {
      const child = await registry
        .ensureTracker('a')
        .spawn('echo "one two" & exit 5', [], { shell: true, stdio: 'pipe' });
      let said = '';
      child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
      await once(child, 'close');
      assert.deepEqual([said.trim(), child.exitCode], ['"one two"', 5]);
    },
  },
  {
    rule: 9,
    name: 'what `start /b` leaves behind is a member',
    run: (world) =>
      startsMembers(world, (id) => ({
        file: 'cmd.exe',
        args: ['/d', '/c', 'start', '/b', treeProgram, directory, id, 'plain'],
      })),
  },
  {
    rule: 9,
    name: 'a detached child of Node is a member',
    run: (world) => startsMembers(world, (id) => throughNode(id, true)),
  },
  {
    rule: 9,
    name: 'a grandchild of Node’s is a member, in the job that Node keeps for its children',
    run: (world) => startsMembers(world, (id) => throughNode(id, false)),
  },
  {
    rule: 9,
    name: 'what asks to break away starts, and stays in its pane and of its run',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const run = tracker.startRun();
      const id = world.nextId();
      const options = { stdio: 'ignore', windowsHide: true } as const;
      const gate = await run.spawn(treeProgram, [directory, id, 'breakaway'], options);
      const tree = await world.settle(id, 'plain', gate);
      assert.deepEqual(identities(await run.list()), identities(tree));
      const listed = await tracker.list();
      assert.deepEqual(
        listed.map(({ runId }) => runId),
        tree.map(() => run.runId),
      );
      await run.kill(atOnce);
      assert.deepEqual(tree.filter(world.isAlive), []);
    },
  },
  {
    rule: 19,
    name: 'a crowd of members is listed and ended',
    run: async (world) => {
      const tracker = world.registry.ensureTracker('a');
      const { all } = await world.start(tracker, 'many');
      const listed = await timed(`list ${all.length} members`, () => tracker.list());
      assert.deepEqual(identities(listed), identities(all));
      await timed(`tick over ${all.length} known members`, () => world.registry.poll());
      const report = await timed(`killTree of ${all.length} members`, () => tracker.killTree(atOnce));
      assert.equal(report.ended.length, all.length);
      assert.deepEqual(all.filter(world.isAlive), []);
    },
  },
  {
    rule: 24,
    name: 'a host that is killed leaves nothing',
    run: async (world) => {
      const { hostPid } = await startHost(world, 'kill');
      assert.equal(
        world.carriers().length,
        2 + 2 * 3,
        'the host, its helper, and two panes with their gates',
      );
      const startedAt = performance.now();
      process.kill(hostPid, 'SIGKILL');
      await until(() => world.carriers().length === 0, {
        what: () => `nothing is left; seen: ${commandsOf(world.carriers())}`,
        withinMs: 1000,
      });
      figure('nothing left after the host was killed', performance.now() - startedAt);
    },
  },
  {
    rule: 25,
    name: 'a host that is to keep its processes leaves them alive, and no helper',
    run: async (world) => {
      const { hostPid, id } = await startHost(world, 'keep');
      process.kill(hostPid, 'SIGKILL');
      await until(() => search(new RegExp(`(${id}-helper\\.exe"? serve)`)).length === 0, {
        what: 'the helper has gone',
      });
      const left = world.treesOf(id);
      try {
        assert.equal(left.length, 4, commandsOf(world.carriers()));
      } finally {
        for (const { pid } of left) process.kill(pid, 'SIGKILL');
      }
    },
  },
  {
    rule: 3,
    name: 'a helper that is killed takes its blocks with it, says so, and another serves the next one',
    run: async (world) => {
      const { registry } = world;
      const { all } = await world.start(registry.ensureTracker('a'), 'daemon');
      const { guard = '' } = registry.backend.features;
      process.kill(Number(/\d+/.exec(guard)?.[0]), 'SIGKILL');
      await until(() => all.every((ref) => !world.isAlive(ref)), { what: 'they end', withinMs: 1000 });
      await until(() => registry.confidenceOf('a') === 'none', { what: 'it is said', withinMs: 1000 });
      assert.match(registry.tracker('a')?.reasons.join() ?? '', /the helper has ended/);
      assert.match(registry.backend.reasons.join(), /the helper has ended/);
      assert.deepEqual(await registry.list('a'), []);
      const next = await world.start(registry.ensureTracker('b'), 'plain');
      assert.deepEqual(identities(await registry.list('b')), identities(next.all));
      await registry.remove('b', atOnce);
      assert.deepEqual(next.all.filter(world.isAlive), []);
    },
  },
  {
    rule: 27,
    name: 'two hosts with a block of the same name each have their own',
    run: async (world) => {
      const other = await world.open();
      const mine = await world.start(world.registry.ensureTracker('a'), 'plain');
      const theirs = await world.start(other.ensureTracker('a'), 'plain');
      assert.deepEqual(identities(await other.list('a')), identities(theirs.all));
      await world.registry.remove('a', atOnce);
      assert.deepEqual(mine.all.filter(world.isAlive), []);
      await other.poll();
      assert.deepEqual(theirs.all.filter(world.isAlive), theirs.all);
    },
  },
];

type ToCommand = (id: string) => { readonly file: string; readonly args: readonly string[] };

function throughNode(id: string, detached: boolean): ReturnType<ToCommand> {
  const options = JSON.stringify({ detached, stdio: 'ignore' });
  const args = JSON.stringify([directory, id, 'plain']);
  const script = `require('child_process').spawn(${JSON.stringify(treeProgram)}, ${args}, ${options})${
    detached ? '.unref()' : ''
  }`;
  return { file: process.execPath, args: ['-e', script] };
}

async function startsMembers(world: WindowsWorld, toCommand: ToCommand): Promise<void> {
  const tracker = world.registry.ensureTracker('a');
  const id = world.nextId();
  const { file, args } = toCommand(id);
  await tracker.spawn(file, args, { stdio: 'ignore' });
  const tree = await world.settle(id, 'plain');
  const listed = identities(await tracker.list());
  assert.deepEqual(
    identities(tree).filter((ref) => !listed.includes(ref)),
    [],
  );
  await tracker.killTree(atOnce);
  assert.deepEqual(tree.filter(world.isAlive), []);
}

async function startHost(world: WindowsWorld, onHostExit: string) {
  const id = world.nextId();
  // A helper by a name of its own is told from those of others.
  const helper = `${directory}\\${id}-helper.exe`;
  copyFileSync(helperFile, helper);
  const env = { ...process.env, PANETREE_JOB_HELPER: helper };
  spawn(process.execPath, [hostProgram, id, onHostExit], { stdio: 'ignore', detached: true, env });
  const told = () => world.toldBy(id);
  await until(told, { what: 'the host has its panes', withinMs: 30_000 });
  await until(() => world.treesOf(id).length === 4, { what: 'its programs run', withinMs: 30_000 });
  return { hostPid: Number(told()), id };
}

async function timed<T>(name: string, act: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await act();
  figure(name, performance.now() - startedAt);
  return result;
}

function figure(name: string, ms: number): void {
  tellToo({ type: 'figure', name, ms: Math.round(ms * 10) / 10 });
}

function commandsOf(seen: readonly Seen[]): string {
  return seen.map(({ command }) => command).join('; ');
}

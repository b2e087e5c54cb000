import { execFileSync } from 'node:child_process';
import { existsSync, rmdirSync } from 'node:fs';
import { expect } from 'vitest';
import type { TrackerEvents } from '../../src/index.js';
import { CommandedHost } from '../support/commanded-host.js';
import { clear, directoriesOf, mountPoint, treeOf } from '../support/cgroups.js';
import { whyNoMountNamespace } from '../support/namespaces.js';
import { isAlive, pidsOf } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import { programs, settle } from '../support/programs.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const daemon = programs['double-fork'];
const whyNot = process.platform === 'linux' ? whyNoMountNamespace() : undefined;

/** Takes the directories of an empty block away, as a service manager that cleans up might. */
function takeAway(blockId: string): void {
  const lost = directoriesOf(process.pid)
    .flatMap(treeOf)
    .filter((directory) => directory.includes(`/pane-${blockId}.`));
  expect(lost.length).toBeGreaterThan(0);
  for (const directory of lost.toReversed()) rmdirSync(directory);
}

/** A registry with a block whose cgroup is gone, and another whose cgroup is not. */
async function openLost(scenario: Scenario) {
  const registry = await scenario.open({ backend: 'auto' });
  expect(registry.backend).toMatchObject({ name: 'linux-cgroup', confidence: 'high' });
  const changes: TrackerEvents['confidence-changed'][] = [];
  const failures: TrackerEvents['poll-failed'][] = [];
  registry.on('confidence-changed', (event) => changes.push(event));
  registry.on('poll-failed', (event) => failures.push(event));
  const [lost, other] = ['lost', 'other'].map((blockId) => registry.ensureTracker(blockId));
  if (lost === undefined || other === undefined) throw new Error('no trackers');
  await lost.spawn('true');
  await until(async () => (await lost.list()).length === 0, { what: 'the block is empty' });
  const started = await scenario.start(other, daemon);
  takeAway('lost');
  return { registry, lost, other, started, changes, failures };
}

test('rule 4: a block whose cgroup was taken away holds nobody, and a look at it does not fail', async ({
  scenario,
}) => {
  const { registry, lost, failures } = await openLost(scenario);
  expect(await lost.list()).toEqual([]);
  await registry.poll();
  expect(failures).toEqual([]);
  expect(await lost.killTree({ steps: [] })).toMatchObject({ status: 'empty', survivors: [] });
  expect(await registry.remove('lost')).toMatchObject({ status: 'empty', problems: [] });
});

test('rule 2: what cannot join a cgroup that was taken away runs, is tracked by /proc, and ends with the pane', async ({
  scenario,
}) => {
  const { registry, lost, other, started, changes, failures } = await openLost(scenario);
  const { processes } = await scenario.start(lost, daemon);
  expect(pidsOf(await lost.list())).toEqual(pidsOf(processes));
  expect(changes).toMatchObject([
    {
      blockId: 'lost',
      from: 'high',
      to: 'best-effort',
      reasons: [expect.stringMatching(/could not join.*ENOENT/)],
    },
  ]);
  expect(await lost.killTree({ steps: [] })).toMatchObject({ status: 'ended', survivors: [], problems: [] });
  expect(processes.filter(isAlive)).toEqual([]);

  const again = await scenario.start(lost, daemon);
  expect(pidsOf(await lost.list())).toEqual(pidsOf(again.processes));
  expect(await registry.remove('lost')).toMatchObject({ status: 'ended', survivors: [], problems: [] });
  expect(again.processes.filter(isAlive)).toEqual([]);
  expect(changes, 'one reason is told once').toHaveLength(1);
  expect(failures).toEqual([]);

  expect(other.confidence).toBe('high');
  expect(pidsOf(await other.list())).toEqual(pidsOf(started.processes));
  const more = await scenario.start(other, daemon);
  expect(pidsOf(await other.list())).toEqual(pidsOf([...started.processes, ...more.processes]));
  expect(await registry.remove('other', { steps: [] })).toMatchObject({ status: 'ended', problems: [] });
});

test('rule 21: of such a block one process is killed, and the others are not', async ({ scenario }) => {
  const { registry, lost } = await openLost(scenario);
  const { processes, root } = await scenario.start(lost, daemon);
  expect(await lost.killPid(root?.pid ?? 0, { steps: [] })).toMatchObject({ status: 'killed' });
  expect(processes.filter(isAlive)).toHaveLength(daemon.survivors);
  await registry.remove('lost', { steps: [] });
});

test('rule 2: a pane that is opened anew has a cgroup again', async ({ scenario }) => {
  const { registry, lost } = await openLost(scenario);
  await scenario.start(lost, daemon);
  await registry.remove('lost', { steps: [] });
  const anew = registry.ensureTracker('lost');
  const { processes } = await scenario.start(anew, daemon);
  expect(pidsOf(await anew.list())).toEqual(pidsOf(processes));
  expect(anew.confidence).toBe('high');
});

/** In the mount namespace of the host alone. */
function remount({ pid }: CommandedHost, how: 'ro' | 'rw'): void {
  const enter = ['--mount', `--target=${pid}`];
  execFileSync('nsenter', [...enter, 'mount', '-o', `remount,bind,${how}`, mountPoint() ?? '']);
}

async function openRemounted(scenario: Scenario) {
  const host = await CommandedHost.open(scenario, {
    prefix: ['unshare', '--mount'],
    listen: ['confidence-changed', 'poll-failed'],
  });
  const directory = (await host.backend()).features['directory'] ?? '';
  scenario.atEnd(() => clear(directory));
  const start = async (name: keyof typeof programs, number: number) => {
    const token = `${scenario.token}90${number}`;
    await host.spawn('a', programs[name].file, [token]);
    return settle(programs[name], token);
  };
  return { host, start, directory };
}

test('rules 2, 20: of a pane whose cgroups become read-only everything is listed and ended', async ({
  scenario,
  skip,
}) => {
  if (whyNot !== undefined) skip(whyNot);
  const { host, start, directory } = await openRemounted(scenario);
  const before = await start('double-fork', 1);
  expect(await host.confidenceOf('a')).toBe('high');
  remount(host, 'ro');
  const after = await start('double-fork', 2);
  const all = [...before, ...after];
  expect(pidsOf(await host.list('a'))).toEqual(pidsOf(all));
  expect(host.told('confidence-changed')).toMatchObject([
    { from: 'high', to: 'best-effort', reasons: [expect.stringMatching(/could not join.*EROFS/)] },
  ]);
  expect(await host.killTree('a', { steps: [] })).toMatchObject({
    status: 'ended',
    survivors: [],
    problems: [],
  });
  expect(all.filter(isAlive)).toEqual([]);
  const again = await start('double-fork', 3);
  expect(await host.remove('a')).toMatchObject({
    survivors: [],
    problems: [expect.stringMatching(/EROFS.*rmdir/)],
  });
  expect(again.filter(isAlive)).toEqual([]);
  expect(host.told('poll-failed')).toEqual([]);
  remount(host, 'rw');
  await host.close();
  expect(existsSync(directory)).toBe(false);
});

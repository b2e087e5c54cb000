import { readdirSync, rmdirSync } from 'node:fs';
import { expect } from 'vitest';
import { InvalidArgumentError, openRegistry } from '../../src/index.js';
import { directoriesOf, treeOf } from '../support/cgroups.js';
import { isAlive, ascending, pidsOf } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import { programs } from '../support/programs.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const hostileIds = [
  '../..',
  'a/b',
  'nul\0inside',
  '🪟',
  'cgroup.procs',
  '.',
  '..',
  '/etc',
  '\n',
  'x'.repeat(1024),
];
const refusedIds: readonly unknown[] = ['', 'x'.repeat(2000), 7, undefined, null, {}, [], true];

/** A block that is to notice nothing of what is tried beside it. */
async function witness(scenario: Scenario) {
  const registry = await scenario.open();
  const tracker = registry.ensureTracker('witness');
  const { processes } = await scenario.start(tracker, programs['plain-child']);
  const isUndisturbed = async () => {
    expect(processes.every(isAlive)).toBe(true);
    expect(await tracker.list()).toHaveLength(processes.length);
    expect(tracker.confidence).toBe('high');
  };
  return { registry, isUndisturbed };
}

test('rule 27: no blockId leaves the directory of its registry', async ({ scenario }) => {
  const { registry, isUndisturbed } = await witness(scenario);
  const [instance = ''] = directoriesOf(process.pid);
  const outside = `${instance}/..`;
  const before = readdirSync(outside).filter((name) => !name.startsWith('panetree-'));
  for (const blockId of hostileIds) {
    const tracker = registry.ensureTracker(blockId);
    const { processes } = await scenario.start(tracker, programs['plain-child']);
    expect(await tracker.list(), JSON.stringify(blockId)).toHaveLength(processes.length);
    expect(readdirSync(instance).filter((name) => name.startsWith('pane-'))).toHaveLength(2);
    const report = await registry.remove(blockId, { steps: [] });
    expect(report).toMatchObject({ blockId, status: 'ended', survivors: [], problems: [] });
    expect(processes.filter(isAlive)).toEqual([]);
  }
  expect(readdirSync(outside).filter((name) => !name.startsWith('panetree-'))).toEqual(before);
  expect(readdirSync(instance).filter((name) => name.startsWith('pane-'))).toHaveLength(1);
  await isUndisturbed();
});

test('rule 29: what is no blockId is refused, and no directory comes of it', async ({ scenario }) => {
  const { registry, isUndisturbed } = await witness(scenario);
  const before = directoriesOf(process.pid).flatMap(treeOf);
  for (const value of refusedIds) {
    expect(() => registry.ensureTracker(value as string)).toThrow(InvalidArgumentError);
    await expect(registry.remove(value as string)).rejects.toBeInstanceOf(InvalidArgumentError);
    await expect(registry.killPid(value as string, process.pid)).rejects.toBeInstanceOf(InvalidArgumentError);
  }
  expect(directoriesOf(process.pid).flatMap(treeOf)).toEqual(before);
  await isUndisturbed();
});

test('rules 8, 29: no wrong PID is signalled', async ({ scenario }) => {
  const { registry, isUndisturbed } = await witness(scenario);
  const stranger = await scenario.startOutside(programs['plain-child']);
  for (const pid of [0, -1, Number.NaN, 1.5, -process.pid]) {
    await expect(registry.killPid('witness', pid)).rejects.toBeInstanceOf(InvalidArgumentError);
  }
  for (const pid of [1, process.pid, process.ppid]) {
    expect(await registry.killPid('witness', pid, { subtree: true })).toMatchObject({ status: 'protected' });
  }
  for (const { pid } of stranger.processes) {
    expect(await registry.killPid('witness', pid, { subtree: true })).toMatchObject({ status: 'not-member' });
    expect(await registry.killPid('no such block', pid)).toMatchObject({ status: 'unknown-block' });
  }
  expect(stranger.processes.every(isAlive)).toBe(true);
  await isUndisturbed();
});

test('rule 29: a registry is not opened with what makes no sense, and leaves nothing', async () => {
  for (const options of [
    { pollIntervalMs: 0 },
    { pollIntervalMs: -1 },
    { pollIntervalMs: 49.9 },
    { pollIntervalMs: Number.NaN },
    { pollIntervalMs: Number.POSITIVE_INFINITY },
    { onHostExit: 'forget' },
    { backend: 'cgroup' },
    { bus: 'x' },
    { redact: {} },
    null,
    'auto',
  ]) {
    await expect(openRegistry(options as object), JSON.stringify(options)).rejects.toBeInstanceOf(
      InvalidArgumentError,
    );
  }
  expect(directoriesOf(process.pid)).toEqual([]);
});

test('rule 14: a listener that throws disturbs nobody', async ({ scenario }) => {
  const { registry, isUndisturbed } = await witness(scenario);
  const warnings: string[] = [];
  const onWarning = ({ message }: Error) => void warnings.push(message);
  process.on('warning', onWarning);
  scenario.atEnd(() => void process.off('warning', onWarning));
  const exits: number[] = [];
  registry.on('process-exited', () => {
    throw new Error('on purpose');
  });
  registry.on('process-exited', ({ pid }) => exits.push(pid));
  const { processes } = await scenario.start(registry.ensureTracker('other'), programs['plain-child']);
  await registry.poll();
  expect(await registry.remove('other', { steps: [] })).toMatchObject({ status: 'ended' });
  expect(ascending(exits)).toEqual(pidsOf(processes));
  await until(() => warnings.some((message) => message.includes('on purpose')), { what: 'a warning' });
  await isUndisturbed();
});

test('rule 3: a block whose directory is taken away is not taken for empty, and can be removed', async ({
  scenario,
}) => {
  const { registry, isUndisturbed } = await witness(scenario);
  const tracker = registry.ensureTracker('gone');
  await tracker.list();
  const [instance = ''] = directoriesOf(process.pid);
  for (const directory of treeOf(instance).toReversed()) {
    if (directory.includes('/pane-gone.')) rmdirSync(directory);
  }
  await tracker.list().catch(() => []);
  const refusal = await tracker.spawn('/bin/true').then(
    (child) => child,
    (error: unknown) => error,
  );
  expect(refusal).toBeDefined();
  const report = await registry.remove('gone', { steps: [], deadlineMs: 500 });
  expect(report.survivors).toEqual([]);
  await isUndisturbed();
});

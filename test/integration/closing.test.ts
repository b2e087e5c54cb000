import { expect } from 'vitest';
import { ClosedError } from '../../src/index.js';
import { directoriesOf, treeOf } from '../support/cgroups.js';
import { childrenOf, isAlive, look } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import { programs } from '../support/programs.js';
import { until } from '../support/until.js';

const rounds = 50;

test('rule 22: removed while it is spawning, a pane takes every process with it', {
  timeout: 240_000,
}, async ({ scenario }) => {
  const registry = await scenario.open();
  const outcomes = { started: 0, refused: 0 };
  for (let round = 0; round < rounds; round++) {
    const blockId = `round ${round}`;
    const tracker = registry.ensureTracker(blockId);
    await tracker.list();
    const spawns = Array.from({ length: 6 }, (_, index) =>
      later(index * (round % 5)).then(() =>
        tracker.spawn('/bin/sh', ['-c', 'sleep "600.$0" & sleep "600.$0"', scenario.token], {
          stdio: 'ignore',
        }),
      ),
    );
    await later(round % 10);
    const removal = registry.remove(blockId, { steps: [] });
    for (const result of await Promise.allSettled(spawns)) {
      if (result.status === 'fulfilled') outcomes.started++;
      else {
        outcomes.refused++;
        expect(result.reason).toBeInstanceOf(ClosedError);
      }
    }
    const report = await removal;
    expect(report.survivors).toEqual([]);
    await scenario.expectNothingLeft(1000);
    await until(() => directoriesOf(process.pid).flatMap(treeOf).length === 1, {
      what: () =>
        `round ${round} leaves no directory: ${directoriesOf(process.pid).flatMap(treeOf).join(' ')}`,
      withinMs: 1000,
    });
  }
  expect(outcomes.started).toBeGreaterThan(0);
  expect(outcomes.refused).toBeGreaterThan(0);
});

test('rule 22: a wrapped command started after its pane was removed does not run', async ({ scenario }) => {
  const registry = await scenario.open();
  const tracker = await scenario.pane(registry);
  const late = await tracker.wrap({ file: 'sleep', args: [`600.${scenario.token}`] });
  await registry.remove(tracker.blockId);
  const child = scenario.spawnOutside(late.file, late.args);
  await until(() => child.exitCode !== null, { what: 'it refuses to run' });
  expect(child.exitCode).not.toBe(0);
  await scenario.expectNothingLeft(100);
});

test('rule 11: a pane reopened while it is closing is a new one of its own', async ({ scenario }) => {
  const registry = await scenario.open();
  for (let round = 0; round < 10; round++) {
    const old = registry.ensureTracker('same');
    const before = await scenario.start(old, programs.trap);
    const removal = registry.remove('same', { steps: [{ signal: 'SIGTERM', graceMs: 30 }] });
    const young = registry.ensureTracker('same');
    expect(young.generation).toBeGreaterThan(old.generation);
    const after = await scenario.start(young, programs['double-fork']);
    expect(before.processes.filter(isAlive)).toEqual([]);
    expect((await removal).status).toBe('ended');
    expect(after.processes.every(isAlive)).toBe(true);
    await registry.remove('same', { steps: [] });
    expect(after.processes.filter(isAlive)).toEqual([]);
  }
});

test('rule 27: two registries of one process do not touch each other', async ({ scenario }) => {
  const [one, two] = [await scenario.open(), await scenario.open()];
  const first = await scenario.start(one.ensureTracker('same'), programs['double-fork']);
  const second = await scenario.start(two.ensureTracker('same'), programs['double-fork']);
  expect(directoriesOf(process.pid)).toHaveLength(2);
  expect(await one.list('same')).toHaveLength(first.processes.length);
  const [stranger] = second.processes;
  expect((await one.killPid('same', stranger?.pid ?? 0, { steps: [] })).status).toBe('not-member');
  await one.close();
  expect(first.processes.filter(isAlive)).toEqual([]);
  expect(second.processes.every(isAlive)).toBe(true);
  expect(await two.list('same')).toHaveLength(second.processes.length);
  await two.close();
  expect(second.processes.filter(isAlive)).toEqual([]);
});

test('rule 13: an idle host has one child, the guard', async ({ scenario }) => {
  const registry = await scenario.open();
  await registry.ensureTracker('idle').list();
  const guard = Number(/\d+/.exec(registry.backend.features['guard'] ?? '')?.[0]);
  expect(look(guard)?.ppid).toBe(process.pid);
  await until(() => childrenOf(process.pid).length === 1, {
    what: () => `one child, not ${childrenOf(process.pid).join(', ')}`,
  });
  expect(childrenOf(process.pid)).toEqual([guard]);
  await registry.close();
  expect(childrenOf(process.pid)).toEqual([]);
});

function later(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

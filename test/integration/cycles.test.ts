import { expect } from 'vitest';
import { directoriesOf, treeOf } from '../support/cgroups.js';
import { holdings } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import { programs } from '../support/programs.js';
import { until } from '../support/until.js';

const cycles = 500;

test('500 panes opened and closed leave descriptors, watches and directories where they were', {
  timeout: 240_000,
}, async ({ scenario }) => {
  const registry = await scenario.open();
  const cycle = async (number: number) => {
    const tracker = registry.ensureTracker(`pane ${number}`);
    const child = await tracker.spawn('/bin/sh', ['-c', 'sleep "600.$0"', scenario.token], {
      stdio: 'ignore',
    });
    expect(child.pid).toBeDefined();
    expect((await registry.remove(tracker.blockId, { steps: [] })).survivors).toEqual([]);
  };
  await cycle(-1);
  await until(() => treeOf(directoriesOf(process.pid)[0] ?? '').length === 1, {
    what: 'one empty directory',
  });
  const before = holdings();
  for (let number = 0; number < cycles; number++) await cycle(number);
  await until(() => holdings().descriptors <= before.descriptors, {
    what: () => `as few descriptors as before: ${JSON.stringify([before, holdings()])}`,
    withinMs: 2000,
  });
  expect(holdings()).toEqual(before);
  expect(directoriesOf(process.pid).flatMap(treeOf)).toHaveLength(1);
  expect(registry.stats()).toMatchObject({ blocks: 0, members: 0, listeners: 0 });
  expect(scenario.carriers()).toEqual([]);
});

test('a registry opened and closed leaves nothing, ten times over', async ({ scenario }) => {
  await (await scenario.open()).close();
  const before = holdings();
  for (let count = 0; count < 10; count++) {
    const registry = await scenario.open();
    const tracker = await scenario.pane(registry);
    await scenario.start(tracker, programs['plain-child']);
    await registry.close();
  }
  await until(() => holdings().descriptors <= before.descriptors, {
    what: () => `as few descriptors as before: ${JSON.stringify([before, holdings()])}`,
    withinMs: 2000,
  });
  expect(holdings()).toEqual(before);
  expect(directoriesOf(process.pid)).toEqual([]);
  expect(scenario.carriers()).toEqual([]);
});

import { expect } from 'vitest';
import { pathOf } from '../support/cgroups.js';
import { pidsOf } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import { until } from '../support/until.js';

const starts = 200;

test('rule 9: of 200 children that fork at once, none and nothing of theirs escapes', async ({
  scenario,
}) => {
  const registry = await scenario.open();
  const tracker = await scenario.pane(registry);
  const script = 'sleep "600.$0" & sleep "600.$0" & exit';
  for (let count = 0; count < starts; count++) {
    await tracker.spawn('/bin/sh', ['-c', script, scenario.token], { stdio: 'ignore' });
  }
  const carriers = await until(
    () => {
      const seen = scenario.carriers();
      return seen.length === 2 * starts && seen.every(({ name }) => name === 'sleep') ? seen : undefined;
    },
    { what: () => `${2 * starts} sleeps run, not ${scenario.carriers().length}` },
  );
  const escaped = carriers.filter(({ pid }) => pathOf(pid)?.includes(`/panetree-${process.pid}-`) !== true);
  expect(escaped).toEqual([]);
  const listed = await tracker.list();
  expect(pidsOf(listed)).toEqual(pidsOf(carriers));
  expect(tracker.confidence).toBe('high');
  await registry.remove(tracker.blockId, { steps: [] });
  expect(scenario.carriers()).toEqual([]);
});

test('control: joined from outside after the start, some of them escape', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const script = 'sleep "600.$0" & sleep "600.$0" & exit';
  const children = Array.from({ length: 50 }, () =>
    scenario.spawnOutside('/bin/sh', ['-c', script, scenario.token], { detached: true }),
  );
  await until(() => scenario.carriers().filter(({ name }) => name === 'sleep').length === 100, {
    what: 'all run',
  });
  for (const { pid } of children) if (pid !== undefined) await tracker.attach(pid);
  const escaped = scenario
    .carriers()
    .filter(({ pid }) => pathOf(pid)?.includes(`/panetree-${process.pid}-`) !== true);
  expect(escaped.length).toBeGreaterThan(0);
});

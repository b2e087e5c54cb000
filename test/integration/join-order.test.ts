import { expect } from 'vitest';
import type { BackendName, PaneTracker } from '../../src/index.js';
import { test } from '../support/process-test.js';
import { programs } from '../support/programs.js';
import type { Scenario } from '../support/scenario.js';

const starts = 20;

for (const backend of ['linux-cgroup', 'linux-procfs'] satisfies BackendName[]) {
  test(`rule 9: ${backend}: right after its start a process is found in its block, and stays there`, async ({
    scenario,
  }) => {
    const registry = await scenario.open({ backend });
    const [tracker, thief] = [registry.ensureTracker('a'), registry.ensureTracker('b')];
    await thief.list();
    for (let count = 0; count < starts; count++) {
      const run = count % 2 === 0 ? tracker : tracker.startRun();
      expect(await registry.blockOf(await sleep(scenario, run))).toBe('a');
      expect(await thief.attach(await sleep(scenario, run))).toEqual({ status: 'other-block' });
    }
    expect(await thief.list()).toEqual([]);
    expect((await tracker.list()).length).toBe(2 * starts);
    expect(tracker.reasons).toEqual(registry.backend.reasons);
  });
}

test('rule 10: two blocks that take in the same processes at once share them out, and never wait for each other', async ({
  scenario,
}) => {
  const registry = await scenario.open();
  const [one, two] = [registry.ensureTracker('a'), registry.ensureTracker('b')];
  const trees = [
    await scenario.startOutside(programs['plain-child']),
    await scenario.startOutside(programs['plain-child']),
  ];
  const [first, second] = trees.map(({ root }) => root?.pid ?? 0);
  const results = await Promise.all([
    one.attach(first ?? 0),
    two.attach(second ?? 0),
    two.attach(first ?? 0),
    one.attach(second ?? 0),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['late', 'late', 'other-block', 'other-block']);
});

async function sleep({ token }: Scenario, starter: Pick<PaneTracker, 'spawn'>): Promise<number> {
  const child = await starter.spawn('/bin/sleep', [`600.${token}`], { stdio: 'ignore' });
  return child.pid ?? 0;
}

import { expect } from 'vitest';
import { programs, shapes } from '../support/programs.js';
import { test } from '../support/process-test.js';
import { isAlive } from '../support/oracle.js';

test('rule 21: thirty processes of one block killed one by one at the same time', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const { processes } = await scenario.start(tracker, programs['fork-storm']);
  const targets = processes.filter(({ name }) => name === 'sleep').slice(0, 30);
  const results = await Promise.all(targets.map(({ pid }) => tracker.killPid(pid, { steps: [] })));
  expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['killed']));
  expect(targets.filter(isAlive)).toEqual([]);
  expect(processes.filter(({ name }) => name === 'sleep').filter(isAlive)).toHaveLength(64 - 30);
});

test('rule 20: kills beside a removal all resolve, and the removal is whole', async ({ scenario }) => {
  const registry = await scenario.open();
  for (let round = 0; round < 10; round++) {
    const tracker = await scenario.pane(registry);
    const { root, processes } = await scenario.start(tracker, shapes.branches);
    const pid = root?.pid ?? 0;
    const kills = [tracker.killPid(pid, { subtree: true, steps: [] }), tracker.killTree({ steps: [] })];
    const removal = registry.remove(tracker.blockId, { steps: [] });
    await Promise.all(kills);
    expect(await removal).toMatchObject({ survivors: [], problems: [] });
    expect(processes.filter(isAlive)).toEqual([]);
  }
});

test('rules 8, 27: confirm takes in neither the host nor what belongs to another block', async ({
  scenario,
}) => {
  const registry = await scenario.open();
  const [one, other] = [await scenario.pane(registry), await scenario.pane(registry)];
  const { root } = await scenario.start(other, programs['plain-child']);
  expect(await one.confirm(process.pid)).toBe('not-joined');
  expect(await one.confirm(process.ppid)).toBe('not-joined');
  expect(await one.confirm(root?.pid ?? 0)).toBe('not-joined');
  expect(await one.list()).toEqual([]);
  expect(await registry.blockOf(root?.pid ?? 0)).toBe(other.blockId);
  expect(one.reasons.some((reason) => reason.includes('protected'))).toBe(true);
});

import { expect } from 'vitest';
import { look } from '../support/oracle.js';
import { test } from '../support/linux-test.js';
import { programs } from '../support/programs.js';
import { until } from '../support/until.js';

test('rule 19: a kill in a block that is frozen without a cgroup leaves the others to be thawed', async ({
  scenario,
}) => {
  const registry = await scenario.open({ backend: 'linux-procfs' });
  const tracker = await scenario.pane(registry);
  const { root, processes } = await scenario.start(tracker, programs.background);
  await tracker.freeze();
  expect(processes.every(({ pid }) => look(pid)?.state === 'T')).toBe(true);
  const [one, ...others] = processes.filter(({ pid }) => pid !== root?.pid);
  expect(await tracker.killPid(one?.pid ?? 0)).toMatchObject({ status: 'killed' });
  expect(others.every(({ pid }) => look(pid)?.state === 'T')).toBe(true);
  await tracker.thaw();
  await until(() => others.every(({ pid }) => look(pid)?.state === 'S'), { what: 'the others run again' });
});

import { describe, expect } from 'vitest';
import { childrenOf, look } from '../support/oracle.js';
import { macosPgid } from '../../src/index.js';
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

describe.each(['linux-procfs', 'macos-pgid on Linux'] as const)('a frozen pane over %s', (name) => {
  const backend = name === 'linux-procfs' ? name : macosPgid({ ps: 'linux' });

  test('what is started in it stands still until it is thawed', async ({ scenario }) => {
    const registry = await scenario.open({ backend });
    const tracker = await scenario.pane(registry);
    await tracker.freeze();
    const { pid = 0 } = await tracker.spawn('sleep', [`600.${scenario.token}`], { stdio: 'ignore' });
    await tracker.list();
    expect(look(pid)?.state).toBe('T');
    await tracker.thaw();
    await until(() => look(pid)?.state === 'S', { what: 'it runs again' });
  });

  test('what is attached to it stands still with all that descends from it', async ({ scenario }) => {
    const registry = await scenario.open({ backend });
    const tracker = await scenario.pane(registry);
    await tracker.freeze();
    const { root, processes } = await scenario.startOutside(programs.background);
    expect(await tracker.attach(root?.pid ?? 0)).toMatchObject({ status: 'late' });
    expect(processes.map(({ pid }) => look(pid)?.state)).toEqual(processes.map(() => 'T'));
    await tracker.thaw();
    await until(() => processes.every(({ pid }) => look(pid)?.state === 'S'), { what: 'all run again' });
  });

  test('control: who was stopped before it came in is so after the thaw as well', async ({ scenario }) => {
    const registry = await scenario.open({ backend });
    const tracker = await scenario.pane(registry);
    await tracker.freeze();
    const { root, processes } = await scenario.startOutside(programs.stopped);
    const stopped = processes.filter(({ state }) => state === 'T').map(({ pid }) => pid);
    await tracker.attach(root?.pid ?? 0);
    await tracker.thaw();
    await until(() => look(root?.pid ?? 0)?.state === 'S', { what: 'the others run again' });
    expect(stopped.map((pid) => look(pid)?.state)).toEqual(['T']);
  });
});

test('rule 19: what a member starts while it is asked to end in a frozen pane is not stopped for it', async ({
  scenario,
}) => {
  const registry = await scenario.open({ backend: 'linux-procfs' });
  const tracker = await scenario.pane(registry);
  const script = "trap 'sleep 0.2; exit 0' TERM; echo; while :; do sleep 0.05; done";
  const child = await tracker.spawn('/bin/sh', ['-c', script, scenario.token], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  await until(() => childrenOf(child.pid ?? 0).length > 0, { what: 'it loops' });
  await tracker.freeze();
  const steps = [{ signal: 'SIGTERM', graceMs: 5000 }] as const;
  const report = await tracker.killTree({ steps, deadlineMs: 20_000 });
  expect(report).toMatchObject({ status: 'ended', forced: [] });
});

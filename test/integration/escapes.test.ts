import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { Recorder } from '../contract/observed.js';
import { pathOf } from '../support/cgroups.js';
import { carriersOf, look, type Seen, startTicksOf } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { startStrangers } from '../support/strangers.js';
import { until } from '../support/until.js';

const atOnce = { steps: [] } as const;

test('rule 5: what leaves before it was ever listed is found by its marker, and is not killed with its pane', async ({
  scenario,
}) => {
  const elsewhere = scenario.elsewhere();
  const registry = await scenario.open();
  const recorder = new Recorder(registry);
  const tracker = await scenario.pane(registry);
  const script = `sleep 600.${scenario.token} & echo $! >'${elsewhere}/cgroup.procs'; wait`;
  const root = await tracker.spawn('/bin/sh', ['-c', script], { stdio: 'ignore', env: scenario.environment });
  const runaway = await runawayIn(elsewhere, scenario);
  const listed = await tracker.list();
  const escaped = listed.find(({ pid }) => pid === runaway.pid);
  expect(escaped).toMatchObject({ name: 'sleep', evidence: ['marker'], escapedTo: placeOf(elsewhere) });
  expect(listed.find(({ pid }) => pid === root.pid)?.escapedTo).toBeUndefined();
  expect(tracker.confidence).toBe('best-effort');
  expect(tracker.reasons.join()).toContain(placeOf(elsewhere));
  expect(recorder.of('confidence-changed')).toHaveLength(1);
  const report = await tracker.killTree(atOnce);
  expect(report).toMatchObject({ status: 'ended', survivors: [] });
  expect(look(runaway.pid)?.startTicks).toBe(runaway.startTicks);
  expect(await tracker.killPid(runaway.pid, atOnce)).toMatchObject({ status: 'killed' });
  expect(look(runaway.pid)).toBeUndefined();
});

test('what escapes unseen is reported with identity and place by whatever closes its pane', async ({
  scenario,
}) => {
  const elsewhere = scenario.elsewhere();
  for (const onHostExit of ['kill', 'keep'] as const) {
    const registry = await scenario.open({ onHostExit });
    const tracker = await scenario.pane(registry);
    const script = `sleep 600.${scenario.token} & echo $! >'${elsewhere}/cgroup.procs'`;
    await tracker.spawn('/bin/sh', ['-c', script], { stdio: 'ignore', env: scenario.environment });
    const runaway = await runawayIn(elsewhere, scenario);
    const reports =
      onHostExit === 'kill' ? [await registry.remove(tracker.blockId, atOnce)] : await registry.close();
    const [escaped] = reports.flatMap((report) => report.escaped);
    expect(escaped).toMatchObject({ pid: runaway.pid, name: 'sleep', place: placeOf(elsewhere) });
    expect(escaped?.command).toContain(scenario.token);
    expect(startTicksOf(escaped?.birth ?? '')).toBe(runaway.startTicks);
    for (const { survivors, kept } of reports) expect([survivors, kept]).toEqual([[], []]);
    expect(look(runaway.pid)?.startTicks).toBe(runaway.startTicks);
    scenario.endCarriers();
    await scenario.expectNothingLeft();
  }
});

test('rule 5: a tick finds them too, a few ticks later', async ({ scenario }) => {
  const elsewhere = scenario.elsewhere();
  const registry = await scenario.open();
  const tracker = await scenario.pane(registry);
  const script = `sleep 600.${scenario.token} & echo $! >'${elsewhere}/cgroup.procs'; wait`;
  await tracker.spawn('/bin/sh', ['-c', script], { stdio: 'ignore', env: scenario.environment });
  await runawayIn(elsewhere, scenario);
  await until(
    async () => {
      await registry.poll();
      return registry.snapshot(tracker.blockId)?.processes.some(({ escapedTo }) => escapedTo !== undefined);
    },
    { what: 'a tick has found it' },
  );
});

test('a marker that somebody else copied makes nobody a member', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const root = await tracker.spawn('sleep', [`600.${scenario.token}`], {
    stdio: 'ignore',
    env: scenario.environment,
  });
  const marker = await until(() => markerOf(root.pid ?? 0), { what: 'the marker can be read' });
  const token = `${scenario.token}7`;
  // Its parent is a shell that carries no marker and lives.
  const script = `PANETREE_BLOCK='${marker}' sleep 600.${token} & unset PANETREE_BLOCK; wait`;
  scenario.spawnOutside('/bin/sh', ['-c', script]);
  await until(() => carriersOf(token).length > 0, { what: 'the stranger runs' });
  const listed = await tracker.list();
  expect(listed.map(({ pid }) => pid)).toEqual([root.pid]);
  expect(tracker.confidence).toBe('high');
  await tracker.killTree(atOnce);
  expect(carriersOf(token).length).toBeGreaterThan(0);
});

test('rule 5: what leaves with an emptied environment is found by its limit', async ({ scenario }) => {
  const elsewhere = scenario.elsewhere();
  const tracker = await scenario.pane();
  const leave = `sleep "600.$0" & echo $! >'${elsewhere}/cgroup.procs'; wait`;
  const script = `env -i PATH="$PATH" sh -c '${leave.replaceAll("'", "'\\''")}' "$0"`;
  await tracker.spawn('/bin/sh', ['-c', script, scenario.token], { stdio: 'ignore' });
  const runaway = await runawayIn(elsewhere, scenario);
  const escaped = (await tracker.list()).find(({ pid }) => pid === runaway.pid);
  expect(escaped).toMatchObject({ evidence: ['rlimit'], escapedTo: placeOf(elsewhere) });
  expect(tracker.confidence).toBe('best-effort');
});

test('rule 27: what another user makes up or copies takes nobody into a block, and leaves it high', async ({
  scenario,
  skip,
}) => {
  if (process.getuid?.() !== 0) skip('it takes root to be another user');
  const tracker = await scenario.pane();
  const root = await tracker.spawn('sleep', [`600.${scenario.token}`], { stdio: 'ignore' });
  await until(() => markerOf(root.pid ?? 0), { what: 'the marker can be read' });
  await startStrangers(scenario, root.pid ?? 0);
  expect((await tracker.list()).map(({ pid }) => pid)).toEqual([root.pid]);
  expect(tracker.confidence).toBe('high');
});

function markerOf(pid: number): string | undefined {
  const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  return environment
    .find((variable) => variable.startsWith('PANETREE_BLOCK='))
    ?.slice('PANETREE_BLOCK='.length);
}

/** It may be put elsewhere while it is still the shell that its exec is to replace. */
function runawayIn(elsewhere: string, scenario: Scenario): Promise<Seen> {
  const isRunaway = ({ pid, name }: Seen) => name === 'sleep' && pathOf(pid) === placeOf(elsewhere);
  return until(() => scenario.carriers().find(isRunaway), { what: 'the child has left' });
}

/** As /proc/PID/cgroup shows it. */
function placeOf(directory: string): string {
  return `${pathOf('self')?.replace(/\/$/, '')}/${directory.split('/').at(-1)}`;
}

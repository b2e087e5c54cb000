import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect } from 'vitest';
import { InvalidArgumentError } from '../../src/index.js';
import { spawnPty } from '../../src/pty/index.js';
import { directoriesOf, pathOf, readEvents } from '../support/cgroups.js';
import { isAlive, look, readOrNothing, startTicksOf, zombieChildrenOf, pidsOf } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import { programs, shapes } from '../support/programs.js';
import { until } from '../support/until.js';

test('rule 23: what is kept survives its pane and returns to the cgroup of the host', async ({
  scenario,
}) => {
  const registry = await scenario.open();
  const tracker = await scenario.pane(registry);
  const doomed = await scenario.start(tracker, programs.trap);
  const kept = await scenario.start(tracker, shapes.branches);
  const outcome = await tracker.keep(kept.root?.pid ?? 0);
  expect(outcome.status).toBe('kept');
  expect(pidsOf(outcome.processes)).toEqual(pidsOf(kept.processes));
  const report = await registry.remove(tracker.blockId, { steps: [] });
  expect(pidsOf(report.kept)).toEqual(pidsOf(kept.processes));
  expect(doomed.processes.filter(isAlive)).toEqual([]);
  expect(kept.processes.every(isAlive)).toBe(true);
  expect(kept.processes.map(({ pid }) => pathOf(pid))).toEqual(kept.processes.map(() => pathOf('self')));
  await registry.close();
  expect(kept.processes.every(isAlive)).toBe(true);
});

test('rule 23: children of what is kept are kept as well', async ({ scenario }) => {
  const registry = await scenario.open();
  const tracker = await scenario.pane(registry);
  const { root } = await scenario.start(tracker, programs['fork-storm']);
  await tracker.keep(root?.pid ?? 0);
  const before = scenario.carriers().length;
  for (const { pid, name } of scenario.carriers()) if (name !== 'sleep') process.kill(pid, 'SIGHUP');
  await until(() => scenario.carriers().length > before, { what: 'it has forked' });
  const report = await registry.remove(tracker.blockId, { steps: [] });
  expect(report.ended).toEqual([]);
  expect(scenario.carriers().length).toBeGreaterThanOrEqual(before);
});

test('rule 23: what was kept and has ended by itself before the kill is no problem of the kill', async ({
  scenario,
}) => {
  const registry = await scenario.open();
  const tracker = await scenario.pane(registry);
  const { processes } = await scenario.start(tracker, programs['stdout-holder']);
  for (const { pid } of processes) {
    await tracker.keep(pid);
    process.kill(pid, 'SIGKILL');
  }
  await until(() => !processes.some(isAlive), { what: 'it has ended' });
  expect(await registry.remove(tracker.blockId, { steps: [] })).toMatchObject({ kept: [], problems: [] });
});

test('rule 10: attach takes in what a program has started before', async ({ scenario }) => {
  const registry = await scenario.open();
  const tracker = await scenario.pane(registry);
  const { root, processes } = await scenario.startOutside(shapes.branches);
  const outcome = await tracker.attach(root?.pid ?? 0);
  expect(outcome.status).toBe('late');
  for (const { pid } of processes) expect(pathOf(pid)).toContain(`/panetree-${process.pid}-`);
  expect(pidsOf(await tracker.list())).toEqual(pidsOf(processes));
  await registry.remove(tracker.blockId, { steps: [] });
  await scenario.expectNothingLeft();
});

test('rule 10: attach catches up with a tree that forks meanwhile', async ({ scenario }) => {
  const registry = await scenario.open();
  const tracker = await scenario.pane(registry);
  const script = 'n=0; while [ $n -lt 300 ]; do sleep "600.$0" & n=$((n+1)); done; wait';
  const root = scenario.spawnOutside('/bin/sh', ['-c', script, scenario.token]);
  await until(() => scenario.carriers().length > 20, { what: 'it forks' });
  expect((await tracker.attach(root.pid ?? 0)).status).toBe('late');
  await until(() => scenario.carriers().length === 301, { what: 'all run' });
  expect(pidsOf(await tracker.list())).toEqual(pidsOf(scenario.carriers()));
});

test('rules 4, 10: a zombie and a PID that is gone are already gone', async ({ scenario }) => {
  const tracker = await scenario.pane();
  // Node reaps its own children, so the zombie has to be somebody else's.
  const { processes } = await scenario.startOutside(programs['zombie-parent']);
  const zombie = await until(() => zombieOf(pidsOf(processes)), { what: 'a zombie' });
  expect(await tracker.attach(zombie)).toEqual({ status: 'already-gone' });
  const child = spawn('/bin/true');
  await until(() => look(child.pid ?? 0) === undefined && child.exitCode !== null, { what: 'it has gone' });
  expect(await tracker.attach(child.pid ?? 0)).toEqual({ status: 'already-gone' });
  expect(await tracker.list()).toEqual([]);
  expect(tracker.confidence).toBe('high');
});

test('rule 8: the host, its parent and PID 1 are not attached', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const before = [process.pid, process.ppid, 1].map(pathOf);
  for (const pid of [process.pid, process.ppid, 1]) {
    expect(await tracker.attach(pid)).toEqual({ status: 'protected' });
    for (const subtree of [false, true]) {
      expect((await tracker.killPid(pid, { subtree, steps: [] })).status).toBe('protected');
    }
  }
  for (const pid of [0, -1, Number.NaN, 1.5]) {
    await expect(tracker.attach(pid)).rejects.toBeInstanceOf(InvalidArgumentError);
    await expect(tracker.killPid(pid)).rejects.toBeInstanceOf(InvalidArgumentError);
  }
  expect([process.pid, process.ppid, 1].map(pathOf)).toEqual(before);
});

test('rule 8: a stranger is no member: it is not signalled, whoever asks', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const { processes } = await scenario.startOutside(programs['plain-child']);
  for (const { pid } of processes) {
    for (const options of [
      { steps: [] },
      { subtree: true },
      { only: 'SIGKILL' },
      { only: 'SIGTERM' },
    ] as const) {
      expect((await tracker.killPid(pid, options)).status).toBe('not-member');
    }
  }
  expect(processes.every(isAlive)).toBe(true);
});

test('rule 10: attach leaves a process of another pane there', async ({ scenario }) => {
  const registry = await scenario.open();
  const [one, two] = [registry.ensureTracker('one'), registry.ensureTracker('two')];
  const { root, processes } = await scenario.start(one, programs['plain-child']);
  expect(await two.attach(root?.pid ?? 0)).toEqual({ status: 'other-block' });
  expect(processes.map(({ pid }) => pathOf(pid)).every((path) => path?.includes('/pane-one.'))).toBe(true);
  expect(directoriesOf(process.pid)).toHaveLength(1);
});

test('freeze stops every process, thaw lets them go on', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const file = `${scenario.temporaryDirectory()}/count`;
  const script = 'n=0; while :; do n=$((n+1)); echo $n >"$1"; sleep 0.01; done';
  await tracker.spawn('/bin/sh', ['-c', script, scenario.token, file], {
    stdio: 'ignore',
    env: scenario.environment,
  });
  await until(() => countIn(file) > 3, { what: 'it counts' });
  await tracker.freeze();
  const frozenAt = countIn(file);
  await expect(
    until(() => countIn(file) > frozenAt, { what: 'it counts on', withinMs: 150 }),
  ).rejects.toThrow('it counts on');
  await tracker.freeze();
  await tracker.thaw();
  await until(() => countIn(file) > frozenAt, { what: 'it counts again' });
});

test('rule 21: one process of a frozen pane is ended, and the others stay frozen', async ({ scenario }) => {
  const registry = await scenario.open();
  const tracker = await scenario.pane(registry);
  const { processes } = await scenario.start(tracker, programs.background);
  await tracker.freeze();
  const target = processes.find(({ name }) => name === 'sleep');
  const listed = (await tracker.list()).find(({ pid }) => pid === target?.pid);
  expect(startTicksOf(listed?.birth ?? '')).toBe(target?.startTicks);
  expect((await tracker.killPid(target?.pid ?? 0, { steps: [] })).status).toBe('killed');
  const [pane] = directoriesOf(process.pid);
  expect(frozenPanes(pane ?? '')).toBe(1);
  expect(processes.filter(isAlive)).toHaveLength(processes.length - 1);
  await registry.remove(tracker.blockId, { steps: [] });
  await scenario.expectNothingLeft();
});

function zombieOf(parents: readonly number[]): number | undefined {
  return parents.flatMap(zombieChildrenOf)[0];
}

function countIn(file: string): number {
  return Number(readOrNothing(file) ?? 0);
}

function frozenPanes(directory: string): number {
  const panes = readdirSync(directory).filter((name) => name.startsWith('pane-'));
  return panes.filter((name) => readEvents(`${directory}/${name}`).includes('frozen 1')).length;
}

test('rule 23: a job that is kept outlives the interactive shell that started it', async ({ scenario }) => {
  const registry = await scenario.open();
  const tracker = await scenario.pane(registry);
  const shell = await spawnPty(tracker, 'bash', ['--norc', '-i'], { env: scenario.environment });
  shell.write(`sleep 600.${scenario.token} &\r`);
  const job = await until(() => scenario.carriers().find(({ name }) => name === 'sleep'), {
    what: 'the job runs',
  });
  expect((await tracker.keep(job.pid)).status).toBe('kept');
  const report = await registry.remove(tracker.blockId);
  expect(report.status).toBe('ended');
  expect(pidsOf(report.kept)).toEqual([job.pid]);
  expect(pidsOf(scenario.carriers())).toEqual([job.pid]);
});

import { describe, expect } from 'vitest';
import type { PaneTracker } from '../../src/index.js';
import { directoriesOf, pidsBelow } from '../support/cgroups.js';
import { carriersOf, isAlive, startTicksOf } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import { programs } from '../support/programs.js';
import { endExactly, type Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const quick = {
  steps: [
    { signal: 'SIGHUP', graceMs: 30 },
    { signal: 'SIGTERM', graceMs: 100 },
  ],
} as const;

describe.each(Object.values(programs))('$name', (program) => {
  test('rules 4, 9: every process is listed with its identity, and no other', async ({ scenario }) => {
    const tracker = await scenario.pane();
    const { processes } = await scenario.start(tracker, program);
    expect(await listed(tracker)).toEqual(sorted(processes));
    expect(kernelList()).toEqual(processes.map(({ pid }) => pid).toSorted((a, b) => a - b));
  });

  test('rule 19: nothing survives its pane, and nothing is left of the pane', async ({ scenario }) => {
    const registry = await scenario.open();
    const tracker = await scenario.pane(registry);
    const { processes } = await scenario.start(tracker, program);
    const report = await registry.remove(tracker.blockId, quick);
    expect(report).toMatchObject({ status: 'ended', survivors: [], problems: [] });
    expect(processes.filter(isAlive)).toEqual([]);
    expect(scenario.carriers()).toEqual([]);
    expect(reported(report.ended)).toEqual(expect.arrayContaining([...sorted(processes)]));
    expect(directoriesOf(process.pid).flatMap(pidsBelow)).toEqual([]);
    await registry.close();
    expect(directoriesOf(process.pid)).toEqual([]);
  });

  test('control: without the kill it survives the end of its root', async ({ scenario }) => {
    const { root } = await scenario.startOutside(program);
    if (root !== undefined) endExactly(root);
    await until(() => root === undefined || !isAlive(root), { what: 'the root has gone' });
    expect(scenario.carriers()).toHaveLength(program.survivors);
  });
});

test('control: a pane that is not removed keeps its processes', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const { root } = await scenario.start(tracker, programs['double-fork']);
  if (root !== undefined) endExactly(root);
  await until(() => carriersOf(scenario.token).length === programs['double-fork'].survivors, {
    what: 'only the root has gone',
  });
  expect(await tracker.list()).toHaveLength(programs['double-fork'].survivors);
});

test('control: hang up and terminate end nothing that ignores them', async ({ scenario }) => {
  const { processes } = await scenario.startOutside(programs.trap);
  for (const signal of ['SIGHUP', 'SIGTERM'] as const) {
    for (const { pid } of processes) process.kill(pid, signal);
  }
  await expectAllAlive(scenario, processes.length);
});

test('stdout-holder: the output of a pane ends with the pane', async ({ scenario }) => {
  const registry = await scenario.open();
  const tracker = await scenario.pane(registry);
  const { child } = await scenario.start(tracker, programs['stdout-holder'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let isClosed = false;
  child.on('close', () => (isClosed = true));
  await until(() => child.exitCode === 0, { what: 'the root has exited' });
  expect(isClosed).toBe(false);
  await registry.remove(tracker.blockId, quick);
  await until(() => isClosed, { what: 'the output is closed' });
});

async function expectAllAlive(scenario: Scenario, count: number): Promise<void> {
  await until(() => scenario.carriers().length === count, { what: `${count} processes live`, withinMs: 100 });
}

async function listed(tracker: PaneTracker): Promise<readonly string[]> {
  return reported(await tracker.list());
}

function reported(refs: readonly { readonly pid: number; readonly birth: string }[]): readonly string[] {
  return refs.map(({ pid, birth }) => `${pid}@${startTicksOf(birth)}`).toSorted();
}

function sorted(seen: readonly { readonly pid: number; readonly startTicks: number }[]): readonly string[] {
  return seen.map(({ pid, startTicks }) => `${pid}@${startTicks}`).toSorted();
}

function kernelList(): readonly number[] {
  return [...new Set(directoriesOf(process.pid).flatMap(pidsBelow))].toSorted((a, b) => a - b);
}

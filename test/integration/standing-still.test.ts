import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { PaneTracker } from '../../src/index.js';
import { directoriesOf, readEvents, treeOf } from '../support/cgroups.js';
import { test } from '../support/process-test.js';
import { programs, shapes } from '../support/programs.js';
import { until } from '../support/until.js';

const forkingOn = fileURLToPath(new URL('../fixtures/programs/forking-on.sh', import.meta.url));

/** Whether the kernel says that the only pane of this process stands still. */
function isFrozen(): boolean {
  const panes = directoriesOf(process.pid)
    .flatMap(treeOf)
    .filter((directory) => /\/pane-[^/]*$/.test(directory));
  return panes.some((pane) => readEvents(pane).includes('frozen 1'));
}

test('rule 19: after the kill of a frozen block the next command runs', async ({ scenario }) => {
  const tracker = await scenario.pane();
  await scenario.start(tracker, programs['plain-child']);
  await tracker.freeze();
  expect(isFrozen()).toBe(true);
  expect(await tracker.killTree({ steps: [] })).toMatchObject({ status: 'ended', survivors: [] });
  expect(await exitCodeOfNext(tracker)).toBe(3);
});

test('the kill of a frozen block in which nothing runs leaves it running', async ({ scenario }) => {
  const tracker = await scenario.pane();
  await tracker.freeze();
  expect(await tracker.killTree()).toMatchObject({ status: 'empty' });
  expect(await exitCodeOfNext(tracker)).toBe(3);
});

test('killPid in a frozen block leaves it frozen', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const { processes } = await scenario.start(tracker, shapes.branches);
  await tracker.freeze();
  const last = processes.at(-1)?.pid ?? 0;
  await tracker.killPid(last, { steps: [{ signal: 'SIGTERM', graceMs: 50 }] });
  expect(isFrozen()).toBe(true);
});

test('the kill of a run in a frozen block leaves the others frozen', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const [doomed, spared] = [tracker.startRun(), tracker.startRun()];
  await scenario.start(spared, programs['plain-child']);
  await scenario.start(doomed, programs['plain-child']);
  await tracker.freeze();
  await doomed.kill({ steps: [{ signal: 'SIGTERM', graceMs: 50 }] });
  expect(isFrozen()).toBe(true);
});

test('a thaw while killPid is under way is the last word', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const { processes } = await scenario.start(tracker, shapes.branches);
  await tracker.freeze();
  const killing = tracker.killPid(processes.at(-1)?.pid ?? 0, {
    steps: [{ signal: 'SIGWINCH', graceMs: 100 }],
  });
  await tracker.thaw();
  await killing;
  expect(isFrozen()).toBe(false);
});

test('with `keep`, closing lets a frozen block run on', async ({ scenario }) => {
  const registry = await scenario.open({ onHostExit: 'keep' });
  const tracker = await scenario.pane(registry);
  await scenario.start(tracker, programs['plain-child']);
  await tracker.freeze();
  await registry.close();
  const [directory = ''] = directoriesOf(process.pid);
  const states = treeOf(directory)
    .filter((each) => each !== directory)
    .map((each) => readFileSync(`${each}/cgroup.freeze`, 'utf8'));
  expect(new Set(states)).toEqual(new Set(['0\n']));
  scenario.ownHost(process.pid);
});

async function exitCodeOfNext(tracker: PaneTracker): Promise<number | null> {
  const child = await tracker.spawn('sh', ['-c', 'exit 3'], { stdio: 'ignore' });
  await once(child, 'exit', { signal: AbortSignal.timeout(5000) });
  return child.exitCode;
}

test.for(['running', 'frozen'])(
  'rule 21: of a subtree that forks all the time in a %s block none is left',
  async (state, { scenario }) => {
    const tracker = await scenario.pane();
    const { pid = 0 } = await tracker.spawn(forkingOn, [scenario.token], {
      stdio: 'ignore',
      env: scenario.environment,
    });
    await until(() => scenario.carriers().length > 3, { what: 'it forks' });
    if (state === 'frozen') await tracker.freeze();
    const options = { subtree: true, steps: [{ signal: 'SIGTERM', graceMs: 50 }] } as const;
    expect(await tracker.killPid(pid, options)).toMatchObject({ status: 'killed' });
    await tracker.thaw();
    expect(scenario.carriers()).toEqual([]);
  },
);

import { mkdirSync, readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import {
  type AdoptOptions,
  InvalidArgumentError,
  type Leftover,
  type TrackerRegistry,
} from '../../src/index.js';
import { CgroupPaths } from '../../src/platform/linux-cgroup/cgroup-paths.js';
import { takeOver } from '../../src/platform/linux-cgroup/take-over.js';
import { instanceName } from '../../src/platform/posix/instance-name.js';
import { mountPoint, moveTo, readEvents } from '../support/cgroups.js';
import { Host } from '../support/host.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const atOnce = { steps: [] } as const;
const forksWhenTold = fileURLToPath(new URL('../fixtures/programs/forks-when-told.sh', import.meta.url));
/** For so long after its start the ledger over /proc looks at a process again each time. */
const youngMs = 2000;

type Backend = 'linux-cgroup' | 'linux-procfs';

interface Left {
  readonly hostPid: number;
  readonly root: number;
}

/** A host that is killed and lets its only block live: a shell in a run, and a sleeper. */
async function leave(scenario: Scenario, backend: Backend): Promise<Left> {
  const block = { blockId: 'left', turns: 1, file: forksWhenTold, token: scenario.token };
  const host = new Host(scenario, 'keeping', { config: { backend, blocks: [block] } });
  const { starts } = await host.heard<{ readonly starts: readonly { readonly pid: number }[] }>(
    'started',
    20_000,
  );
  await sleepers(scenario, starts.length);
  host.child.kill('SIGKILL');
  await host.ended();
  return { hostPid: host.pid, root: starts.at(-1)?.pid ?? 0 };
}

async function sleepers(scenario: Scenario, count: number): Promise<void> {
  await until(() => scenario.carriers().filter(({ name }) => name === 'sleep').length === count, {
    what: () => `there are ${count} sleepers`,
  });
}

async function find(registry: TrackerRegistry, { hostPid }: Left): Promise<Leftover> {
  const found = (await registry.leftovers()).find((leftover) => leftover.hostPid === hostPid);
  if (found === undefined) throw new Error('it was not found');
  return found;
}

function outOfOrder(): never {
  throw new Error('it is out of order');
}

async function failing(): Promise<never> {
  return outOfOrder();
}

describe.each(['linux-cgroup', 'linux-procfs'] as const)('over %s', (backend) => {
  test('rule 25: what a leftover has started since it was found ends with it', async ({ scenario }) => {
    const left = await leave(scenario, backend);
    const registry = await scenario.open({ backend });
    const leftover = await find(registry, left);
    const before = scenario.carriers().filter(({ name }) => name === 'sleep').length;
    process.kill(left.root, 'SIGUSR1');
    await sleepers(scenario, before + 1);
    // By then every look has taken it for somebody else's.
    await setTimeout(youngMs);
    await registry.leftovers();
    expect((await registry.reap(leftover, atOnce)).status).toBe('ended');
    await scenario.expectNothingLeft();
  });

  test('rule 26: what another host goes on with is not reported as ended', async ({ scenario }) => {
    const left = await leave(scenario, backend);
    const stateDir = scenario.temporaryDirectory();
    const [first, second] = [
      await scenario.open({ backend, stateDir }),
      await scenario.open({ backend, stateDir }),
    ];
    const seenBySecond = await find(second, left);
    const tracker = first.adopt(await find(first, left));
    const listed = await tracker.list();
    const report = await second.reap(seenBySecond, atOnce);
    expect(report).toMatchObject({ status: 'survived', ended: [] });
    expect(report.problems.join()).toMatch(/could not be adopted/);
    expect(await tracker.list()).toHaveLength(listed.length);
  });

  test('rule 20: closing waits for a leftover that is being ended', async ({ scenario }) => {
    const left = await leave(scenario, backend);
    const registry = await scenario.open({ backend, onHostExit: 'keep' });
    const reaping = registry.reap(await find(registry, left), {
      steps: [{ signal: 'SIGWINCH', graceMs: 300 }],
    });
    await registry.close();
    expect(await reaping).toMatchObject({ status: 'ended', problems: [] });
    expect(scenario.carriers()).toEqual([]);
  });

  test('a leftover that has ended by itself since it was found is empty', async ({ scenario }) => {
    const left = await leave(scenario, backend);
    const registry = await scenario.open({ backend });
    const leftover = await find(registry, left);
    scenario.endCarriers();
    await scenario.expectNothingLeft();
    await registry.leftovers();
    expect(await registry.reap(leftover, atOnce)).toMatchObject({ status: 'empty', problems: [] });
  });

  test('rule 29: a runOf that gives no record is refused, and no block comes of it', async ({ scenario }) => {
    const left = await leave(scenario, backend);
    const registry = await scenario.open({ backend });
    const leftover = await find(registry, left);
    const wrong: readonly unknown[] = [null, { runOf: 5 }, { runOf: async () => undefined }];
    for (const options of wrong) {
      expect(() => registry.adopt(leftover, options as AdoptOptions)).toThrow(InvalidArgumentError);
    }
    expect(() => registry.adopt(leftover, { runOf: outOfOrder })).toThrow('it is out of order');
    expect(registry.blocks()).toEqual([]);
    await registry.reap(leftover, atOnce);
  });

  test('a run that begins between finding and adopting has an id of its own', async ({ scenario }) => {
    const left = await leave(scenario, backend);
    const registry = await scenario.open({ backend });
    const leftover = await find(registry, left);
    const run = registry.ensureTracker('new').startRun();
    expect(leftover.runIds).not.toContain(run.runId);
    await registry.reap(leftover, atOnce);
  });
});

test('over linux-cgroup: what could not be moved out of a leftover does not stand still', async ({
  scenario,
}) => {
  const directory = scenario.elsewhere();
  const path = directory.slice(mountPoint()?.length);
  const paths = CgroupPaths.of({ directory, path }, { blockId: 'left', generation: 1 });
  mkdirSync(paths.main.directory, { recursive: true });
  const child = scenario.spawnOutside('/bin/sleep', [`600.${scenario.token}`]);
  moveTo(paths.main.directory, child.pid ?? 0);
  const heir = { claimant: instanceName('kill'), paneLeaf: failing, keptLeaf: failing };
  await expect(takeOver(paths, heir)).rejects.toThrow('it is out of order');
  expect(readEvents(paths.pane.directory)).toContain('frozen 0');
});

test.for(['close', 'kill'] as const)(
  'rule 23: over linux-procfs what was kept outlives the next host as well, after a %s',
  async (end, { scenario }) => {
    const stateDir = scenario.temporaryDirectory();
    const block = { blockId: 'a', file: forksWhenTold, token: scenario.token };
    const config = { backend: 'linux-procfs', onHostExit: 'kill', stateDir, blocks: [block] };
    const host = new Host(scenario, 'keeping', { config });
    await host.heard('started', 20_000);
    await sleepers(scenario, 1);
    host.tell('keep');
    await host.heard('keep');
    if (end === 'close') {
      host.tell('close');
      await host.heard('close');
    }
    host.child.kill('SIGKILL');
    await host.ended();
    // Its guard goes a moment after it.
    await until(() => scenario.carriers().length === 2, { what: 'the shell and its sleeper are left' });
    const kept = scenario.carriers();
    const registry = await scenario.open({ backend: 'linux-procfs', stateDir });
    expect(scenario.carriers()).toEqual(kept);
    expect(readdirSync(`${stateDir}/hosts`)).toHaveLength(1);
    scenario.endCarriers();
    await scenario.expectNothingLeft();
    await registry.close();
    await scenario.open({ backend: 'linux-procfs', stateDir });
    expect(readdirSync(`${stateDir}/hosts`)).toEqual([]);
  },
);

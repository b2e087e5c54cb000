import { describe, expect } from 'vitest';
import type { ProcessRef } from '../../src/index.js';
import { CommandedHost } from '../support/commanded-host.js';
import { test } from '../support/linux-test.js';
import { asNobody, cgroupsGone, whyNoMountNamespace, withMounts } from '../support/namespaces.js';
import { carriersOf, isAlive, pidsOf } from '../support/oracle.js';
import { settle } from '../support/programs.js';
import { typeJobs } from '../support/prompt.js';
import { endExactly, type Scenario } from '../support/scenario.js';
import { never, until } from '../support/until.js';

const runs = 50;
const whyNot = process.platform === 'linux' ? whyNoMountNamespace() : undefined;
const noCgroups = withMounts(cgroupsGone['read-only']);

const quick = {
  steps: [
    { signal: 'SIGHUP', graceMs: 30 },
    { signal: 'SIGTERM', graceMs: 100 },
  ],
} as const;

describe.each(Object.entries(cgroupsGone))('cgroups %s', (how, mounts) => {
  test('rule 1: /proc is turned to, and it is said why no cgroup was', async ({ scenario, skip }) => {
    if (whyNot !== undefined) skip(whyNot);
    const host = await CommandedHost.open(scenario, { prefix: withMounts(mounts) });
    const backend = await host.backend();
    expect(backend).toMatchObject({ name: 'linux-procfs', confidence: 'best-effort' });
    expect(backend.downgrades.map((each) => each.backend)).toEqual(['linux-cgroup']);
    expect(backend.downgrades[0]?.reason).toMatch(how === 'read-only' ? /EROFS|read-only/ : /cgroup/);
    expect(backend.reasons).toEqual([expect.stringMatching(/loses its parent between two looks/)]);

    const prompt = await typeJobs(host, scenario.token);
    expect(pidsOf(await host.list(prompt.block))).toEqual(pidsOf([{ pid: prompt.shell }, ...prompt.jobs]));
    expect(await host.remove(prompt.block)).toMatchObject({ status: 'ended', survivors: [], problems: [] });
    expect(carriersOf(prompt.token)).toEqual([]);
    await host.close();
  });
});

test(`rules 4, 19: all seven jobs of a prompt are listed and ended, ${runs} times out of ${runs}`, {
  timeout: 240_000,
}, async ({ scenario, skip }) => {
  if (whyNot !== undefined) skip(whyNot);
  const host = await CommandedHost.open(scenario, { prefix: noCgroups });
  const outcomes: string[] = [];
  for (let run = 0; run < runs; run++) {
    const { block, token, jobs } = await typeJobs(host, scenario.token, run);
    const listed = new Set((await host.list(block)).map(({ pid }) => pid));
    const { survivors } = await host.remove(block, run % 2 === 0 ? { steps: [] } : quick);
    const alive = jobs.filter(isAlive).length + carriersOf(token).length + survivors.length;
    outcomes.push(`${jobs.filter(({ pid }) => listed.has(pid)).length} listed, ${alive} left`);
  }
  expect(outcomes).toEqual(Array.from({ length: runs }, () => '7 listed, 0 left'));
  await host.close();
});

test('control: without the kill most jobs of a prompt survive its shell', async ({ scenario, skip }) => {
  if (whyNot !== undefined) skip(whyNot);
  const host = await CommandedHost.open(scenario, { prefix: noCgroups });
  const { block, shell, jobs } = await typeJobs(host, scenario.token);
  process.kill(shell, 'SIGKILL');
  await until(async () => !(await host.list(block)).some(({ pid }) => pid === shell), {
    what: 'the shell has gone',
  });
  const survivors = jobs.filter(isAlive);
  expect(survivors.length).toBeGreaterThanOrEqual(5);
  expect(pidsOf(await host.list(block)), 'and they are still known').toEqual(pidsOf(survivors));
  await host.remove(block, quick);
  expect(jobs.filter(isAlive)).toEqual([]);
  await host.close();
});

test('rule 5: without the second marker, what clears its environment and loses its parent unseen is missed', async ({
  scenario,
  skip,
}) => {
  if (whyNot !== undefined) skip(whyNot);
  // The limit is the user's, and stays as it is.
  const limited = ['sh', '-c', 'ulimit -S -m 4000000; exec "$@"', 'sh'];
  const host = await CommandedHost.open(scenario, { prefix: [...noCgroups, ...limited] });
  const { features, reasons } = await host.backend();
  expect(features['second marker']).toBe('none: RLIMIT_RSS is 4096000000 bytes already');
  expect(reasons.join()).toContain('env -i setsid, then a double fork');
  const shell = await host.pty('a', ['/bin/sh'], { PS1: '' });
  expect(pidsOf(await host.list('a'))).toEqual([shell]);
  // A look in between would find it.
  await host.calm();
  const missed = `${scenario.token}900`;
  await host.type(
    'a',
    `( env -i setsid sh -c 'sleep 600.${missed} </dev/null >/dev/null 2>&1 & exit 0' & )\n`,
  );
  const [daemon] = await settle(
    { name: 'the daemon', file: '', processes: 1, survivors: 1, sleepers: 1 },
    missed,
    (pid) => pid !== shell,
  );
  expect(pidsOf(await host.list('a'))).toEqual([shell]);
  expect(await host.remove('a', { steps: [] })).toMatchObject({ status: 'ended', survivors: [] });
  const isLeft = daemon !== undefined && isAlive(daemon);
  expect(isLeft, 'what is not known is not killed').toBe(true);
  if (isLeft) endExactly(daemon);
  await host.close();
});

/** A registry of a user without rights, with a `/proc` that was mounted so. */
async function expectAllKnown(scenario: Scenario, option: string): Promise<void> {
  const mounts = `${cgroupsGone['read-only']}\nmount -t proc -o ${option} proc /proc`;
  const host = await CommandedHost.open(scenario, { prefix: [...withMounts(mounts), ...asNobody] });
  const backend = await host.backend();
  expect(backend.name).toBe('linux-procfs');
  expect(backend.reasons.join('\n')).toMatch(/hidepid/);
  const { block, shell, token, jobs } = await typeJobs(host, scenario.token);
  expect(pidsOf(await host.list(block))).toEqual(pidsOf([{ pid: shell }, ...jobs]));
  expect(await host.remove(block, quick)).toMatchObject({ status: 'ended', survivors: [], problems: [] });
  expect(carriersOf(token)).toEqual([]);
  await host.close();
}

test('rule 1: where /proc leaves other users out it says so, and knows its own processes as well as ever', async ({
  scenario,
  skip,
}) => {
  if (whyNot !== undefined) skip(whyNot);
  await expectAllKnown(scenario, 'hidepid=2');
});

test('rule 1: where /proc forbids to read other users it says so, and knows its own processes', async ({
  scenario,
  skip,
}) => {
  if (whyNot !== undefined) skip(whyNot);
  await expectAllKnown(scenario, 'hidepid=1');
});

test('rule 21: one job is killed, and the other six are not', async ({ scenario, skip }) => {
  if (whyNot !== undefined) skip(whyNot);
  const host = await CommandedHost.open(scenario, { prefix: noCgroups });
  const { block, jobs } = await typeJobs(host, scenario.token);
  const [one, ...others] = jobs;
  const target: ProcessRef | undefined = (await host.list(block)).find(({ pid }) => pid === one?.pid);
  expect(await host.killPid(block, target?.pid ?? 0)).toMatchObject({
    status: 'killed',
    process: { pid: one?.pid },
  });
  await never(() => !others.every(isAlive), { what: 'another job has ended' });
  expect(one !== undefined && isAlive(one)).toBe(false);
  await host.remove(block, quick);
  await host.close();
});

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { linuxProcfs, type PaneTracker, type TrackerRegistry } from '../../src/index.js';
import { CommandedHost } from '../support/commanded-host.js';
import { test } from '../support/linux-test.js';
import { asNobody, ownTerminals, whyNoMountNamespace, withMounts } from '../support/namespaces.js';
import { isAlive, look, pidsOf, readOrNothing, type Seen } from '../support/oracle.js';
import { type Program, programs, settle } from '../support/programs.js';
import type { Scenario } from '../support/scenario.js';
import { startStrangers } from '../support/strangers.js';
import { until } from '../support/until.js';

const daemon = programs['double-fork'];
const commanded = fileURLToPath(new URL('../fixtures/hosts/commanded.mjs', import.meta.url));
const whyNot = process.platform === 'linux' ? whyNoMountNamespace() : undefined;

async function pane(
  scenario: Scenario,
): Promise<{ readonly registry: TrackerRegistry; readonly tracker: PaneTracker }> {
  const registry = await scenario.open({ backend: linuxProcfs() });
  return { registry, tracker: registry.ensureTracker('a') };
}

function markerOf(pid: number): string | undefined {
  const environment = readOrNothing(`/proc/${pid}/environ`)?.split('\0') ?? [];
  return environment.find((each) => each.startsWith('PANETREE_BLOCK='))?.slice('PANETREE_BLOCK='.length);
}

describe('rule 27: neighbours', () => {
  test('two registries of one process neither list nor end each other’s processes', async ({ scenario }) => {
    const one = await pane(scenario);
    const other = await pane(scenario);
    const ofOne = await scenario.start(one.tracker, daemon);
    const ofOther = await scenario.start(other.tracker, daemon);
    expect(pidsOf(await one.tracker.list())).toEqual(pidsOf(ofOne.processes));
    expect(pidsOf(await other.tracker.list())).toEqual(pidsOf(ofOther.processes));
    const [foreign] = ofOther.processes;
    expect(await one.registry.killPid('a', foreign?.pid ?? 0)).toMatchObject({ status: 'not-member' });
    await one.registry.remove('a', { steps: [] });
    expect(ofOne.processes.filter(isAlive)).toEqual([]);
    expect(ofOther.processes.every(isAlive)).toBe(true);
    expect(pidsOf(await other.tracker.list())).toEqual(pidsOf(ofOther.processes));
  });

  test('two hosts at once neither list nor end each other’s processes', async ({ scenario }) => {
    const backend = 'linux-procfs';
    const hosts = await Promise.all([0, 1].map(() => CommandedHost.open(scenario, { backend })));
    const seen = [];
    for (const [index, host] of hosts.entries()) {
      const token = `${scenario.token}10${index}`;
      await host.spawn('a', daemon.file, [token]);
      seen.push(await settle(daemon, token));
    }
    const lists = await Promise.all(hosts.map((host) => host.list('a')));
    expect(lists.map(pidsOf)).toEqual(seen.map(pidsOf));
    const [first, second] = hosts;
    await first?.remove('a', { steps: [] });
    expect(seen.map((all) => all.filter(isAlive).length)).toEqual([0, daemon.processes]);
    await second?.remove('a', { steps: [] });
    expect(seen.flat().filter(isAlive)).toEqual([]);
    await Promise.all(hosts.map((host) => host.close()));
  });

  test('who has copied a marker is neither listed nor ended', async ({ scenario }) => {
    const { registry, tracker } = await pane(scenario);
    const { processes } = await scenario.start(tracker, daemon);
    const marker = markerOf(processes[0]?.pid ?? 0);
    expect(marker).toMatch(/^panetree-.*:a\.1\/[\w-]{22}$/);
    const script = 'PANETREE_BLOCK=$0 sleep "600.$1" & wait';
    const token = `${scenario.token}900`;
    scenario.spawnOutside('/bin/sh', ['-c', script, marker ?? '', token]);
    const copiers = await settle({ ...daemon, processes: 2, sleepers: 1 }, token);
    const copier = copiers.find(({ name }) => name === 'sleep');
    expect(markerOf(copier?.pid ?? 0)).toBe(marker);
    expect(pidsOf(await tracker.list())).toEqual(pidsOf(processes));
    await registry.remove('a', { steps: [] });
    expect(processes.filter(isAlive)).toEqual([]);
    expect(copiers.every(isAlive)).toBe(true);
  });

  test('who knows the public names of a block, or copies its limit as another user, is no member', async ({
    scenario,
    skip,
  }) => {
    if (process.getuid?.() !== 0) skip('it takes root to be two other users');
    const host = await CommandedHost.open(scenario, { backend: 'linux-procfs', prefix: asNobody });
    const root = await host.spawn('a', 'sleep', [`600.${scenario.token}`]);
    expect(pidsOf(await host.list('a'))).toEqual([root]);
    const strangers = await startStrangers(scenario, root);
    expect(pidsOf(await host.list('a'))).toEqual([root]);
    await host.remove('a', { steps: [] });
    expect(strangers.every(isAlive)).toBe(true);
    await host.close();
  });

  test('a terminal of the same number in a container is another one', async ({ scenario, skip }) => {
    if (whyNot !== undefined) skip(whyNot);
    const backend = 'linux-procfs';
    const host = await CommandedHost.open(scenario, { backend });
    const contained = await CommandedHost.open(scenario, { backend, prefix: withMounts(ownTerminals) });
    const shell = await host.pty('a', ['sleep', `600.${scenario.token}`]);
    const terminal = await terminalOf(shell);
    const strangers = await terminalsUpTo(terminal, contained, scenario);
    expect(await terminalOf(strangers.at(-1) ?? 0)).toBe(terminal);
    expect(pidsOf(await host.list('a'))).toEqual([shell]);
    await host.remove('a', { steps: [] });
    expect(strangers.every((pid) => look(pid) !== undefined)).toBe(true);
    await Promise.all([host.close(), contained.close()]);
  });
});

/** The device number, which is the same for the terminals of one number in all containers. */
function terminalOf(pid: number): Promise<number> {
  const read = () => Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[4]);
  return until(read, { what: `PID ${pid} has its terminal` });
}

/** Opens terminals until one has this number; gives what runs in them. */
async function terminalsUpTo(
  terminal: number,
  host: CommandedHost,
  { token }: Scenario,
): Promise<readonly number[]> {
  const pids: number[] = [];
  for (let last = 0; last < terminal; ) {
    const pid = await host.pty(`terminal ${pids.length}`, ['sleep', `600.${token}`]);
    last = await terminalOf(pid);
    pids.push(pid);
  }
  return pids;
}

test('rule 3: processes that come and go in the middle of a look make none of 200 looks fail', async ({
  scenario,
}) => {
  const { registry, tracker } = await pane(scenario);
  const failures: unknown[] = [];
  registry.on('poll-failed', (event) => failures.push(event));
  const { processes } = await scenario.start(tracker, daemon);
  const storm = 'while :; do for i in 1 2 3 4 5 6 7 8; do /bin/true & done; wait; done';
  const start = ['-c', storm, scenario.token];
  const inside = await tracker.spawn('/bin/sh', start, { stdio: 'ignore' });
  const outside = scenario.spawnOutside('/bin/sh', start);
  const isStable = (pid: number) => processes.some((each) => each.pid === pid);
  const brief = new Set<number>();
  for (let looks = 0; looks < 200; looks++) {
    const listed = (await tracker.list()).map(({ pid }) => pid);
    expect(listed.filter(isStable)).toHaveLength(processes.length);
    expect(listed).toContain(inside.pid);
    expect(listed).not.toContain(outside.pid);
    for (const pid of listed) brief.add(pid);
  }
  expect(failures).toEqual([]);
  expect(brief.size, 'some that came and went were seen').toBeGreaterThan(processes.length + 1);
  expect(await registry.remove('a', { steps: [] })).toMatchObject({ status: 'ended', survivors: [] });
  expect(outside.exitCode ?? outside.signalCode, 'the storm outside goes on').toBeNull();
});

interface Nested {
  readonly registry: TrackerRegistry;
  readonly tracker: PaneTracker;
  readonly host: number;
  readonly inner: readonly Seen[];
}

/** A host in a pane, with a pane of its own in which a program runs. */
async function nest(scenario: Scenario, program: Program): Promise<Nested> {
  const outer = await pane(scenario);
  const token = `${scenario.token}900`;
  const config = { backend: 'linux-procfs', panes: [['inner', program.file, [token]]] };
  const { pid: host = 0 } = await outer.tracker.spawn(process.execPath, [commanded, JSON.stringify(config)], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: scenario.environment,
  });
  return { ...outer, host, inner: await settle(program, token, (pid) => pid !== host) };
}

describe('rule 19: a host inside a pane', () => {
  test('marks its own panes, and they end with the outer one', async ({ scenario }) => {
    const { registry, tracker, host, inner } = await nest(scenario, programs.background);
    expect(markerOf(host)).toMatch(new RegExp(`^panetree-${process.pid}-.*:a\\.1/`));
    for (const { pid } of inner) expect(markerOf(pid)).toMatch(new RegExp(`panetree-${host}-.*:inner\\.1/`));
    const listed = (await tracker.list()).map(({ pid }) => pid);
    expect(listed).toEqual(expect.arrayContaining([host, ...inner.map(({ pid }) => pid)]));
    expect(await registry.remove('a', { steps: [] })).toMatchObject({ status: 'ended', survivors: [] });
    await scenario.expectNothingLeft();
  });

  test('has daemons, which carry its marker alone: it ends them when it is asked to end itself', async ({
    scenario,
  }) => {
    const { registry, inner } = await nest(scenario, daemon);
    await registry.remove('a');
    await until(() => !inner.some(isAlive), { what: 'the inner pane has ended', withinMs: 2000 });
  });
});

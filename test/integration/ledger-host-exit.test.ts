import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import type { BackendReport } from '../../src/index.js';
import { moveTo } from '../support/cgroups.js';
import { Host } from '../support/host.js';
import {
  ascending,
  childrenOf,
  inWords,
  isAlive,
  look,
  pidsOf,
  readOrNothing,
  type Seen,
} from '../support/oracle.js';
import { test } from '../support/process-test.js';
import { type Program, programs, settle } from '../support/programs.js';
import { endExactly, type Scenario } from '../support/scenario.js';
import { never, until } from '../support/until.js';

const manyPanes: readonly Program[] = [
  programs['plain-child'],
  programs.background,
  programs.nohup,
  programs.setsid,
  programs['double-fork'],
  programs.trap,
  programs.stopped,
  programs['env-i'],
];

const daemon: Program = {
  ...programs['plain-child'],
  name: 'daemon',
  file: fileURLToPath(new URL('../fixtures/programs/daemon.sh', import.meta.url)),
};

const endings = {
  SIGKILL: (host: Host) => void host.child.kill('SIGKILL'),
  SIGTERM: (host: Host) => void host.child.kill('SIGTERM'),
  'process.exit': (host: Host) => host.tell('exit'),
  'an uncaught exception': (host: Host) => host.tell('throw'),
};

/** Over the ps of Linux each of several looks takes far longer than one at `/proc`. */
const backends = [
  { backend: 'linux-procfs', withinMs: 1000 },
  { backend: 'macos-pgid', withinMs: 3000 },
] as const;

describe.each(backends)('$backend', ({ backend, withinMs }) => {
  test.for(Object.entries(endings))(
    'rule 24: a host with eight panes ended by %s leaves nothing, nor its guard',
    async ([, end], { scenario }) => {
      const { host } = await openHost(scenario, { backend });
      end(host);
      await host.ended();
      await scenario.expectNothingLeft(withinMs);
    },
  );

  test('rules 23, 24: what was kept survives SIGKILL of the host, and what it has just started', async ({
    scenario,
  }) => {
    const panes = [programs.background, programs.trap];
    const { host, processes } = await openHost(scenario, { backend, panes });
    const [, keptPane = []] = processes;
    await ask(host, 'keep 1');
    const shell = keptPane.find(({ name }) => name !== 'sleep');
    const sleeper = keptPane.find(({ name }) => name === 'sleep');
    if (shell === undefined || sleeper === undefined) throw new Error(`no loop runs: ${inWords(keptPane)}`);
    endExactly(sleeper);
    await endHost(host);
    await expectOnly(scenario, 2);
    const left = ascending([shell.pid, ...childrenOf(shell.pid)]);
    expect(pidsOf(scenario.carriers())).toEqual(left);
  });

  test('rules 23, 24: what was kept of a pane that is closed survives SIGKILL of the host', async ({
    scenario,
  }) => {
    const panes = [programs.background, programs['plain-child']];
    const { host, processes } = await openHost(scenario, { backend, panes });
    const [kept = []] = processes;
    await ask(host, 'keep 0');
    await ask(host, 'remove 0');
    await endHost(host);
    await expectOnly(scenario, kept.length);
    expect(kept.filter(isAlive)).toEqual(kept);
  });

  test('rules 10, 24: what was taken in while it ran ends with the host', async ({ scenario }) => {
    const { root, processes } = await scenario.startOutside(programs.nohup);
    // That it is elsewhere than the host makes nothing of it that has escaped.
    for (const { pid } of processes) moveTo(scenario.elsewhere(), pid);
    const { host } = await openHost(scenario, { backend, panes: [] });
    await ask(host, `attach ${String(root?.pid)}`);
    expect(processes.filter(isAlive)).toEqual(processes);
    await endHost(host);
    await scenario.expectNothingLeft(withinMs);
  });

  test('rule 24: a stranger with a copied marker survives', async ({ scenario }) => {
    const { host, processes } = await openHost(scenario, { backend, panes: [programs.background] });
    const member = processes.flat().find(({ name }) => name === 'sleep');
    const environment = readOrNothing(`/proc/${member?.pid}/environ`)?.split('\0') ?? [];
    const marker = environment.find((variable) => variable.startsWith('PANETREE_BLOCK=')) ?? '';
    expect(marker).not.toBe('');
    const shell = scenario.spawnOutside('sh', [
      '-c',
      `${marker.replace('=', "='")}' sleep 600.${scenario.token} & wait`,
    ]);
    await until(() => childrenOf(shell.pid ?? 0).some((pid) => look(pid)?.name === 'sleep'), {
      what: 'the stranger sleeps',
    });
    await endHost(host);
    await expectOnly(scenario, 2);
    await never(() => scenario.carriers().length < 2, { what: 'the stranger is gone' });
  });
});

test('control: with `keep` there is no guard, and everything outlives the host', async ({ scenario }) => {
  const { host, processes, report } = await openHost(scenario, { onHostExit: 'keep' });
  expect(report.features['guard']).toBe('none: processes outlive the host');
  expect(report.guarantees).toContain('processes outlive this host');
  await endHost(host);
  const all = processes.flat();
  await never(() => !all.every(isAlive), { what: 'one of them has gone' });
  expect(pidsOf(scenario.carriers())).toEqual(pidsOf(all));
});

test('rule 24: without a guard the backend says that processes outlive the host', async ({ scenario }) => {
  const registry = await scenario.open({ backend: 'process-list' });
  expect(registry.backend.reasons.join('\n')).toContain('its processes outlive it');
  const keeping = await scenario.open({ backend: 'process-list', onHostExit: 'keep' });
  expect(keeping.backend.reasons.join('\n')).not.toContain('guard');
});

test('rule 24: a daemon that has just left a process without a marker behind ends with it', async ({
  scenario,
}) => {
  const { host, processes } = await openHost(scenario, { panes: [daemon] });
  const shell = processes.flat().find(({ name }) => name === 'sh');
  if (shell === undefined) throw new Error('no daemon runs');
  await ask(host, 'list');
  // Nothing of what comes now is known to the host.
  host.child.kill('SIGSTOP');
  process.kill(shell.pid, 'SIGUSR1');
  const hasLeft = () =>
    !isAlive(shell) && scenario.carriers().filter(({ name }) => name === 'sleep').length === 2;
  await until(hasLeft, { what: () => `it has left one behind: ${inWords(scenario.carriers())}` });
  await endHost(host);
  await scenario.expectNothingLeft(1000);
});

test('rule 24: what has escaped survives SIGKILL of the host, and what it started', async ({ scenario }) => {
  const panes = [programs.trap, programs.background];
  const { host, processes } = await openHost(scenario, { panes });
  const [escaped = []] = processes;
  const elsewhere = scenario.elsewhere();
  for (const { pid } of escaped) moveTo(elsewhere, pid);
  await endHost(host);
  await expectOnly(scenario, escaped.length);
  expect(escaped.filter(isAlive)).toEqual(escaped);
});

test.for(['close', 'close-and-exit'])(
  'rule 20: a host that is told to %s leaves no guard behind, and what was kept lives on',
  async (word, { scenario }) => {
    const panes = [programs.background, programs.trap];
    const { host, processes, guard } = await openHost(scenario, { panes });
    const [kept = []] = processes;
    await ask(host, 'keep 0');
    host.tell(word);
    if (word === 'close') await host.heard('close');
    else await host.ended();
    expect(look(guard)).toBeUndefined();
    expect(kept.filter(isAlive)).toEqual(kept);
    await endHost(host);
    await never(() => !kept.every(isAlive), { what: 'what was kept is gone' });
  },
);

test('rules 23, 24: a guard that is killed is replaced by one that knows as much', async ({ scenario }) => {
  const panes = [programs.background, programs['env-i']];
  const { host, processes, guard } = await openHost(scenario, { panes });
  const [kept = []] = processes;
  await ask(host, 'keep 0');
  await replaceGuard(host, guard);
  // It has started before the host has told it anything.
  await ask(host, 'report');
  await endHost(host);
  await expectOnly(scenario, kept.length);
  expect(kept.filter(isAlive)).toEqual(kept);
});

test('rule 24: a guard that keeps being killed is given up, and the registry says so', async ({
  scenario,
}) => {
  const { host, guard } = await openHost(scenario, { panes: [programs['plain-child']] });
  let current = guard;
  for (let restart = 0; restart < 3; restart++) current = await replaceGuard(host, current);
  endByPid(current);
  let asked = 0;
  const report = async () => (await ask<{ result: BackendReport }>(host, `report ${++asked}`)).result;
  const lost = 'the guard is gone (SIGKILL): if this host is killed, its processes stay';
  await until(async () => (await report()).reasons.includes(lost), { what: 'the registry says so' });
  expect((await report()).features['guard']).toBe('none: processes outlive the host');
});

interface Opened {
  readonly host: Host;
  /** By pane. */
  readonly processes: readonly (readonly Seen[])[];
  readonly report: BackendReport;
  readonly guard: number;
}

interface HostConfig {
  readonly backend?: 'linux-procfs' | 'macos-pgid';
  readonly onHostExit?: 'kill' | 'keep';
  readonly panes?: readonly Program[];
}

async function openHost(scenario: Scenario, options: HostConfig): Promise<Opened> {
  const { backend = 'linux-procfs', panes = manyPanes, onHostExit } = options;
  const started = panes.map((program, index) => ({ program, token: `${scenario.token}90${index}` }));
  const list = started.map(({ program, token }) => ({ file: program.file, args: [token] }));
  const host = new Host(scenario, 'ledger-panes', { config: { backend, onHostExit, programs: list } });
  const { backend: report } = await host.heard<{ backend: BackendReport }>('started');
  const processes = [];
  for (const { program, token } of started) {
    // The host carries the tokens in its own arguments.
    processes.push(await settle(program, token, (pid) => pid !== host.pid));
  }
  return { host, processes, report, guard: guardIn(report) };
}

/** Sends a word and waits for the answer to it. */
async function ask<T extends object>(host: Host, word: string): Promise<T> {
  host.tell(word);
  return host.heard<T>(word);
}

async function endHost(host: Host): Promise<void> {
  host.child.kill('SIGKILL');
  await host.ended();
}

/** The guard and all others are gone. */
async function expectOnly(scenario: Scenario, count: number): Promise<void> {
  await until(() => scenario.carriers().length === count, {
    what: () => `${count} are left, not ${inWords(scenario.carriers())}`,
    withinMs: 3000,
  });
}

async function replaceGuard(host: Host, guard: number): Promise<number> {
  const isNext = (pid: number) => pid !== guard && look(pid)?.name === 'sh' && isGuard(pid);
  endByPid(guard);
  return until(() => childrenOf(host.pid).find(isNext), { what: 'another guard' });
}

function isGuard(pid: number): boolean {
  return readOrNothing(`/proc/${pid}/cmdline`)?.includes('\0panetree-guard\0') === true;
}

function endByPid(pid: number): void {
  const seen = look(pid);
  if (seen !== undefined) endExactly(seen);
}

function guardIn({ features }: BackendReport): number {
  return Number(/^PID (\d+)$/.exec(features['guard'] ?? '')?.[1]);
}

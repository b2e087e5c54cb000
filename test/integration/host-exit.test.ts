import { describe, expect } from 'vitest';
import { directoriesOf, pathOf, pidsBelow } from '../support/cgroups.js';
import { Host } from '../support/host.js';
import { inWords, isAlive, look, type Seen, ascending, pidsOf } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import { type Program, programs, settle } from '../support/programs.js';
import { endExactly, type Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const fivePanes: readonly Program[] = [
  programs['double-fork'],
  programs.trap,
  programs.stopped,
  programs['own-cgroups'],
  programs['env-i'],
];

const endings = {
  SIGKILL: (host: Host) => void host.child.kill('SIGKILL'),
  SIGTERM: (host: Host) => void host.child.kill('SIGTERM'),
  'process.exit': (host: Host) => host.tell('exit'),
  'an uncaught exception': (host: Host) => host.tell('throw'),
};

describe.each(['cgroup.kill', 'freeze-and-signal'] as const)('with %s', (killMethod) => {
  test.for(Object.entries(endings))(
    'rule 24: a host with five panes ended by %s leaves nothing within 1 s',
    async ([, end], { scenario }) => {
      const { host, processes } = await openHost(scenario, { killMethod });
      const directories = directoriesOf(host.pid);
      expect(directories).toHaveLength(1);
      expect(processes.every(({ pid }) => pathOf(pid)?.includes(`panetree-${host.pid}-`))).toBe(true);
      end(host);
      await host.ended();
      await scenario.expectNothingLeft(1000);
      await until(() => directoriesOf(host.pid).length === 0, {
        what: 'the directories are gone',
        withinMs: 100,
      });
    },
  );

  test('rules 23, 24: what was kept survives SIGKILL of the host, in the cgroup of the host', async ({
    scenario,
  }) => {
    const { host, processes } = await openHost(scenario, { killMethod });
    const home = pathOf(host.pid);
    host.tell('keep');
    const { processes: refs } = await host.heard<{ processes: readonly { pid: number }[] }>('kept');
    const kept = processes.filter(({ pid }) => refs.some((ref) => ref.pid === pid));
    expect(kept.length).toBeGreaterThan(0);
    host.child.kill('SIGKILL');
    await host.ended();
    await until(() => scenario.carriers().length === kept.length, {
      what: () => `only the kept are left, not ${inWords(scenario.carriers())}`,
      withinMs: 1000,
    });
    await until(() => directoriesOf(host.pid).length === 0, {
      what: 'the directories are gone',
      withinMs: 500,
    });
    expect(kept.filter(isAlive)).toEqual(kept);
    expect(kept.map(({ pid }) => pathOf(pid))).toEqual(kept.map(() => home));
  });
});

test('control: with `keep` the processes outlive the host', async ({ scenario }) => {
  const { host, processes } = await openHost(scenario, { onHostExit: 'keep' });
  host.child.kill('SIGKILL');
  await host.ended();
  expect(processes.filter(isAlive)).toEqual(processes);
  expect(ascending(directoriesOf(host.pid).flatMap(pidsBelow))).toEqual(pidsOf(processes));
});

test('a host that closes its registry leaves no guard behind', async ({ scenario }) => {
  const { host } = await openHost(scenario, {});
  host.tell('close');
  await until(() => scenario.carriers().length === 1, {
    what: () => `the host alone is left, not ${inWords(scenario.carriers())}`,
    withinMs: 4000,
  });
  expect(directoriesOf(host.pid)).toEqual([]);
  expect(look(host.pid)).toBeDefined();
});

test('rule 24: a guard that is killed is replaced, and its successor does its work', async ({ scenario }) => {
  const { host } = await openHost(scenario, {});
  const guardOf = () => scenario.carriers().find(({ pid, ppid }) => ppid === host.pid && isGuard(pid));
  const guard = await until(guardOf, { what: 'a guard' });
  endExactly(guard);
  await until(() => (guardOf()?.pid ?? guard.pid) !== guard.pid, { what: 'another guard' });
  host.child.kill('SIGKILL');
  await host.ended();
  await scenario.expectNothingLeft(1000);
});

interface Opened {
  readonly host: Host;
  readonly processes: readonly Seen[];
}

async function openHost(scenario: Scenario, options: object): Promise<Opened> {
  const started = fivePanes.map((program, index) => ({ program, token: `${scenario.token}90${index}` }));
  const config = {
    ...options,
    programs: started.map(({ program, token }) => ({ file: program.file, token })),
  };
  const host = new Host(scenario, 'panes', { config });
  await host.heard('started');
  const processes = [];
  for (const { program, token } of started) {
    // The host carries the tokens in its own arguments.
    processes.push(...(await settle(program, token, (pid) => pid !== host.pid)));
  }
  return { host, processes };
}

function isGuard(pid: number): boolean {
  return pathOf(pid) === pathOf('self') && look(pid)?.name === 'sh';
}

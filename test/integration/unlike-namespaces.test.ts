import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';
import { mountPoint } from '../support/cgroups.js';
import { Host } from '../support/host.js';
import { readOrNothing } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const unshare = (...options: string[]) => ['unshare', '--fork', '--kill-child', ...options];

/** How a host gets into namespaces unlike those of the others; a new one each time. */
const namespaces: Readonly<Record<string, readonly string[]>> = {
  plain: [],
  time: unshare('--time', '--boottime', '5000'),
  'time back': unshare('--time', '--boottime', '-5'),
  pid: unshare('--pid', '--mount-proc'),
  user: unshare('--user', '--map-root-user'),
  mount: unshare('--mount'),
  cgroup: [
    ...unshare('--cgroup', '--mount', 'sh', '-ec'),
    `umount '${mountPoint()}'; mount -t cgroup2 none '${mountPoint()}'; exec "$@"`,
    'sh',
  ],
  net: unshare('--net'),
};

/** The panes of one host, each in a registry of its own: backend, and what becomes of it when the host is gone. */
const ofFirst = ['linux-cgroup/kill', 'linux-cgroup/keep', 'linux-procfs/kill', 'linux-procfs/keep'];
const ofSecond = ['linux-cgroup/keep', 'linux-procfs/kill'];
const startMs = 60_000;

interface Neighbour {
  readonly name: string;
  readonly panes: readonly string[];
  readonly host: Host;
}

function whyNot(prefix: readonly string[]): string | undefined {
  const [file, ...args] = [...prefix, 'true'];
  const { status, error, stderr } = spawnSync(file ?? '', args, { encoding: 'utf8' });
  return status === 0 ? undefined : (error?.message ?? stderr).trim();
}

class Neighbourhood {
  readonly #scenario: Scenario;
  readonly #stateDir: string;
  /** Below the root of the hierarchy, so that a cgroup namespace of its own shows other paths. */
  readonly #elsewhere: string;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#stateDir = scenario.temporaryDirectory();
    this.#elsewhere = scenario.elsewhere();
  }

  /** One host in each of these namespaces, all at the same time. */
  async openAll(kinds: readonly string[], panes: readonly string[]): Promise<readonly Neighbour[]> {
    const opened = kinds.map((kind) => this.#start(kind, panes));
    for (const { host } of opened) {
      await host.heard('started', startMs);
    }
    return opened;
  }

  /** The panes that live, as `/proc` has it, e.g. `time/linux-cgroup/keep`. */
  alive(): readonly string[] {
    const panes = this.#scenario.carriers().flatMap(({ pid, name }) => {
      const environ = readOrNothing(`/proc/${pid}/environ`)?.split('\0') ?? [];
      const [, pane] = environ.find((each) => each.startsWith('PANETREE_NEIGHBOUR='))?.split('=') ?? [];
      return name === 'sleep' && pane !== undefined ? [pane] : [];
    });
    return panes.toSorted();
  }

  #start(kind: string, panes: readonly string[]): Neighbour {
    const name = `${kind} of ${panes.length}`;
    const move = ['/bin/sh', '-c', `echo 0 >'${this.#elsewhere}/cgroup.procs' && exec "$@"`, 'sh'];
    const prefix = [...move, ...(namespaces[kind] ?? [])];
    const config = { name, panes, token: this.#scenario.token, stateDir: this.#stateDir };
    return { name, panes, host: new Host(this.#scenario, 'neighbour', { prefix, config }) };
  }
}

function panesOf(neighbours: readonly Neighbour[]): readonly string[] {
  return neighbours.flatMap(({ name, panes }) => panes.map((pane) => `${name}/${pane}`)).toSorted();
}

async function expectNoLeftovers(neighbours: readonly Neighbour[]): Promise<void> {
  for (const { name, host } of neighbours) {
    host.tell('leftovers');
    const { blockIds } = await host.heard<{ readonly blockIds: readonly string[] }>('leftovers', startMs);
    expect({ name, blockIds }).toEqual({ name, blockIds: [] });
  }
}

test('hosts in unlike namespaces start, recover, close and are killed, and leave the panes of the others alone', async ({
  scenario,
}) => {
  const kinds = Object.keys(namespaces).filter((kind) => {
    const why = whyNot(namespaces[kind] ?? []);
    if (why !== undefined) console.warn(`not tried: a host in another namespace (${kind}): ${why}`);
    return why === undefined;
  });
  const neighbourhood = new Neighbourhood(scenario);
  const first = await neighbourhood.openAll(kinds, ofFirst);
  expect(neighbourhood.alive()).toEqual(panesOf(first));
  const second = await neighbourhood.openAll(kinds, ofSecond);
  expect(neighbourhood.alive()).toEqual(panesOf([...first, ...second]));
  await expectNoLeftovers([...first, ...second]);
  for (const { host } of second) host.tell('close');
  for (const { host } of second) await host.heard('close', startMs);
  const closed = panesOf(second).filter((pane) => pane.endsWith('/keep'));
  expect(neighbourhood.alive()).toEqual([...panesOf(first), ...closed].toSorted());
  for (const [index, { name, host }] of first.entries()) {
    host.child.kill('SIGKILL');
    await host.ended();
    const isEnded = (pane: string) => pane.startsWith(`${name}/`) && pane.endsWith('/kill');
    await until(() => !neighbourhood.alive().some(isEnded), { what: () => `the panes of ${name} end` });
    const others = panesOf(first.slice(index + 1));
    expect(neighbourhood.alive()).toEqual(expect.arrayContaining([...others]));
  }
}, 240_000);

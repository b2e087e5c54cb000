import { mkdirSync, readdirSync, readlinkSync, rmdirSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { type Leftover, macosPgid, type RegistryOptions, type TrackerRegistry } from '../../src/index.js';
import { Recorder } from '../contract/observed.js';
import { directoriesOf, mountPoint, moveTo, pathOf } from '../support/cgroups.js';
import { Host, type HostOptions } from '../support/host.js';
import { ascending, inWords, look, pidsOf, readOrNothing } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import { programs } from '../support/programs.js';
import { endExactly, type Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const atOnce = { steps: [] } as const;
const longId = 'a pane in /some/very/long/path/'.repeat(20);

interface Block {
  readonly blockId: string;
  readonly turns?: number;
}

interface Start {
  readonly blockId: string;
  readonly pid: number;
  readonly runId?: number;
  readonly generation: number;
}

interface KeepingHost {
  readonly host: Host;
  readonly starts: readonly Start[];
}

type Backend = 'linux-cgroup' | 'linux-procfs' | 'macos-pgid';

interface Keeping {
  readonly backend?: Backend;
  readonly onHostExit?: 'kill' | 'keep';
  readonly stateDir?: string;
  readonly blocks: readonly Block[];
  readonly host?: HostOptions;
}

/** Each of its blocks and turns holds a root and a daemon that has lost its parents. */
async function openHost(
  scenario: Scenario,
  { blocks, host: options, ...config }: Keeping,
): Promise<KeepingHost> {
  const { file } = programs['double-fork'];
  const host = new Host(scenario, 'keeping', {
    ...options,
    config: {
      backend: 'linux-cgroup',
      ...config,
      blocks: blocks.map((block) => ({ ...block, file, token: scenario.token })),
    },
  });
  const { starts } = await host.heard<{ readonly starts: readonly Start[] }>('started', 20_000);
  const { sleepers } = programs['double-fork'];
  await until(() => sleepersOf(scenario).length === starts.length * sleepers, {
    what: () => `${starts.length} roots and as many daemons run; seen: ${inWords(scenario.carriers())}`,
  });
  return { host, starts };
}

function sleepersOf(scenario: Scenario) {
  return scenario.carriers().filter(({ name }) => name === 'sleep');
}

/** What is left then are its panes: a ps of its own may end a moment after it. */
async function killHost(scenario: Scenario, { host, starts }: KeepingHost): Promise<void> {
  host.child.kill('SIGKILL');
  await host.ended();
  const { processes } = programs['double-fork'];
  await until(() => scenario.carriers().length === starts.length * processes, {
    what: () => `all of its panes are left; seen: ${inWords(scenario.carriers())}`,
  });
}

function backendOf(name: Backend): NonNullable<RegistryOptions['backend']> {
  return name === 'macos-pgid' ? macosPgid({ ps: 'linux' }) : name;
}

/** Of this host; others may have left something on this machine as well. */
async function leftoversOf(registry: TrackerRegistry, { host }: KeepingHost): Promise<readonly Leftover[]> {
  return (await registry.leftovers()).filter(({ hostPid }) => hostPid === host.pid);
}

describe.each(['linux-cgroup', 'linux-procfs', 'macos-pgid'] as const)('over %s', (backend) => {
  test('rule 25: what a killed host was to let live is found, gone on with under its ids, and ended', async ({
    scenario,
  }) => {
    const earlier = await openHost(scenario, {
      backend,
      blocks: [{ blockId: 'with turns', turns: 2 }, { blockId: 'größer/..' }],
    });
    await killHost(scenario, earlier);
    const alive = pidsOf(scenario.carriers());
    expect(alive.length).toBeGreaterThanOrEqual(6);
    const registry = await scenario.open({ backend: backendOf(backend) });
    const found = await leftoversOf(registry, earlier);
    expect(found.map(({ blockId }) => blockId).toSorted()).toEqual(['größer/..', 'with turns']);
    expect(ascending(found.flatMap(({ processes }) => pidsOf(processes)))).toEqual(alive);
    const withTurns = found.find(({ blockId }) => blockId === 'with turns');
    if (withTurns === undefined) throw new Error('it is not among them');
    expect(ascending(withTurns.runIds)).toEqual([1_000_000, 1_000_001]);
    const recorder = new Recorder(registry);
    const tracker = registry.adopt(withTurns);
    expect(tracker.generation).toBeGreaterThan(withTurns.generation);
    const listed = await tracker.list();
    expect(pidsOf(listed)).toEqual(pidsOf(withTurns.processes));
    expect(new Map(listed.map(({ pid, runId }) => [pid, runId]))).toEqual(
      new Map(withTurns.processes.map(({ pid, runId }) => [pid, runId])),
    );
    expect(pidsOf(recorder.of('process-added', 'with turns').map(({ process }) => process))).toEqual(
      pidsOf(listed),
    );
    const ofFirst = listed.filter(({ runId }) => runId === 1_000_000);
    const report = await registry.run(1_000_000)?.kill(atOnce);
    expect(pidsOf(report?.ended ?? [])).toEqual(pidsOf(ofFirst));
    expect(pidsOf(await tracker.list())).toEqual(pidsOf(listed.filter(({ runId }) => runId === 1_000_001)));
    expect(tracker.startRun().runId).toBe(1_000_002);
    await registry.remove('with turns', atOnce);
    const other = found.find(({ blockId }) => blockId === 'größer/..');
    if (other === undefined) throw new Error('it is not among them');
    expect(pidsOf(scenario.carriers())).toEqual(pidsOf(other.processes));
    expect((await registry.reap(other, atOnce)).status).toBe('ended');
    await scenario.expectNothingLeft();
    expect(await leftoversOf(registry, earlier)).toEqual([]);
    expect(registry.blocks()).toEqual([]);
    await registry.close();
    expect(directoriesOf(earlier.host.pid)).toEqual([]);
  });

  test('rule 26: the blocks of a live host are nobody else’s', async ({ scenario }) => {
    const earlier = await openHost(scenario, { backend, blocks: [{ blockId: 'a' }] });
    const before = pidsOf(sleepersOf(scenario));
    const registry = await scenario.open({ backend: backendOf(backend) });
    expect(await leftoversOf(registry, earlier)).toEqual([]);
    expect(pidsOf(sleepersOf(scenario))).toEqual(before);
    await killHost(scenario, earlier);
    expect(await leftoversOf(registry, earlier)).toHaveLength(1);
  });

  test('rule 26: of two hosts that take the same block one gets it, and the other says that it did not', async ({
    scenario,
  }) => {
    const earlier = await openHost(scenario, { backend, blocks: [{ blockId: 'a', turns: 3 }] });
    await killHost(scenario, earlier);
    const open = { backend: backendOf(backend), stateDir: scenario.temporaryDirectory() };
    const registries = [await scenario.open(open), await scenario.open(open)];
    const leftovers = await Promise.all(registries.map((registry) => leftoversOf(registry, earlier)));
    const trackers = registries.map((registry, index) => {
      const [leftover] = leftovers[index] ?? [];
      if (leftover === undefined) throw new Error('it was not found');
      return registry.adopt(leftover);
    });
    const lists = await Promise.all(trackers.map((tracker) => tracker.list()));
    const counts = lists.map(({ length }) => length).toSorted((a, b) => a - b);
    expect(counts).toEqual([0, scenario.carriers().length]);
    const loser = trackers[lists.findIndex(({ length }) => length === 0)];
    expect(loser?.confidence).toBe('best-effort');
    expect(loser?.reasons.join()).toMatch(/could not be adopted/);
    for (const registry of [...registries, await scenario.open(open)]) {
      expect(await leftoversOf(registry, earlier)).toEqual([]);
    }
  });

  test('rule 24: where the guard was killed before its host, the next host ends what was left', async ({
    scenario,
  }) => {
    const earlier = await openHost(scenario, {
      backend,
      onHostExit: 'kill',
      blocks: [{ blockId: 'a', turns: 1 }],
    });
    const guard = guardOf(earlier);
    // A host that runs would start another one.
    earlier.host.child.kill('SIGSTOP');
    endExactly(guard);
    await until(() => look(guard.pid) === undefined, { what: 'the guard has gone' });
    await killHost(scenario, earlier);
    await scenario.open({ backend: backendOf(backend) });
    await scenario.expectNothingLeft();
    expect(directoriesOf(earlier.host.pid)).toEqual([]);
  });
});

describe('over linux-cgroup', () => {
  test('a block that was closed to live on is found under its whole name, with what was kept', async ({
    scenario,
  }) => {
    const earlier = await openHost(scenario, { blocks: [{ blockId: longId, turns: 2 }] });
    earlier.host.tell('keep');
    await earlier.host.heard('keep');
    earlier.host.tell('close');
    await earlier.host.heard('close');
    earlier.host.child.stdin?.end();
    earlier.host.child.kill('SIGKILL');
    await earlier.host.ended();
    const registry = await scenario.open();
    const [leftover] = await leftoversOf(registry, earlier);
    if (leftover === undefined) throw new Error('it was not found');
    expect(leftover.blockId).toBe(longId);
    const kept = leftover.processes.filter(({ lifetime }) => lifetime === 'kept');
    expect(pidsOf(kept)).toContain(earlier.starts[0]?.pid);
    const tracker = registry.adopt(leftover);
    const listed = await tracker.list();
    expect(new Map(listed.map(({ pid, lifetime, runId }) => [pid, [lifetime, runId]]))).toEqual(
      new Map(leftover.processes.map(({ pid, lifetime, runId }) => [pid, [lifetime, runId]])),
    );
    const report = await registry.remove(longId, atOnce);
    expect(pidsOf(report.kept)).toEqual(pidsOf(kept));
    expect(pidsOf(scenario.carriers())).toEqual(pidsOf(kept));
  });

  test('a host that lived elsewhere is found by the word it has left', async ({ scenario }) => {
    const stateDir = scenario.temporaryDirectory();
    const elsewhere = scenario.elsewhere();
    const prefix = ['/bin/sh', '-c', `echo 0 >'${elsewhere}/cgroup.procs' && exec "$@"`, 'sh'];
    const earlier = await openHost(scenario, { stateDir, blocks: [{ blockId: 'a' }], host: { prefix } });
    await killHost(scenario, earlier);
    const unaware = await scenario.open();
    expect(await leftoversOf(unaware, earlier)).toEqual([]);
    const registry = await scenario.open({ stateDir });
    const [leftover] = await leftoversOf(registry, earlier);
    if (leftover === undefined) throw new Error('it was not found');
    expect((await registry.reap(leftover, atOnce)).status).toBe('ended');
    await scenario.expectNothingLeft();
    expect(await leftoversOf(registry, earlier)).toEqual([]);
    await registry.close();
    await unaware.close();
    expect(readdirSync(`${stateDir}/hosts`)).toEqual([]);
  });

  const boot = (readOrNothing('/proc/sys/kernel/random/boot_id') ?? '').slice(0, 8);
  const [space, time] = ['pid', 'time'].map((kind) => /\d+/.exec(readlinkSync(`/proc/self/ns/${kind}`))?.[0]);
  test.for([
    ['of a PID that another process has now', () => `${process.pid}-1-${boot}-${space}-${time}-1-keep`, 1],
    ['of another boot', () => `${process.pid}-1-00000000-${space}-${time}-1-keep`, 1],
    ['of another PID namespace', () => `999999-1-${boot}-1-${time}-1-keep`, 0],
    ['of another time namespace', () => `${process.pid}-1-${boot}-${space}-4000000000-1-keep`, 0],
    ['of an older release and a PID that is taken', () => `${process.pid}-1-${boot}-${space}-1-keep`, 0],
    ['of a name that is none of ours', () => `${process.pid}-1-${boot}`, 0],
  ] as const)('rule 26: the directory %s is told apart', async ([, nameOf, count], { scenario }) => {
    const base = `${mountPoint()}${pathOf('self')}`;
    const directory = `${base}/panetree-${nameOf()}`;
    mkdirSync(`${directory}/pane-x.1/main`, { recursive: true });
    const child = scenario.spawnOutside('/bin/sleep', [`600.${scenario.token}`]);
    moveTo(`${directory}/pane-x.1/main`, child.pid ?? 0);
    scenario.atEnd(async () => {
      scenario.endCarriers();
      await until(() => removed([`${directory}/pane-x.1/main`, `${directory}/pane-x.1`, directory]), {
        what: `${directory} is removed`,
      });
    });
    const registry = await scenario.open();
    const found = (await registry.leftovers()).filter(({ instance }) => directory.endsWith(instance));
    expect(found).toHaveLength(count);
    expect(pidsOf(found.flatMap(({ processes }) => processes))).toEqual(count === 1 ? [child.pid] : []);
    expect(pidsOf(scenario.carriers())).toEqual([child.pid]);
  });

  test('rule 29: what no registry has found here is refused, and so is a block that is open', async ({
    scenario,
  }) => {
    const earlier = await openHost(scenario, { blocks: [{ blockId: 'a' }] });
    await killHost(scenario, earlier);
    const registry = await scenario.open();
    const [leftover] = await leftoversOf(registry, earlier);
    if (leftover === undefined) throw new Error('it was not found');
    expect(() => registry.adopt({ ...leftover })).toThrow(/leftover must be one that leftovers/);
    await expect(registry.reap({ ...leftover })).rejects.toMatchObject({ code: 'invalid-argument' });
    registry.ensureTracker('a');
    expect(() => registry.adopt(leftover)).toThrow(/of a block that is not open/);
    expect((await registry.reap(leftover, atOnce)).status).toBe('ended');
    expect(registry.tracker('a')?.state).toBe('open');
  });
});

/** A child of the host that is none of its panes’. */
function guardOf({ host }: KeepingHost) {
  const told = host.messages.find(({ type }) => type === 'started') as unknown as {
    readonly features: Readonly<Record<string, string>>;
  };
  const pid = Number(/PID (\d+)/.exec(told.features['guard'] ?? '')?.[1]);
  const guard = look(pid);
  if (guard === undefined) throw new Error(`no guard: ${told.features['guard']}`);
  return guard;
}

function removed(directories: readonly string[]): boolean {
  for (const directory of directories) {
    try {
      rmdirSync(directory);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return false;
    }
  }
  return true;
}

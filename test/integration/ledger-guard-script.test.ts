import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { guardScript } from '../../src/platform/posix/ledger/guard-script.js';
import { inWords, isAlive, look, pidsOf, readOrNothing, type Seen } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

/** Of this run alone: a guard of another one would end what carries the same. */
const marker = `PANETREE_BLOCK=panetree-test-${process.pid}-${Date.now()}:`;

/** Each of these is `/bin/sh` somewhere. */
const shells: readonly Shell[] = (
  [['/bin/dash'], ['/bin/bash', '--posix'], ['/bin/busybox', 'sh'], ['/bin/mksh']] as const
).filter(([file]) => existsSync(file));

describe.each(shells.map((shell) => ({ name: shell.join(' '), shell })))('under $name', ({ shell }) => {
  test('rule 7: what has the PIDs of members, and other starts, is left alone', async ({ scenario }) => {
    const sleepers = await startSleepers(scenario, 20);
    const others = sleepers.map((seen) => ({ ...seen, startTicks: seen.startTicks - 1 }));
    await runGuard(scenario, { shell, lines: ['blocks a.1', membersLine({ pane: others })] });
    expect(sleepers.filter(isAlive)).toEqual(sleepers);
    expect(sleepers.map(({ pid }) => look(pid)?.state)).toEqual(sleepers.map(() => 'S'));
  });

  test('control: with their own starts all of them are ended', async ({ scenario }) => {
    const sleepers = await startSleepers(scenario, 20);
    await runGuard(scenario, { shell, lines: ['blocks a.1', membersLine({ pane: sleepers })] });
    expect(sleepers.filter(isAlive)).toEqual([]);
  });

  test('rule 24: it goes by the last whole line', async ({ scenario }) => {
    const sleepers = await startSleepers(scenario, 3);
    const [first, second, third = ''] = sleepers.map((seen) => membersLine({ pane: [seen] }));
    await runGuard(scenario, { shell, lines: ['blocks a.1', first, second], broken: third });
    expect(sleepers.map(isAlive)).toEqual([true, false, true]);
  });

  test('rule 24: it ends nobody when it is told to close, or when no block is open', async ({ scenario }) => {
    const sleepers = await startSleepers(scenario, 3);
    const members = membersLine({ pane: sleepers });
    await runGuard(scenario, { shell, lines: ['blocks a.1', members, 'close'] });
    await runGuard(scenario, { shell, lines: ['blocks a.1', members, 'blocks '] });
    expect(sleepers.filter(isAlive)).toEqual(sleepers);
  });

  test('rule 24: it finds what descends from a member, whatever the names in between', async ({
    scenario,
  }) => {
    const inner = String.raw`printf 'a) S 1 1\n(b 1' >/proc/$$/comm; sleep "600.$0" & wait`;
    const args = ['-c', 'sh -c "$1" "$0" & wait', scenario.token, inner];
    const { pid } = scenario.spawnOutside('sh', args);
    const tree = await carriersOnceThere(scenario, ({ name }) => name === 'sleep');
    expect(tree.map(({ name }) => name)).toContain('a) S 1 1\n(b 1');
    const root = tree.filter((seen) => seen.pid === pid);
    await runGuard(scenario, { shell, lines: ['blocks a.1', membersLine({ pane: root })] });
    expect(tree.filter(isAlive)).toEqual([]);
  });

  test('rule 24: a session of a member that has ended leads to who is in it', async ({ scenario }) => {
    const orphan = await startOrphan(scenario, {});
    const members = `members pane ${sessionOf(orphan)}:gone kept`;
    await runGuard(scenario, { shell, lines: ['blocks a.1', members] });
    expect(isAlive(orphan)).toBe(false);
  });

  test('rule 23: what was kept is not ended for its marker, nor who is in its session', async ({
    scenario,
  }) => {
    const orphan = await startOrphan(scenario, { marker: `${marker}a.1` });
    const lines = ['blocks a.1', `above ${orphan.ppid}`];
    await runGuard(scenario, { shell, lines: [...lines, membersLine({ kept: [orphan] })] });
    await runGuard(scenario, { shell, lines: [...lines, `members pane kept ${sessionOf(orphan)}:gone`] });
    expect(isAlive(orphan)).toBe(true);
  });

  test('rule 24: an orphan that carries the marker of an open block is ended, another is not', async ({
    scenario,
  }) => {
    const closed = await startOrphan(scenario, { marker: `${marker}a.10` });
    const open = await startOrphan(scenario, { marker: `${marker}a.1` });
    await runGuard(scenario, { shell, lines: ['blocks b.2 a.1', `above ${open.ppid}`] });
    expect([open, closed].map(isAlive)).toEqual([false, true]);
  });
});

test('rule 24: an orphan with the limit of an open block is ended, with another one it is not', async ({
  scenario,
}) => {
  const closed = await startOrphan(scenario, { kibibytes: 2n ** 51n + 2n });
  const open = await startOrphan(scenario, { kibibytes: 2n ** 51n + 1n });
  const limit = (2n ** 51n + 1n) * 1024n;
  await runGuard(scenario, {
    shell: ['/bin/sh'],
    lines: ['blocks a.1', `limits ${limit}`, `above ${open.ppid}`],
  });
  expect([open, closed].map(isAlive)).toEqual([false, true]);
});

test('rule 24: where no process can be started any more, it ends those it knows', async ({
  scenario,
  skip,
}) => {
  // bash tries again for 15 s before it gives up.
  if (!existsSync('/bin/dash')) skip('no dash');
  if (process.getuid?.() !== 0) skip('it takes root to limit the processes of another user');
  const sleepers = await startSleepers(scenario, 20, { uid: nobody });
  const lines = ['blocks a.1', membersLine({ pane: sleepers })];
  await runGuard(scenario, { shell: ['prlimit', '--nproc=12', '/bin/dash'], lines, uid: nobody });
  await until(() => !sleepers.some(isAlive), { what: 'all of them are gone', withinMs: 500 });
});

const nobody = 65_534;

type Shell = readonly [file: string, ...args: string[]];

interface GuardRun {
  readonly shell: Shell;
  readonly lines: readonly (string | undefined)[];
  /** What the host was writing when it died. */
  readonly broken?: string;
  readonly uid?: number;
}

/** A guard whose host says these lines and is gone; resolves when it has ended. */
async function runGuard(scenario: Scenario, { shell, lines, broken = '', uid }: GuardRun): Promise<void> {
  const [file, ...args] = shell;
  const guard = scenario.spawnOutside(
    file,
    [...args, '-c', guardScript, 'panetree-guard', marker, '', String(uid ?? process.getuid?.())],
    {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      ...(uid === undefined ? {} : { uid }),
    },
  );
  const ended = once(guard, 'exit');
  guard.stdin?.end(`${lines.join('\n')}\n${broken}`);
  await ended;
}

function membersLine(members: { readonly pane?: readonly Seen[]; readonly kept?: readonly Seen[] }): string {
  return ['members', 'pane', ...tokensOf(members.pane), 'kept', ...tokensOf(members.kept)].join(' ');
}

function tokensOf(seen: readonly Seen[] = []): readonly string[] {
  return seen.map(({ pid, startTicks }) => `${pid}:${startTicks}`);
}

async function startSleepers(
  scenario: Scenario,
  count: number,
  options: { readonly uid?: number } = {},
): Promise<readonly Seen[]> {
  for (let each = 0; each < count; each++) {
    scenario.spawnOutside('sleep', [`600.${scenario.token}`], options);
  }
  const sleeping = () => scenario.carriers().filter(({ name, state }) => name === 'sleep' && state === 'S');
  return until(() => (sleeping().length === count ? sleeping() : undefined), {
    what: () => `all of them sleep, not ${inWords(scenario.carriers())}`,
  });
}

interface OrphanMarks {
  readonly marker?: string;
  /** Of its limit. */
  readonly kibibytes?: bigint;
}

/** In a session whose leader has ended, and with no parent but who is given the orphans. */
async function startOrphan(scenario: Scenario, options: OrphanMarks): Promise<Seen> {
  const before = pidsOf(scenario.carriers());
  const { marker: variable = 'PANETREE_TEST_NOTHING=', kibibytes = 'unlimited' } = options;
  const start = `ulimit -S -m ${kibibytes}; env "$1" sleep "600.$0" & exit 0`;
  scenario.spawnOutside('setsid', ['--fork', 'sh', '-c', start, scenario.token, variable]);
  const isNew = ({ pid, name }: Seen) => name === 'sleep' && !before.includes(pid);
  const seen = await carriersOnceThere(scenario, isNew);
  const orphan = seen.find(isNew);
  if (orphan === undefined) throw new Error('no orphan');
  await until(() => look(sessionOf(orphan)) === undefined, { what: 'the leader has ended' });
  return look(orphan.pid) ?? orphan;
}

function carriersOnceThere(scenario: Scenario, condition: (seen: Seen) => boolean): Promise<readonly Seen[]> {
  const carriers = () => scenario.carriers();
  return until(() => (carriers().some(condition) ? carriers() : undefined), {
    what: () => `it runs, not ${inWords(carriers())}`,
  });
}

/** Field 6 of /proc/PID/stat. */
function sessionOf({ pid }: Seen): number {
  const fields = readOrNothing(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ');
  return Number(fields?.[3]);
}

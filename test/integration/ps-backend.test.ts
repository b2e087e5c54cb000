import { appendFileSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { CommandedHost } from '../support/commanded-host.js';
import { test } from '../support/linux-test.js';
import { whyNoMountNamespace, withMounts } from '../support/namespaces.js';
import { carriersOf, isAlive, pidsOf } from '../support/oracle.js';
import { programs, settle } from '../support/programs.js';
import { typeJobs } from '../support/prompt.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const panes = 50;
const ps = '/bin/ps';
const whyNot = process.platform === 'linux' ? (whyNoMountNamespace() ?? whyNoPs()) : undefined;

function whyNoPs(): string | undefined {
  return existsSync(ps) ? undefined : `there is no ${ps}`;
}

/** A `ps` that notes each of its runs, and fails or hangs when it is told to. */
class NotedPs {
  readonly prefix: readonly string[];
  readonly #directory: string;

  constructor(scenario: Scenario) {
    this.#directory = scenario.temporaryDirectory();
    const at = (name: string) => `${this.#directory}/${name}`;
    copyFileSync(ps, at('real'));
    writeFileSync(
      at('ps'),
      `#!/bin/sh
echo $$ >>'${at('runs')}'
read -r how <'${at('how')}'
case $how in
  fails) echo 'ps: it is broken' >&2; exit 1 ;;
  hangs) exec sleep 600 ;;
esac
exec '${at('real')}' "$@"
`,
      { mode: 0o755 },
    );
    appendFileSync(at('runs'), '');
    this.does('works');
    this.prefix = withMounts(`mount --bind '${at('ps')}' ${ps}`);
  }

  does(how: 'works' | 'fails' | 'hangs'): void {
    writeFileSync(`${this.#directory}/how`, `${how}\n`);
  }

  get runs(): number {
    return readFileSync(`${this.#directory}/runs`, 'utf8').split('\n').length - 1;
  }

  /**
   * Polls `ticks` times until each tick in a row has run `ps` once. A few scans follow a start in between, the
   * later the slower the machine is; ticks that run `ps` more often by themselves do so every time.
   */
  async runsOncePerTick(host: CommandedHost, ticks: number): Promise<void> {
    const isOnceEach = async () => {
      const before = this.runs;
      for (let tick = 1; tick <= ticks; tick++) {
        await host.poll();
        if (this.runs - before !== tick) return false;
      }
      return true;
    };
    await until(isOnceEach, { what: `${ticks} ticks in a row run ps once each`, withinMs: 60_000 });
  }
}

async function openHost(scenario: Scenario, noted: NotedPs): Promise<CommandedHost> {
  const host = await CommandedHost.open(scenario, {
    backend: 'macos-pgid on Linux',
    prefix: noted.prefix,
    listen: ['poll-failed', 'process-exited', 'confidence-changed'],
  });
  expect(await host.backend()).toMatchObject({ name: 'macos-pgid', confidence: 'best-effort' });
  return host;
}

async function fill(scenario: Scenario, host: CommandedHost, count: number): Promise<readonly number[]> {
  const roots: number[] = [];
  for (let pane = 0; pane < count; pane++) {
    roots.push(await host.spawn(`pane ${pane}`, 'sleep', [`600.${scenario.token}`]));
  }
  return roots;
}

test(`rule 12: one run of ps a tick, for ${panes} panes`, { timeout: 240_000 }, async ({
  scenario,
  skip,
}) => {
  if (whyNot !== undefined) skip(whyNot);
  const noted = new NotedPs(scenario);
  const host = await openHost(scenario, noted);
  const roots = await fill(scenario, host, panes);
  await host.calm();
  await noted.runsOncePerTick(host, 10);
  const listed = await Promise.all(roots.map((_, pane) => host.list(`pane ${pane}`)));
  expect(listed.map(pidsOf)).toEqual(roots.map((pid) => [pid]));
  await host.close();
  expect(scenario.carriers().filter(({ pid }) => pid !== host.pid)).toEqual([]);
});

test('rule 3: a ps that fails or hangs in between is told for each pane, costs one bound, and changes nothing', async ({
  scenario,
  skip,
}) => {
  if (whyNot !== undefined) skip(whyNot);
  const noted = new NotedPs(scenario);
  const host = await openHost(scenario, noted);
  const roots = await fill(scenario, host, 10);
  await host.calm();
  const snapshots = () => Promise.all(roots.map((_, pane) => host.snapshot(`pane ${pane}`)));
  const before = await snapshots();
  for (const [how, words] of [
    ['fails', /exit code 1: ps: it is broken/],
    ['hangs', /did not answer within 1000 ms/],
  ] as const) {
    const told = host.told('poll-failed').length;
    noted.does(how);
    await noted.runsOncePerTick(host, 1);
    const failures = host.told('poll-failed').slice(told);
    expect(new Set(failures.map(({ blockId }) => blockId))).toEqual(
      new Set(roots.map((_, pane) => `pane ${pane}`)),
    );
    for (const { error } of failures) expect(String(error)).toMatch(words);
    expect(await snapshots()).toEqual(before);
  }
  noted.does('works');
  await host.poll();
  expect(await snapshots()).toEqual(before);
  expect(host.told('process-exited')).toEqual([]);
  expect(roots.every((pid) => carriersOf(scenario.token).some((each) => each.pid === pid))).toBe(true);
  await host.close();
});

test('rule 2: a command runs while ps fails, and all it started is known once ps works again', async ({
  scenario,
  skip,
}) => {
  if (whyNot !== undefined) skip(whyNot);
  const noted = new NotedPs(scenario);
  const host = await openHost(scenario, noted);
  noted.does('fails');
  const daemon = programs['double-fork'];
  const token = `${scenario.token}900`;
  await host.spawn('a', daemon.file, [token]);
  const processes = await settle(daemon, token);
  await expect(host.list('a')).rejects.toThrow(/it is broken/);
  noted.does('works');
  expect(pidsOf(await host.list('a'))).toEqual(pidsOf(processes));
  await host.close();
});

for (const how of ['fails', 'hangs'] as const) {
  test(`rule 20: a kill while ps ${how} is a report in time, and the next one ends all`, async ({
    scenario,
    skip,
  }) => {
    if (whyNot !== undefined) skip(whyNot);
    const noted = new NotedPs(scenario);
    const host = await openHost(scenario, noted);
    const [root] = await fill(scenario, host, 1);
    await host.calm();
    noted.does(how);
    const report = await host.killTree('pane 0', { steps: [], deadlineMs: 1000 });
    expect(report).toMatchObject({ status: 'survived' });
    noted.does('works');
    expect(await host.killTree('pane 0', { steps: [] })).toMatchObject({
      status: 'ended',
      ended: [{ pid: root }],
    });
    await host.close();
  });
}

test('rules 4, 19: all seven jobs of a prompt are listed and ended', async ({ scenario, skip }) => {
  if (whyNot !== undefined) skip(whyNot);
  const host = await openHost(scenario, new NotedPs(scenario));
  const { block, shell, token, jobs } = await typeJobs(host, scenario.token);
  expect(pidsOf(await host.list(block))).toEqual(pidsOf([{ pid: shell }, ...jobs]));
  expect(await host.remove(block)).toMatchObject({ status: 'ended', survivors: [], problems: [] });
  expect(jobs.filter(isAlive)).toEqual([]);
  expect(carriersOf(token)).toEqual([]);
  await host.close();
});

import { chownSync, mkdirSync } from 'node:fs';
import { expect } from 'vitest';
import type { BackendReport, KillReport } from '../../src/index.js';
import { isRemoved, mountPoint, pathOf, treeOf } from '../support/cgroups.js';
import { Host } from '../support/host.js';
import { ascending, pidsOf } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import { programs, settle } from '../support/programs.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const nobody = 65_534;
const started = [programs['double-fork'], programs.stopped, programs.trap];

test('rule 1: in a delegated subtree a plain user gets high, and all that goes with it', async ({
  scenario,
  skip,
}) => {
  if (process.getuid?.() !== 0) skip('delegating a subtree to another user needs root');
  const { host, directory, tokens } = openHost(scenario);
  const { backend, user } = await host.heard<{ backend: BackendReport; user: number }>('opened');
  expect(user).toBe(nobody);
  expect(backend).toMatchObject({ name: 'linux-cgroup', confidence: 'high', downgrades: [] });
  expect(backend.features['directory']).toContain(directory);
  await host.heard('started');
  const seen = [];
  for (const [index, program] of started.entries()) {
    seen.push(await settle(program, tokens[index] ?? '', (pid) => pid !== host.pid));
  }
  expect(seen.flat().every(({ pid }) => pathOf(pid)?.includes(`panetree-${host.pid}-`))).toBe(true);
  host.tell('end');
  const ended = await host.heard<{ listed: number[][]; one: object; reports: KillReport[] }>('ended');
  expect(ended.listed.map(ascending)).toEqual(seen.map(pidsOf));
  expect(ended.one).toMatchObject({ status: 'killed' });
  for (const report of ended.reports) {
    expect(report).toMatchObject({ status: 'ended', survivors: [], problems: [] });
  }
  host.tell('close');
  expect(await host.ended()).toBe(0);
  await scenario.expectNothingLeft();
  expect(treeOf(directory)).toEqual([directory]);
});

test('rule 24: a plain user’s host that is killed leaves nothing either', async ({ scenario, skip }) => {
  if (process.getuid?.() !== 0) skip('delegating a subtree to another user needs root');
  const { host, directory, tokens } = openHost(scenario);
  await host.heard('started');
  for (const [index, program] of started.entries()) {
    await settle(program, tokens[index] ?? '', (pid) => pid !== host.pid);
  }
  host.child.kill('SIGKILL');
  await host.ended();
  await scenario.expectNothingLeft(1000);
  await until(() => treeOf(directory).length === 1, {
    what: 'only the delegated directory is left',
    withinMs: 500,
  });
});

function openHost(scenario: Scenario) {
  const directory = `${mountPoint()}/panetree-test-${scenario.token}`;
  mkdirSync(directory);
  scenario.atEnd(() =>
    until(() => isRemoved(directory), { what: `${directory} is removed` }).then(() => undefined),
  );
  const delegated = ['', '/cgroup.procs', '/cgroup.threads', '/cgroup.subtree_control'];
  for (const file of delegated) chownSync(`${directory}${file}`, nobody, nobody);
  const tokens = started.map((_, index) => `${scenario.token}90${index}`);
  const enter = ['sh', '-c', 'echo 0 >"$0/cgroup.procs" && exec "$@"', directory];
  const drop = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
  const config = { programs: started.map(({ file }, index) => ({ file, token: tokens[index] })) };
  const host = new Host(scenario, 'delegated', { prefix: [...enter, ...drop], config });
  return { host, directory, tokens };
}

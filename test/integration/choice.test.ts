import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';
import { BackendUnavailableError, InvalidArgumentError, openRegistry } from '../../src/index.js';
import { mountPoint } from '../support/cgroups.js';
import { runCli } from '../support/command-line.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';

const variable = 'PANETREE_BACKEND';

function choose(scenario: Scenario, name: string): void {
  const before = process.env[variable];
  process.env[variable] = name;
  scenario.atEnd(() => {
    if (before === undefined) delete process.env[variable];
    else process.env[variable] = before;
  });
}

test.for(['linux-cgroup', 'linux-procfs', 'process-list'] as const)(
  'the environment asks for %s, and the caller has the last word',
  async (name, { scenario }) => {
    choose(scenario, name);
    await using registry = await openRegistry();
    expect(registry.backend).toMatchObject({ name, downgrades: [] });
    await using other = await openRegistry({ backend: 'linux-procfs' });
    expect(other.backend.name).toBe('linux-procfs');
  },
);

test('rule 29: an environment that asks for what there is not is refused, one for what does not work too', async ({
  scenario,
}) => {
  choose(scenario, 'nonsense');
  await expect(openRegistry()).rejects.toThrow(InvalidArgumentError);
  await expect(openRegistry()).rejects.toThrow(/PANETREE_BACKEND must be one of auto, linux-cgroup/);
  choose(scenario, 'macos-pgid');
  await expect(openRegistry()).rejects.toThrow(BackendUnavailableError);
  choose(scenario, '');
  await using registry = await openRegistry();
  expect(registry.backend.name).toBe('linux-cgroup');
});

test('rule 29: a delegation that is none is refused', async ({ scenario }) => {
  expect(scenario.carriers()).toEqual([]);
  const options = { delegation: 'sometimes' as 'auto' };
  await expect(openRegistry(options)).rejects.toThrow(/options.delegation must be one of auto, never/);
});

test('doctor says less than high with 1, what it cannot see, and what was passed over with what would help', async ({
  scenario,
}) => {
  const chosen = await runCli(scenario, ['doctor'], { env: { [variable]: 'linux-procfs' } });
  expect(chosen.code).toBe(1);
  expect(chosen.stdout).toMatch(/confidence +best-effort/);
  expect(chosen.stdout).toMatch(/to know:\n +- .*emptied environment/);
  const readOnly = `mount -o remount,bind,ro '${mountPoint()}' && exec "$0" "$@"`;
  const prefix = ['unshare', '--mount', '/bin/sh', '-c', readOnly];
  const fallen = await runCli(scenario, ['doctor'], { prefix });
  expect(fallen.code).toBe(1);
  expect(fallen.stdout).toMatch(/backend +linux-procfs/);
  expect(fallen.stdout).toMatch(/passed over:\n +- linux-cgroup: EROFS.*writable cgroup file system/);
  const refused = await runCli(scenario, ['doctor'], { env: { [variable]: 'nonsense' } });
  expect(refused).toMatchObject({ code: 125, stdout: '' });
  expect(refused.stderr).toMatch(/PANETREE_BACKEND/);
});

test('doctor says to use an init where the host is PID 1, or another Node program is, and not below an init', async ({
  scenario,
  skip,
}) => {
  const inPids = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const { status, stderr } = spawnSync(inPids[0] ?? '', [...inPids.slice(1), 'true'], { encoding: 'utf8' });
  if (status !== 0) skip(`no PID namespace: ${stderr}`);
  const below = (file: string, ...args: readonly string[]) => [...inPids, file, ...args];
  const run =
    'process.exitCode = require("node:child_process").spawnSync(process.argv[1], process.argv.slice(2), { stdio: "inherit" }).status';
  const asInit = await runCli(scenario, ['doctor'], { prefix: inPids });
  expect(asInit.stdout).toMatch(/to know:\n(?:.*\n)* +- this host is PID 1 .*docker run --init/);
  const belowNode = await runCli(scenario, ['doctor'], { prefix: below(process.execPath, '-e', run) });
  expect(belowNode.stdout).toMatch(/to know:\n(?:.*\n)* +- PID 1 is a Node program .*docker run --init/);
  const belowShell = await runCli(scenario, ['doctor'], {
    prefix: below('/bin/sh', '-c', '"$0" "$@"; exit $?'),
  });
  expect(belowShell.stdout).toMatch(/^backend/m);
  expect(belowShell.stdout).not.toMatch(/init:/);
});

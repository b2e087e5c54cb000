import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { cliPath, finished } from '../support/command-line.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { ServedHost } from '../support/served-host.js';

/** Runs `panetree ARGS` in a directory that has just been deleted. */
function inDeletedDirectory(scenario: Scenario, args: readonly string[]) {
  const script = 'mkdir "$0" && cd "$0" && rmdir "$0" && exec "$@"';
  const line = [join(scenario.temporaryDirectory(), 'deleted'), process.execPath, cliPath, ...args];
  const child = scenario.spawnOutside('sh', ['-c', script, ...line], {
    stdio: 'pipe',
    env: { ...scenario.environment, XDG_STATE_HOME: scenario.stateHome },
  });
  if (child.pid !== undefined) scenario.ownHost(child.pid);
  return child;
}

test('a command from a deleted directory is tracked, and what it leaves behind is ended', async ({
  scenario,
}) => {
  const script = `cd /; setsid sleep 600.${scenario.token} </dev/null >/dev/null 2>&1 & sleep 0.1`;
  const { code, stderr } = await finished(inDeletedDirectory(scenario, ['run', '--', 'sh', '-c', script]));
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/^sh: 0: getcwd.*\npanetree: ended 1 process, nothing survived\n$/),
  ]);
  expect(scenario.carriers()).toEqual([]);
});

test('the launcher has nothing to warn of, and the self-test passes', async ({ scenario }) => {
  const run = await finished(inDeletedDirectory(scenario, ['run', '--', 'cat', '/proc/self/cgroup']));
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect((await finished(inDeletedDirectory(scenario, ['doctor']))).code).toBe(0);
});

test('a host starts in a deleted directory', async ({ scenario }) => {
  const child = inDeletedDirectory(scenario, ['host', '--no-store']);
  const ending = finished(child);
  child.stdout?.once('data', () => child.kill('SIGTERM'));
  expect((await ending).stdout).toMatch(/^http:/);
});

test('a pane opens where the start directory of the host has gone, and a directory that was asked for is named', async ({
  scenario,
}) => {
  const cwd = join(scenario.temporaryDirectory(), 'going');
  mkdirSync(cwd);
  const served = await ServedHost.open(scenario, { cwd });
  rmdirSync(cwd);
  const { cwd: opened } = await served.openPane();
  expect(opened).toBe(process.env['HOME'] ?? '/');
  const { status, text } = await served.ask('panes.open', { cols: 80, rows: 24, cwd });
  expect([status, text]).toEqual([
    expect.any(Number),
    expect.stringContaining(`the working directory ${cwd}`),
  ]);
});

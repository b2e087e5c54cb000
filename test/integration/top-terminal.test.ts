import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { cliPath, runCli } from '../support/command-line.js';
import { Person } from '../support/person.js';
import { test } from '../support/process-test.js';
import { RunningHost } from '../support/running-host.js';
import type { Scenario } from '../support/scenario.js';
import { test as onStage, top } from '../support/top-stage.js';

test.concurrent('when the host is gone that is said, and the next one is found', async ({ scenario }) => {
  const host = await RunningHost.start(scenario);
  await host.openPane('before');
  const person = await top(scenario);
  await person.sees(/▾ before[^]*● live|● live[^]*▾ before/);
  await host.killed();
  await person.sees(/○ disconnected/);
  await person.sees(/^Disconnected for \d+s, next attempt in \d+s \(r: now\): /m);
  const next = await RunningHost.start(scenario);
  await next.openPane('after');
  await person.sees(/▾ after/);
  expect(person.screen.text()).toMatch(/● live/);
  expect(person.screen.text()).not.toMatch(/▾ before/);
});

test.concurrent('a host that is served encrypted is known by its certificate', async ({ scenario, skip }) => {
  const directory = scenario.temporaryDirectory();
  const [certificate, key] = [join(directory, 'certificate.pem'), join(directory, 'key.pem')];
  const request =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=box.example';
  const args = [...request.split(' '), '-keyout', key, '-out', certificate];
  const { status } = spawnSync('openssl', args, { stdio: 'ignore' });
  skip(status !== 0, 'there is no openssl here to make a certificate with');
  const tls = ['--listen', '127.0.0.1', '--tls-cert', certificate, '--tls-key', key];
  const host = await RunningHost.start(scenario, tls);
  await host.openPane('build');
  const person = await top(scenario);
  await person.sees(/▾ build/);
  expect(person.screen.text()).toMatch(/● live/);
});

onStage.concurrent('leaving gives the terminal back as it was', async ({ stage }) => {
  const person = await shellAround(stage.scenario);
  await person.sees(/● live/);
  expect([person.screen.mode, person.screen.cursor.visibility]).toEqual(['alternate', 'hidden']);
  expect(person.screen.text()).not.toContain('before');
  person.type('q');
  expect(await person.sees(/icanon echo/)).toMatch(/^before\nafter 0\nicanon echo$/);
  expect([person.screen.mode, person.screen.cursor.visibility]).toEqual(['normal', 'shown']);
  expect(await person.leaves()).toBe(0);
});

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  onStage.concurrent(`${signal} gives it back too`, async ({ stage }) => {
    const person = await shellAround(stage.scenario);
    await person.sees(/● live/);
    const panel = stage.scenario.carriers().find(({ ppid }) => ppid === person.pid);
    process.kill(panel?.pid ?? 0, signal);
    expect(await person.sees(/icanon echo/)).toBe(`before\nafter ${code}\nicanon echo`);
    expect(person.screen.cursor.visibility).toBe('shown');
  });
}

test.concurrent('without a host, without a terminal, with arguments: that is said', async ({ scenario }) => {
  const person = await top(scenario);
  expect(await person.leaves()).toBe(125);
  expect(person.written).toMatch(/^panetree: no host runs .*panetree host\r\n$/);
  expect(await runCli(scenario, ['top', 'all'])).toMatchObject({
    code: 125,
    stderr: expect.stringMatching(/see (npx )?panetree help/),
  });
  const host = await RunningHost.start(scenario);
  const { code, stderr } = await runCli(scenario, ['top']);
  expect([code, stderr]).toEqual([125, expect.stringMatching(/needs a terminal .*panetree ps\n$/)]);
  await host.killed();
  const late = await top(scenario);
  expect(await late.leaves()).toBe(125);
  expect(late.written).toMatch(/^panetree: the host of PID \d+ does not answer; .*panetree host\r\n$/);
});

/** The panel between two lines of a shell, and what the terminal is set to after it. */
function shellAround(scenario: Scenario): Promise<Person> {
  const script = `echo before; "${process.execPath}" "${cliPath}" top; echo after $?; stty -a | grep -o -w -e icanon -e echo | paste -s -d ' '`;
  return Person.at(scenario, ['/bin/sh', '-c', `${script}; :`]);
}

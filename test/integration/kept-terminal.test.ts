import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { inWords, readOrNothing, type Seen } from '../support/oracle.js';
import { Person } from '../support/person.js';
import { cliPath } from '../support/command-line.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { RunningHost } from '../support/running-host.js';
import { ServedHost } from '../support/served-host.js';
import { until } from '../support/until.js';

const server = fileURLToPath(new URL('../fixtures/programs/terminal-server.mjs', import.meta.url));

/** Bytes written so far, as the kernel counts them: a server whose terminal nobody drains stands still. */
function writtenBy(pid: number): number {
  return Number(/^wchar: (\d+)/m.exec(readOrNothing(`/proc/${pid}/io`) ?? '')?.[1]);
}

function servers(scenario: Scenario): readonly Seen[] {
  return scenario.carriers().filter(({ pid }) => {
    const args = readOrNothing(`/proc/${pid}/cmdline`)?.split('\0') ?? [];
    return args[0]?.endsWith('node') === true && args[1] === server;
  });
}

async function serverOf(scenario: Scenario): Promise<Seen> {
  return until(() => servers(scenario)[0], { what: () => `a server runs; ${inWords(scenario.carriers())}` });
}

/** More than a terminal holds unread. */
const muchBytes = 100_000;

async function expectGoingOn(scenario: Scenario, { pid }: Seen): Promise<void> {
  const before = writtenBy(pid);
  await until(() => writtenBy(pid) > before + muchBytes, { what: () => `PID ${pid} goes on printing` });
  expect(servers(scenario).map((each) => each.pid)).toContain(pid);
}

const starts = {
  'in the foreground': `node ${server}`,
  'as a job': `node ${server} &`,
  'in its own session': `setsid node ${server} &`,
  'below what started it': `sh -c 'node ${server}; true'`,
};

test.for([
  ...Object.entries(starts).map(([how, line]) => [how, 'linux-cgroup', line] as const),
  ['in the foreground', 'linux-procfs', starts['in the foreground']],
] as const)(
  'a server that is kept outlives its pane with its terminal: %s, over %s',
  async ([, backend, line], { scenario }) => {
    const served = await ServedHost.open(scenario, { registryOptions: { backend, pollIntervalMs: 100 } });
    const { blockId } = await served.openPane();
    await served.call('panes.write', { blockId, data: `${line}\r` });
    const found = await serverOf(scenario);
    expect(await served.call('processes.keep', { blockId, pid: found.pid })).toMatchObject({
      status: 'kept',
    });
    const report = await served.call('panes.close', { blockId });
    expect(report).toMatchObject({ survivors: [], problems: [] });
    expect(report.kept.map(({ pid }) => pid)).toContain(found.pid);
    await expectGoingOn(scenario, found);
    process.kill(found.pid, 'SIGKILL');
    // The shell that was let go and the holder of the terminal go with it.
    await scenario.expectNothingLeft(10_000);
  },
);

test.for(['in the foreground', 'as a job'] as const)(
  'a server outlives a host that keeps, with its terminal: %s',
  async (how, { scenario }) => {
    const host = await RunningHost.start(scenario, ['--on-exit', 'keep']);
    const [blockId, idle] = [await host.openPane('serving'), await host.openPane('idle')];
    await host.call('panes.write', { blockId, data: `${starts[how]}\r` });
    const found = await serverOf(scenario);
    const { pid: idlePid } = await host.call('panes.get', { blockId: idle });
    host.child.kill('SIGTERM');
    await until(() => host.child.exitCode !== null, { what: 'the host has ended' });
    await expectGoingOn(scenario, found);
    // A shell that waits for a line is nothing to go on with.
    expect(scenario.carriers().map(({ pid }) => pid)).not.toContain(idlePid);
    process.kill(found.pid, 'SIGKILL');
    await scenario.expectNothingLeft(10_000);
  },
);

test('panetree run that keeps leaves a server with the terminal of its own', async ({ scenario }) => {
  const line = `node ${server} & sleep 0.1`;
  const args = [cliPath, 'run', '--on-exit', 'keep', '/bin/bash', '-c', line];
  const person = await Person.at(scenario, [process.execPath, ...args]);
  const found = await serverOf(scenario);
  expect(await person.leaves()).toBe(0);
  await person.sees(/1 process left running/);
  await expectGoingOn(scenario, found);
  process.kill(found.pid, 'SIGKILL');
  await scenario.expectNothingLeft(10_000);
});

test('panetree run that keeps passes keys, stops and exit codes on as it does without', async ({
  scenario,
}) => {
  const keep = [cliPath, 'run', '--on-exit', 'keep'];
  const person = await Person.at(scenario, [process.execPath, ...keep, '/bin/cat']);
  person.type('one\r');
  await person.sees(/one\s+one/);
  person.type('\u001a');
  person.type('two\r');
  await person.sees(/two\s+two/);
  person.type('\u0003');
  expect(await person.leaves()).toBe(130);
  const shell = await Person.at(scenario, [process.execPath, ...keep, '/bin/bash', '--norc', '--noprofile'], {
    env: { PS1: '$ ' },
  });
  await shell.sees(/\$\s*$/);
  shell.type(`sleep 600.${scenario.token}\r`);
  // The shell drops a ^Z that comes before the terminal is the job's, which it is when its exec is over.
  await until(() => scenario.carriers().some(({ name }) => name === 'sleep'), { what: 'the job runs' });
  shell.type('\u001a');
  await shell.sees(/Stopped/);
  shell.type('kill -9 %1; sleep 0.2; exit 3\r');
  expect(await shell.leaves()).toBe(3);
  const missing = await Person.at(scenario, [process.execPath, ...keep, 'no-such-program']);
  expect(await missing.leaves()).toBe(127);
});

test('keep says beforehand what ends with a terminal that a process of the pane holds', async ({
  scenario,
}) => {
  const served = await ServedHost.open(scenario);
  const { blockId } = await served.openPane();
  const data = `script -qc 'node ${server}' /dev/null >/dev/null\r`;
  await served.call('panes.write', { blockId, data });
  const found = await serverOf(scenario);
  const kept = await served.call('processes.keep', { blockId, pid: found.pid });
  expect(kept.warnings?.join()).toMatch(
    new RegExp(`^PID ${found.pid} ends with its terminal: PID \\d+ \\(script\\) holds its terminal`),
  );
  const report = await served.call('panes.close', { blockId });
  // The truth is told afterwards as well.
  await until(() => servers(scenario).length === 0, { what: 'it has ended with its terminal' });
  expect(report.kept.map(({ pid }) => pid)).not.toContain(found.pid);
  expect(report.problems.join()).toMatch(`PID ${found.pid} (node) was kept, and has ended all the same`);
});

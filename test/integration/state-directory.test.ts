import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'vitest';
import { finished, runCli, startCli } from '../support/command-line.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const ending = ['run', '--', 'sh', '-c', 'exit 4'];
const nobody = ['setpriv', '--reuid', '54321', '--regid', '54321', '--clear-groups'];

for (const [what, home, made] of [
  ['an empty HOME', 'HOME=', ['panetree-54321']],
  ['a relative HOME', 'HOME=relative', ['panetree-54321']],
  ['no HOME', '--unset=HOME', ['panetree-54321']],
  ['a HOME below which nothing can be made', 'HOME=/proc/none', []],
] as const) {
  test(`with ${what} and no passwd entry a command runs, and makes nothing where it was started`, async ({
    scenario,
  }) => {
    const [directory, temporary] = [scenario.temporaryDirectory(), scenario.temporaryDirectory()];
    for (const each of [directory, temporary]) chmodSync(each, 0o1777);
    const env = ['env', '--unset=XDG_STATE_HOME', '-C', directory, home, `TMPDIR=${temporary}`];
    const { code, stderr } = await runCli(scenario, ending, { prefix: [...nobody, ...env] });
    expect([code, readdirSync(directory)], stderr).toEqual([4, []]);
    expect(readdirSync(temporary)).toEqual(made);
  });
}

test('a host starts with a HOME below which nothing can be made', async ({ scenario }) => {
  const prefix = ['env', '--unset=XDG_STATE_HOME', 'HOME=/proc/none'];
  const child = startCli(scenario, ['host', '--no-store'], { prefix });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  scenario.atEnd(() => void child.kill('SIGKILL'));
  await until(() => errors.includes('nothing is recorded'), { what: 'it says so', withinMs: 10_000 });
  await once(child.stdout ?? child, 'data');
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(child.exitCode).toBe(0);
});

test('an empty SHELL is none', async ({ scenario }) => {
  const child = startCli(scenario, ['run'], { env: { SHELL: '' } });
  child.stdin?.end('exit 4\n');
  expect((await finished(child)).code).toBe(4);
});

test('of hosts that are started together one runs, and the others say so', async ({ scenario }) => {
  // All of them ask what a dead host has left before any of them writes.
  let asking = 0;
  const stranger = createServer((request, response) => {
    asking += 1;
    void until(() => asking >= 3, { what: 'all of them ask', withinMs: 15_000 }).then(() =>
      response.end('none'),
    );
  });
  await once(stranger.listen(0, '127.0.0.1'), 'listening');
  scenario.atEnd(() => void stranger.close());
  const { port } = stranger.address() as AddressInfo;
  const record = { url: `http://127.0.0.1:${port}/`, token: 'none', pid: 1, instance: 'dead' };
  mkdirSync(join(scenario.stateHome, 'panetree'), { mode: 0o700 });
  writeFileSync(join(scenario.stateHome, 'panetree', 'host.json'), JSON.stringify(record), { mode: 0o600 });
  const hosts = Array.from({ length: 3 }, () => startCli(scenario, ['host']));
  const endings = hosts.map((child) => ({ child, done: finished(child) }));
  await until(() => hosts.filter(({ exitCode }) => exitCode !== null).length === 2, {
    what: () => `two of them end; ended: ${hosts.map(({ exitCode }) => exitCode).join(' ')}`,
    withinMs: 20_000,
  });
  expect(
    readdirSync(join(scenario.stateHome, 'panetree')).filter((name) => name.startsWith('host.json')),
  ).toEqual(['host.json']);
  const winner = hosts.find(({ exitCode }) => exitCode === null);
  expect((await runCli(scenario, ['ps'])).code).toBe(0);
  winner?.kill('SIGTERM');
  for (const { child, done } of endings) {
    const { code, stderr } = await done;
    const loses = [125, expect.stringContaining(`a host runs already, PID ${winner?.pid}`)];
    expect([code, stderr]).toEqual(
      child === winner ? [0, expect.stringMatching(/^panetree: this URL /)] : loses,
    );
  }
});

test('a record that a dead host has left is taken over, its draft as well', async ({ scenario }) => {
  const first = await startHost(scenario);
  first.kill('SIGKILL');
  await once(first, 'exit');
  const second = await startHost(scenario);
  expect((await runCli(scenario, ['ps'])).code).toBe(0);
  second.kill('SIGTERM');
  await once(second, 'exit');
  expect(existsSync(join(scenario.stateHome, 'panetree', 'host.json'))).toBe(false);
});

for (const [what, mount] of [
  ['full', 'mount -t tmpfs -o size=64k tmpfs "$0" && head -c 1m /dev/zero >"$0/full" 2>/dev/null'],
  ['read-only', 'mount -t tmpfs -o ro tmpfs "$0"'],
] as const) {
  test(`a ${what} state directory ends no host, and no draft stays`, async ({ scenario }) => {
    const directory = join(scenario.stateHome, 'panetree');
    mkdirSync(directory, { mode: 0o700 });
    // The mode is that of the file system that is mounted there.
    const script = `${mount.replace('-o ', '-o mode=700,')}; exec "$@"`;
    const prefix = ['unshare', '--mount', 'sh', '-c', script, directory];
    const child = startCli(scenario, ['host'], { prefix });
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const [link] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    expect((await fetch(new URL('/healthz', link.toString().trim()))).status).toBe(200);
    expect(errors).toMatch(/other commands do not find this host: .*(ENOSPC|EROFS)/);
    const inside = `/proc/${child.pid}/root${directory}`;
    expect(readdirSync(inside).filter((name) => name.startsWith('host.json'))).toEqual([]);
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
  });
}

for (const [what, open] of [
  ['that others may write to', (path: string) => chmodSync(path, 0o777)],
  ['of another user', (path: string) => chownSync(path, 54_321, 54_321)],
] as const) {
  test(`a state directory ${what} is neither written nor believed`, async ({ scenario }) => {
    const host = await startHost(scenario);
    const directory = join(scenario.stateHome, 'panetree');
    open(directory);
    const asked = await runCli(scenario, ['ps']);
    expect([asked.code, asked.stderr]).toEqual([125, expect.stringContaining('is not trusted')]);
    host.kill('SIGTERM');
    await once(host, 'exit');
    rmSync(directory, { recursive: true });
    mkdirSync(directory);
    open(directory);
    const { code, stderr } = await runCli(scenario, ending);
    expect([code, stderr]).toEqual([4, expect.stringContaining('nothing is recorded')]);
    expect((await runCli(scenario, ['recover'])).code).toBe(125);
    expect(readdirSync(directory)).toEqual([]);
  });
}

async function startHost(scenario: Scenario) {
  const child = startCli(scenario, ['host', '--no-store']);
  await once(child.stdout ?? child, 'data');
  return child;
}

import type { ChildProcess } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { finished, runCli, startCli } from '../support/command-line.js';
import { look } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

interface RunningHost {
  readonly child: ChildProcess;
  readonly url: URL;
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdout: () => string;
  readonly stderr: () => string;
}

interface HostState {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
}

const longEnoughMs = 15_000;

test('one line is printed: a URL that lets a browser in', async ({ scenario }) => {
  const running = await startHost(scenario);
  expect(running.stdout()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?link=[\w-]{22}\n$/);
  const first = await fetch(running.url, { redirect: 'manual' });
  expect(first.status).toBe(303);
  const { stdout } = await runCli(scenario, ['link'], running);
  expect((await fetch(stdout.trim(), { redirect: 'manual' })).status).toBe(303);
  expect((await fetch(stdout.trim(), { redirect: 'manual' })).status).toBe(401);
});

test('how to reach it is written down for this user alone, and taken back at the end', async ({
  scenario,
}) => {
  const running = await startHost(scenario);
  const file = join(running.stateDir, 'panetree', 'host.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(running.stateDir, 'panetree')).mode & 0o777).toBe(0o700);
  expect(readState(running)).toMatchObject({ pid: running.child.pid });
  await end(running, 'SIGTERM');
  expect(() => readFileSync(file)).toThrow(/ENOENT/);
});

test('ps shows what runs, and a program cannot write on the terminal by its name', async ({ scenario }) => {
  const running = await startHost(scenario);
  const blockId = await openSleepers(running, scenario);
  const hostile = await ask(running, 'POST /api/runs', {
    blockId,
    description: { kind: 'session' },
    command: { file: '/bin/sh', args: ['-c', 'sleep 600; :', '\u001b]0;owned\u0007', scenario.token] },
  });
  expect(hostile.status).toBe(200);
  const list = async () => (await runCli(scenario, ['ps'], running)).stdout;
  await until(async () => (await list()).includes('owned'), { what: 'it is listed', withinMs: longEnoughMs });
  const shown = await list();
  expect(shown).toMatch(/^BLOCK +TITLE +CONFIDENCE +PID +ROLE +RUN +COMMAND\n/);
  expect(shown).toMatch(new RegExp(`^${blockId} +\\S.* · \\S+ +high `, 'm'));
  expect(shown).toContain(`sleep 600.${scenario.token}`);
  expect(shown.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  const json = JSON.parse((await runCli(scenario, ['ps', '--json'], running)).stdout);
  expect(json).toMatchObject([{ blockId, processes: expect.arrayContaining([expect.anything()]) }]);
});

test('kill ends one process, what descends from it, or everything', async ({ scenario }) => {
  const running = await startHost(scenario);
  const blockId = await openSleepers(running, scenario);
  const [one] = sleepersOf(scenario);
  const pid = one?.pid ?? 0;
  const stopped = await runCli(scenario, ['kill', blockId, String(pid), '--signal', 'stop'], running);
  expect(stopped).toMatchObject({ code: 0, stdout: `panetree: ${pid}: signalled\n` });
  await until(() => look(pid)?.state === 'T', { what: 'it is stopped' });
  expect(await runCli(scenario, ['kill', blockId, String(pid)], running)).toMatchObject({ code: 0 });
  expect(look(pid)).toBeUndefined();
  expect(await runCli(scenario, ['kill', blockId, '1'], running)).toMatchObject({ code: 1 });
  const all = await runCli(scenario, ['kill', blockId], running);
  expect(all).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing survived') });
  expect(sleepersOf(scenario)).toEqual([]);
  const unknown = await runCli(scenario, ['kill', 'nowhere'], running);
  const hint = 'panetree: there is no block "nowhere"; list the blocks with: npx panetree ps\n';
  expect(unknown).toMatchObject({ code: 125, stderr: hint });
  const misused = await runCli(scenario, ['kill', blockId, '--subtree'], running);
  expect(misused).toMatchObject({ code: 125, stderr: expect.stringContaining('panetree help kill') });
});

test('kill --grace gives a program its time; 0 forces at once', async ({ scenario }) => {
  const running = await startHost(scenario);
  const slowly = async () => {
    // It ends three seconds after SIGTERM; by default the forced kill comes after two.
    const script = `trap 'sleep 3; exit' TERM; sleep 600.${scenario.token} & echo ready; wait`;
    const command = { file: 'sh', args: ['-c', script] };
    const { text } = await ask(running, 'POST /api/panes', { cols: 80, rows: 24, command });
    await until(() => sleepersOf(scenario).length > 0, { what: 'it runs', withinMs: longEnoughMs });
    return JSON.parse(text) as { readonly blockId: string; readonly pid: number };
  };
  const { blockId, pid } = await slowly();
  const misused = await runCli(scenario, ['kill', blockId, '--grace', 'long'], running);
  expect(misused).toMatchObject({ code: 125, stderr: expect.stringContaining('--grace must be') });
  const given = await runCli(scenario, ['kill', blockId, String(pid), '--grace', '20000'], running);
  expect(given).toMatchObject({ code: 0, stdout: expect.not.stringContaining('force') });
  await runCli(scenario, ['kill', blockId], running);
  const second = await slowly();
  const forced = await runCli(scenario, ['kill', second.blockId, '--grace', '0'], running);
  expect(forced).toMatchObject({ code: 0, stdout: expect.stringContaining('force') });
  expect(sleepersOf(scenario)).toEqual([]);
});

test('standard error says what the URL is, and how the host ends', async ({ scenario }) => {
  for (const [onExit, fate] of [
    ['kill', 'and every process in its panes'],
    ['keep', 'and leaves the processes in its panes running, for npx panetree recover'],
  ] as const) {
    const running = await startHost(scenario, { args: ['--no-store', '--on-exit', onExit] });
    await until(() => running.stderr().includes('Ctrl-C'), { what: 'it is said', withinMs: longEnoughMs });
    expect(running.stderr()).toBe(
      'panetree: this URL lets one browser in, once; for another one: npx panetree link\n' +
        `panetree: Ctrl-C ends the host ${fate}\n`,
    );
    await end(running, 'SIGTERM');
  }
});

test('where the list is inferred, the URL comes with that', async ({ scenario }) => {
  const running = await startHost(scenario, { env: { PANETREE_BACKEND: 'linux-procfs' } });
  await until(() => running.stderr().includes('doctor'), { what: 'it is said', withinMs: longEnoughMs });
  expect(running.stderr()).toMatch(
    /\npanetree: tracking is best-effort here: .*; for more: npx panetree doctor\n$/,
  );
  expect(running.stdout()).toMatch(/^http.*\n$/);
});

test('without a host that is said, and how to start one', async ({ scenario }) => {
  const env = { XDG_STATE_HOME: scenario.temporaryDirectory() };
  for (const args of [['ps'], ['kill', 'pane'], ['link']]) {
    const { code, stderr } = await runCli(scenario, args, { env });
    expect([code, stderr]).toEqual([125, expect.stringMatching(/no host runs .*panetree host\n$/)]);
  }
});

test('a host that was killed is not taken for one that runs', async ({ scenario }) => {
  const running = await startHost(scenario);
  await openSleepers(running, scenario);
  running.child.kill('SIGKILL');
  await scenario.expectNothingLeft(longEnoughMs);
  const { code, stderr } = await runCli(scenario, ['ps'], running);
  expect([code, stderr]).toEqual([125, expect.stringMatching(/PID \d+ does not answer/)]);
  const next = await startHost(scenario, { stateDir: running.stateDir });
  expect(readState(next).pid).toBe(next.child.pid);
});

test('there is one host, and a second one says so', async ({ scenario }) => {
  const running = await startHost(scenario);
  const { code, stdout, stderr } = await runCli(scenario, ['host'], running);
  expect([code, stdout]).toEqual([125, '']);
  expect(stderr).toContain(`a host runs already, PID ${running.child.pid}`);
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} ends the panes and then the host`, async ({ scenario }) => {
    const running = await startHost(scenario);
    await openSleepers(running, scenario);
    expect(await end(running, signal)).toBe(0);
    expect(sleepersOf(scenario)).toEqual([]);
  });
}

test('what has become of a process can be asked of the host, and of the store after it', async ({
  scenario,
}) => {
  const running = await startHost(scenario, { args: [] });
  const blockId = await openSleepers(running, scenario);
  await ask(running, `DELETE /api/panes/${blockId}`, {});
  const history = async () => (await ask(running, `GET /api/history?blockId=${blockId}`)).text;
  await until(async () => (await history()).includes('"exitReason":"removed"'), {
    what: 'it is remembered',
    withinMs: longEnoughMs,
  });
  const sent = await ask(running, 'POST /api/messages', {
    from: 'a',
    to: 'b',
    type: 'hello',
    payload: [1],
  });
  const { id } = JSON.parse(sent.text);
  const unread = () => ask(running, 'GET /api/messages?reader=b');
  expect(JSON.parse((await unread()).text)).toMatchObject([{ id, from: 'a', payload: [1] }]);
  await ask(running, 'POST /api/messages/read', { reader: 'b', messageIds: [id] });
  expect(JSON.parse((await unread()).text)).toEqual([]);
  await end(running, 'SIGTERM');
  const { stdout } = await runCli(scenario, ['history', '--block', blockId, '--json'], running);
  expect(stdout).toContain('"sleep"');
});

test('what a host has kept the next one finds, goes on with and ends', async ({ scenario }) => {
  const running = await startHost(scenario, { args: ['--no-store', '--on-exit', 'keep'] });
  const blockId = await openSleepers(running, scenario, 'setsid nohup');
  await end(running, 'SIGTERM');
  const kept = () => sleepersOf(scenario);
  expect(kept()).toHaveLength(2);
  const next = await startHost(scenario, { stateDir: running.stateDir });
  const leftovers = JSON.parse((await ask(next, 'GET /api/leftovers')).text);
  expect(leftovers).toMatchObject([{ blockId, hostPid: running.child.pid }]);
  const id = encodeURIComponent(leftovers[0].leftoverId);
  const adopted = await ask(next, `POST /api/leftovers/${id}/adopt`);
  expect(JSON.parse(adopted.text)).toMatchObject({ blockId, processes: expect.any(Array) });
  expect(JSON.parse((await ask(next, 'GET /api/leftovers')).text)).toEqual([]);
  const processes = JSON.parse((await ask(next, `GET /api/blocks/${blockId}/processes`)).text);
  const pids = new Set(processes.map(({ pid }: { pid: number }) => pid));
  expect(pids).toEqual(new Set(kept().map(({ pid }) => pid)));
  await end(next, 'SIGTERM');
  await scenario.expectNothingLeft();
});

test('options that make no sense are refused', async ({ scenario }) => {
  const env = { XDG_STATE_HOME: scenario.temporaryDirectory() };
  const wrong = [
    ['--port', '70000'],
    ['--listen', '0.0.0.0'],
    ['--listen', '0.0.0.0', '--tls-cert', 'x'],
    ['--on-exit', 'maybe'],
    ['--loud'],
  ];
  for (const args of wrong) {
    const { code, stdout, stderr } = await runCli(scenario, ['host', ...args], { env });
    expect([args, code, stdout, stderr]).toEqual([
      args,
      125,
      '',
      expect.stringContaining('panetree help host'),
    ]);
  }
  writeFileSync(join(env.XDG_STATE_HOME, 'no.pem'), 'no certificate');
  const pem = join(env.XDG_STATE_HOME, 'no.pem');
  const args = ['host', '--listen', '127.0.0.1', '--tls-cert', pem, '--tls-key', pem];
  expect(await runCli(scenario, args, { env })).toMatchObject({ code: 125, stdout: '' });
});

async function startHost(
  scenario: Scenario,
  {
    args = ['--no-store'],
    stateDir = scenario.temporaryDirectory(),
    env: more = {},
  }: { args?: string[]; stateDir?: string; env?: Record<string, string> } = {},
): Promise<RunningHost> {
  const env = { XDG_STATE_HOME: stateDir, SHELL: '/bin/bash', ...more };
  const child = startCli(scenario, ['host', ...args], { env });
  let stdout = '';
  child.stdout?.on('data', (chunk) => (stdout += String(chunk)));
  let stderr = '';
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)));
  await until(() => stdout.includes('\n') || child.exitCode !== null, {
    what: 'the URL',
    withinMs: longEnoughMs,
  });
  return { child, url: new URL(stdout.trim()), stateDir, env, stdout: () => stdout, stderr: () => stderr };
}

async function end({ child }: RunningHost, signal: NodeJS.Signals): Promise<number | null> {
  child.kill(signal);
  return (await finished(child)).code;
}

function readState({ stateDir }: RunningHost): HostState {
  return JSON.parse(readFileSync(join(stateDir, 'panetree', 'host.json'), 'utf8'));
}

async function ask(running: RunningHost, line: string, body?: object) {
  const { url, token } = readState(running);
  const [method = '', path = ''] = line.split(' ');
  const answer = await fetch(new URL(path, url), {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, text: await answer.text() };
}

async function openSleepers(running: RunningHost, scenario: Scenario, prefix = ''): Promise<string> {
  const { text } = await ask(running, 'POST /api/panes', { cols: 80, rows: 24 });
  const { blockId } = JSON.parse(text);
  const line = `${prefix} sleep 600.${scenario.token} > /dev/null 2>&1 &`;
  const data = `${line} ${line}\r`;
  await ask(running, `POST /api/panes/${blockId}/input`, { data });
  await until(() => sleepersOf(scenario).length === 2, {
    what: 'two sleep',
    withinMs: longEnoughMs,
  });
  return blockId;
}

/** The host carries the token of the scenario too. */
function sleepersOf(scenario: Scenario) {
  return scenario.carriers().filter(({ name }) => name === 'sleep');
}

import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { cliPath } from '../support/command-line.js';
import { look, readOrNothing } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));

function whyNot(command: string, debianPackage = command): string | undefined {
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  const isThere = directories.some((directory) => {
    try {
      accessSync(join(directory, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  return isThere ? undefined : `there is no ${command} here: install the package ${debianPackage}`;
}

const sleeps = (scenario: Scenario) => scenario.sleepers();

const linesOf = (text: string) => text.split('\n').slice(0, -1);
const statOf = (pid: number) => readOrNothing(`/proc/${pid}/stat`);

/** A server whose panes find `panetree` in their PATH; gives a command of tmux. */
function tmuxServer(scenario: Scenario, config: string): (...args: readonly string[]) => void {
  const home = scenario.temporaryDirectory();
  writeFileSync(join(home, 'tmux.conf'), config);
  const bin = join(home, 'panetree');
  writeFileSync(bin, `#!/bin/sh\nexec '${process.execPath}' '${cliPath}' "$@"\n`, { mode: 0o755 });
  const { TMUX: _, ...environment } = scenario.environment;
  const env = {
    ...environment,
    HOME: home,
    SHELL: '/bin/sh',
    PATH: `${home}:${process.env['PATH'] ?? ''}`,
  };
  const tmux = (...args: readonly string[]) =>
    void execFileSync('tmux', ['-S', join(home, 's'), '-f', join(home, 'tmux.conf'), ...args], { env });
  tmux('new-session', '-d', '-s', 'a', '-x', '80', '-y', '24');
  return tmux;
}

async function killedPane(scenario: Scenario, config: string): Promise<number> {
  const tmux = tmuxServer(scenario, config);
  tmux('send-keys', '-t', 'a', `setsid sleep 600.${scenario.token} &`, 'Enter');
  await until(() => sleeps(scenario).length === 1, { what: 'the daemon runs', withinMs: 15_000 });
  const daemon = sleeps(scenario)[0]?.pid ?? 0;
  tmux('kill-pane', '-t', 'a');
  return daemon;
}

describe('docker.md', () => {
  const dockerfile = readFileSync(join(examples, 'docker/Dockerfile'), 'utf8');
  const wordsOf = (instruction: string) =>
    JSON.parse(new RegExp(`^${instruction} (.*)$`, 'm').exec(dockerfile)?.[1] ?? 'null') as string[];
  const noCgroups = `for d in $(awk '$3 ~ /^cgroup/ { print $2 }' /proc/mounts); do mount -o remount,bind,ro "$d"; done; exec "$@"`;
  const container = ['--fork', '--pid', '--mount-proc', '--kill-child', 'sh', '-c', noCgroups, 'sh'];

  /** A tool call that leaves a daemon, which is ended, in a new PID namespace with read-only cgroups. */
  async function oneCall(scenario: Scenario, command: readonly string[]) {
    const environment = { ...scenario.environment, PATH: `${join(process.execPath, '..')}:/usr/bin:/bin` };
    const child = spawn('unshare', [...container, ...command], {
      cwd: examples,
      env: environment,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    scenario.ownHost(child.pid ?? 0);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    const answers = async (count: number) => {
      await until(() => linesOf(output).length >= count, {
        what: () => `answer ${count}: ${output}`,
        withinMs: 15_000,
      });
      return linesOf(output).map((line) => JSON.parse(line) as Record<string, unknown>);
    };
    const daemon = `(setsid sleep 600.${scenario.token} > /dev/null 2>&1 &) ; echo started`;
    child.stdin.write(`${JSON.stringify({ id: 1, command: daemon })}\n`);
    await answers(1);
    const left = await until(() => sleeps(scenario)[0], { what: 'the daemon runs' });
    child.stdin.write(`${JSON.stringify({ stop: 1 })}\n`);
    const [call, stop] = await answers(2);
    return { child, call, stop, daemon: left };
  }

  test('ENTRYPOINT and CMD list and end a daemon, and tini leaves no zombie', async ({ scenario, skip }) => {
    const reason = whyNot('tini');
    if (reason !== undefined) skip(reason);
    const { child, call, stop, daemon } = await oneCall(scenario, [
      ...wordsOf('ENTRYPOINT'),
      ...wordsOf('CMD'),
    ]);
    expect(call).toMatchObject({ output: 'started\n', leftBehind: [{ command: expect.any(String) }] });
    expect(stop).toMatchObject({ status: 'ended', survivors: 0 });
    await until(() => statOf(daemon.pid) === undefined, { what: 'the daemon is gone, not a zombie' });
    child.stdin.end();
    await scenario.expectNothingLeft(10_000);
  });

  test('control: without ENTRYPOINT the daemon stays as a zombie', async ({ scenario }) => {
    const { child, stop, daemon } = await oneCall(scenario, wordsOf('CMD'));
    expect(stop).toMatchObject({ status: 'ended' });
    await until(() => statOf(daemon.pid)?.includes(') Z '), { what: 'the daemon is a zombie' });
    child.stdin.end();
    await scenario.expectNothingLeft(10_000);
  });
});

describe('editor.md', () => {
  interface Message {
    readonly event: string;
    readonly id: string;
    readonly data?: string;
    readonly ended?: number;
    readonly survivors?: number;
    readonly processes?: readonly { readonly name: string }[];
  }

  interface Forked {
    readonly child: ChildProcess;
    readonly heard: (event: string) => Promise<Message>;
    readonly shown: () => string;
  }

  function start(scenario: Scenario): Forked {
    const child = fork(join(examples, 'pty-host.mjs'), {
      env: { ...scenario.environment, SHELL: '/bin/sh' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    scenario.ownHost(child.pid ?? 0);
    const messages: Message[] = [];
    child.on('message', (message: Message) => messages.push(message));
    const heard = (event: string) =>
      until(() => messages.find((message) => message.event === event), {
        what: () => `${event}; heard: ${JSON.stringify(messages)}`,
        withinMs: 15_000,
      });
    const shown = () => messages.map(({ event, data }) => (event === 'data' ? data : '')).join('');
    return { child, heard, shown };
  }

  async function withDaemon(scenario: Scenario) {
    const { child, heard, shown } = start(scenario);
    child.send({ action: 'open', id: 't', cwd: '/', cols: 100, rows: 20 });
    await heard('opened');
    const data = `setsid sleep 600.${scenario.token} & echo re''loaded\r`;
    child.send({ action: 'input', id: 't', data });
    await until(() => sleeps(scenario).length === 1 && shown().includes('reloaded'), {
      what: () => `the daemon runs; shown: ${shown()}`,
    });
    return { child, heard };
  }

  test('a reloaded window gets the screen; a closed terminal leaves nothing', async ({ scenario }) => {
    const { child, heard } = await withDaemon(scenario);
    child.send({ action: 'attach', id: 't' });
    expect((await heard('screen')).data).toContain('reloaded');
    child.send({ action: 'list', id: 't' });
    expect((await heard('processes')).processes?.map(({ name }) => name)).toContain('sleep');
    child.send({ action: 'close', id: 't' });
    expect(await heard('closed')).toMatchObject({ survivors: 0 });
    expect(sleeps(scenario)).toEqual([]);
    child.send({ action: 'close', id: 'nobody' });
    expect(await heard('failed')).toMatchObject({ id: 'nobody' });
    child.disconnect();
    await scenario.expectNothingLeft(5000);
  });

  test('the terminals end with a pty host that is killed', async ({ scenario }) => {
    const { child } = await withDaemon(scenario);
    child.kill('SIGKILL');
    await scenario.expectNothingLeft(5000);
  });
});

describe('tmux.md', () => {
  const example = readFileSync(join(examples, 'tmux/tmux.conf'), 'utf8');

  test('a pane that tmux closes leaves nothing', async ({ scenario, skip }) => {
    const reason = whyNot('tmux');
    if (reason !== undefined) skip(reason);
    await killedPane(scenario, example);
    await scenario.expectNothingLeft(10_000);
  });

  test('control: without the line the daemon lives on', async ({ scenario, skip }) => {
    const reason = whyNot('tmux');
    if (reason !== undefined) skip(reason);
    const daemon = await killedPane(scenario, '');
    await until(() => scenario.carriers().every(({ name }) => name === 'sleep'), {
      what: 'the pane is gone',
    });
    expect(look(daemon)?.name).toBe('sleep');
  });
});

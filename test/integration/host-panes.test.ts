import { expect } from 'vitest';
import { look } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { ServedHost } from '../support/served-host.js';
import { until } from '../support/until.js';

test('what is typed into a pane runs, and what it prints is shown', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const client = await served.connect();
  const { blockId } = await served.openPane();
  client.send({ type: 'watch-output', blockId });
  await client.heard('screen');
  client.send({ type: 'input', blockId, data: 'echo $((6 * 7)) is it\r' });
  await client.shows(blockId, '42 is it');
  expect(client.problems).toEqual([]);
});

test('one process is killed by its identity, and its siblings live on', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const blockId = await withSleepers(served, scenario, 3);
  const [victim, ...others] = await sleepers(served, blockId);
  if (victim === undefined) throw new Error('nobody sleeps');
  const { pid, birth } = victim;
  const result = await served.call('processes.kill', { blockId, pid, birth });
  expect(result).toMatchObject({ status: 'killed', process: { pid } });
  expect(look(pid)).toBeUndefined();
  expect(others.map((other) => look(other.pid)?.name)).toEqual(['sleep', 'sleep']);
  expect(await served.call('processes.kill', { blockId, pid, birth })).toMatchObject({
    status: 'already-gone',
  });
});

test('a process whose birth is another is left alone', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const blockId = await withSleepers(served, scenario, 1);
  const [sleeper] = await sleepers(served, blockId);
  const pid = sleeper?.pid ?? 0;
  const result = await served.call('processes.kill', { blockId, pid, birth: 'another' });
  expect(result.status).toBe('identity-changed');
  expect(look(pid)?.name).toBe('sleep');
});

test('a subtree is killed, and nothing beside it', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const blockId = await withSleepers(served, scenario, 1);
  const [beside] = await sleepers(served, blockId);
  await type(served, blockId, `sh -c 'sleep 601.${scenario.token} & sleep 602.${scenario.token}; :' &`);
  await until(async () => (await sleepers(served, blockId)).length === 3, { what: 'three sleep' });
  const processes = await served.call('blocks.processes', { blockId });
  const top = processes.find(({ name, command }) => name === 'sh' && command.includes('sh -c'));
  const { status, ended } = await served.call('processes.kill', {
    blockId,
    pid: top?.pid ?? 0,
    subtree: true,
  });
  expect(status).toBe('killed');
  expect(ended).toHaveLength(3);
  expect(await sleepers(served, blockId)).toEqual([beside]);
});

test('one signal is sent and no more', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const blockId = await withSleepers(served, scenario, 1);
  const [sleeper] = await sleepers(served, blockId);
  const pid = sleeper?.pid ?? 0;
  expect(await served.call('processes.kill', { blockId, pid, only: 'SIGSTOP' })).toMatchObject({
    status: 'signalled',
  });
  await until(() => look(pid)?.state === 'T', { what: 'it is stopped' });
  expect(await served.refused('processes.kill', { blockId, pid, only: 'SIGNOTHING' })).toBe(
    'invalid-argument',
  );
});

test('a pane is closed with everything it started, daemons too', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const client = await served.connect();
  const blockId = await withSleepers(served, scenario, 1);
  await type(served, blockId, `setsid sleep 603.${scenario.token} & disown -a`);
  await until(async () => (await sleepers(served, blockId)).length === 2, { what: 'a daemon too' });
  const described = await served.call('blocks.describe', { blockId });
  expect(described.started).toEqual([{ name: 'sleep', count: 2 }]);
  const report = await served.call('panes.close', { blockId });
  expect(report).toMatchObject({ status: 'ended', survivors: [] });
  await scenario.expectNothingLeft();
  await client.happened('pane-closed');
  // What the shell ran before, to start the daemon, may have ended before or after this.
  const told = client.events.map((event) => event.type);
  const closing = told.slice(told.indexOf('block-closing'));
  expect(closing.filter((kind) => kind === 'process-exited').length).toBeGreaterThanOrEqual(3);
  expect(closing.slice(-2)).toEqual(['block-closed', 'pane-closed']);
  expect(await served.call('panes.list', {})).toEqual([]);
  expect(await served.call('blocks.list', {})).toEqual([]);
  expect(await served.refused('panes.close', { blockId })).toBe('not-found');
});

test('a program that ends leaves its pane, its output and its exit code', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const client = await served.connect();
  const command = { file: '/bin/sh', args: ['-c', 'echo last words; exit 7'] };
  const { blockId, title } = await served.openPane({ command });
  expect(title).toMatch(/^sh · /);
  await client.happened('pane-changed', ({ pane }) => pane.state === 'exited');
  expect(await served.call('panes.get', { blockId })).toMatchObject({ state: 'exited', exitCode: 7 });
  expect((await served.call('panes.screen', { blockId })).data).toContain('last words');
  expect(await served.refused('panes.write', { blockId, data: 'x' })).toBe('conflict');
});

test('a pane whose program has let go of its terminal can still be resized', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const script = `trap "" HUP; exec <&- >&- 2>&-; sleep 600.${scenario.token}`;
  const { blockId } = await served.openPane({ command: { file: '/bin/sh', args: ['-c', script] } });
  await until(async () => (await sleepers(served, blockId)).length === 1, { what: 'it sleeps' });
  const resized = await served.call('panes.resize', { blockId, cols: 100, rows: 30 });
  expect(resized).toMatchObject({ cols: 100, rows: 30, state: 'running' });
});

test('a terminal that the system does not give is answered with a code of its own', async ({ scenario }) => {
  const nodePty = {
    spawn: () => {
      throw new Error('forkpty(3) failed.');
    },
  };
  const served = await ServedHost.open(scenario, { nodePty });
  const { status, text } = await served.ask('panes.open', { cols: 80, rows: 24 });
  expect([status, JSON.parse(text)]).toMatchObject([422, { error: { code: 'spawn-failed' } }]);
  expect(text).toContain('no terminal could be opened');
  expect(await served.call('blocks.list', {})).toEqual([]);
});

test('a program that cannot be started leaves no pane, no block and no turn that goes on', async ({
  scenario,
}) => {
  const served = await ServedHost.open(scenario);
  const command = { file: '/nowhere/to/be/found' };
  const run = { kind: 'session' } as const;
  expect(await served.refused('panes.open', { command, run, cols: 80, rows: 24 })).toBe('spawn-failed');
  expect(await served.call('blocks.list', {})).toEqual([]);
  const { blockId } = await served.openPane();
  expect(await served.refused('runs.start', { blockId, description: run, command })).toBe('spawn-failed');
  const runs = await served.call('runs.list', {});
  expect(runs.map(({ endedAt }) => typeof endedAt)).toEqual(['number', 'number']);
  const failed = { status: 'crashed', outcome: 'failed', startError: 'ENOENT' };
  expect(runs).toMatchObject([failed, failed]);
});

test('two panes do not get the same name', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const { blockId } = await served.openPane({ blockId: '../a pane: é' });
  expect(await served.refused('panes.open', { blockId, cols: 80, rows: 24 })).toBe('conflict');
  expect(await served.call('panes.get', { blockId })).toMatchObject({ blockId });
});

test('a client that comes later is shown the screen as it is', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const { blockId } = await served.openPane();
  await type(served, blockId, 'printf "\\033[31mred\\033[0m %s\\n" words');
  const red = '31mred\u001b[';
  await until(async () => (await served.call('panes.screen', { blockId })).data.includes(red), {
    what: 'it is on the screen',
  });
  await served.call('panes.resize', { blockId, cols: 100, rows: 30 });
  const client = await served.connect();
  client.send({ type: 'watch-output', blockId });
  const { screen } = await client.heard('screen');
  expect(screen).toMatchObject({ cols: 100, rows: 30 });
  expect(screen.data).toContain(red);
  client.send({ type: 'input', blockId, data: 'stty size\r' });
  await client.shows(blockId, '30 100');
});

test('a program that asks its terminal is answered once, by the host', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const script = String.raw`stty raw -echo; printf '\033[5n'; head -c 4 | od -An -c; sleep 600.${scenario.token}`;
  const { blockId } = await served.openPane({ command: { file: '/bin/bash', args: ['-c', script] } });
  await until(async () => (await served.call('panes.screen', { blockId })).data.includes('[   0   n'), {
    what: 'the answer',
  });
});

test('a block is frozen and thawed, by its tracker too, and every client gets each change once', async ({
  scenario,
}) => {
  const served = await ServedHost.open(scenario);
  const client = await served.connect();
  const blockId = await withSleepers(served, scenario, 1);
  await served.call('blocks.freeze', { blockId });
  expect(await served.call('blocks.get', { blockId })).toMatchObject({ isFrozen: true });
  await client.happened('frozen-changed', ({ isFrozen }) => isFrozen);
  await served.call('blocks.thaw', { blockId });
  expect(await served.call('blocks.get', { blockId })).toMatchObject({ isFrozen: false });
  await type(served, blockId, 'echo awake > /dev/null');
  await served.host.registry.tracker(blockId)?.freeze();
  expect(await served.call('blocks.get', { blockId })).toMatchObject({ isFrozen: true });
  await served.call('blocks.killTree', { blockId, steps: [] });
  const changes = () =>
    client.events.flatMap((event) => (event.type === 'frozen-changed' ? [event.isFrozen] : []));
  await until(() => changes().length === 4, { what: 'the kill thaws the block' });
  expect(changes()).toEqual([true, false, true, false]);
});

test('what is kept outlives its pane', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const blockId = await withSleepers(served, scenario, 1);
  const [sleeper] = await sleepers(served, blockId);
  const pid = sleeper?.pid ?? 0;
  expect(await served.call('processes.keep', { blockId, pid })).toMatchObject({ status: 'kept' });
  const { kept } = await served.call('panes.close', { blockId });
  expect(kept.map((each) => each.pid)).toEqual([pid]);
  expect(look(pid)?.name).toBe('sleep');
});

test('a turn is started, read, written to and ended, its daemon with it', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const client = await served.connect();
  const { blockId } = await served.openPane();
  const script = `echo ready; setsid sleep 604.${scenario.token} & read line; echo "got $line"; read line`;
  const run = await served.call('runs.start', {
    blockId,
    description: { kind: 'agent', agentId: 'a-1', agentName: 'Ada', task: 'wait', hostRunId: 'turn 7' },
    command: { file: '/bin/bash', args: ['-c', script] },
  });
  const { runId } = run;
  client.send({ type: 'watch-run', runId });
  await client.heard('run-output', ({ data }) => data.includes('ready'));
  await served.call('runs.write', { runId, data: 'a line\n' });
  await client.heard('run-output', ({ data }) => data.includes('got a line'));
  expect((await served.call('runs.output', { runId })).text).toBe('ready\ngot a line\n');
  expect(await served.call('runs.setSession', { runId, sessionId: 's-1' })).toMatchObject({
    sessionId: 's-1',
  });
  const [report] = await served.call('sessions.kill', { sessionId: 's-1' });
  expect(report).toMatchObject({ status: 'ended', survivors: [] });
  await client.heard('run-output-ended');
  await until(async () => (await served.call('runs.get', { runId })).outcome === 'cancelled', {
    what: 'its end',
  });
  expect(await sleepers(served, blockId)).toEqual([]);
  expect(await served.call('runs.list', { hostRunId: 'turn 7' })).toMatchObject([
    { runId, hostRunId: 'turn 7' },
  ]);
  expect(await served.call('runs.list', { hostRunId: 'turn 8' })).toEqual([]);
  expect(await served.call('runs.list', { kind: 'session' })).toEqual([]);
  await served.call('runs.forget', { runId });
  expect(await served.call('runs.list', {})).toEqual([]);
});

test('a pane may be a turn', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const pane = await served.openPane({ run: { kind: 'session', task: 'look around' } });
  const read = () => served.call('runs.get', { runId: pane.runId ?? 0 });
  await until(async () => (await read()).root?.pid === pane.pid, { what: 'its root is known' });
  expect(await read()).toMatchObject({ task: 'look around', blockId: pane.blockId, status: 'running' });
});

test('the block of a process is told, and that of a stranger is not', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const { blockId, pid } = await served.openPane();
  const ask = () => served.call('processes.block', { pid });
  await until(async () => (await ask()).blockId === blockId, { what: 'it has joined' });
  expect(await served.call('processes.block', { pid: process.pid })).toEqual({});
});

test('what this host does not have is refused, not made up', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  expect(await served.refused('history.list', {})).toBe('unavailable');
  expect(await served.refused('messages.unread', { reader: 'me' })).toBe('unavailable');
  expect(await served.refused('blocks.describe', { blockId: 'nowhere' })).toBe('not-found');
  expect(await served.refused('runs.get', { runId: 999_999_999 })).toBe('not-found');
});

test('a host that is closed leaves nothing, and its port is free', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const client = await served.connect();
  await withSleepers(served, scenario, 2);
  await withSleepers(served, scenario, 1);
  await served.host.close();
  await client.closed();
  expect(client.events.filter(({ type: kind }) => kind === 'pane-closed')).toHaveLength(2);
  await scenario.expectNothingLeft();
  await expect(served.fetch('/healthz')).rejects.toThrow();
});

async function withSleepers(served: ServedHost, scenario: Scenario, count: number): Promise<string> {
  const { blockId } = await served.openPane();
  for (let index = 0; index < count; index++) await type(served, blockId, `sleep 600.${scenario.token} &`);
  await until(async () => (await sleepers(served, blockId)).length === count, { what: `${count} sleep` });
  return blockId;
}

async function sleepers(served: ServedHost, blockId: string) {
  const processes = await served.call('blocks.processes', { blockId });
  const found = processes.filter(({ name }) => name === 'sleep');
  return found.map(({ pid, birth }) => ({ pid, birth })).toSorted((one, other) => one.pid - other.pid);
}

async function type(served: ServedHost, blockId: string, line: string): Promise<void> {
  await served.call('panes.write', { blockId, data: `${line}\r` });
}

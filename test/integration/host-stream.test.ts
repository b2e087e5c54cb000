import { expect } from 'vitest';
import { closeCodes, outputWindow } from '../../src/host/wire/index.js';
import { test } from '../support/process-test.js';
import { knock } from '../support/raw-request.js';
import { ServedHost } from '../support/served-host.js';
import type { StreamClient } from '../support/stream-client.js';
import { never, until } from '../support/until.js';

test('a snapshot comes first, and what happens after it follows without a gap', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  await served.openPane();
  const client = await served.connect();
  const [first] = client.messages;
  expect(first).toMatchObject({ type: 'snapshot', panes: [{ state: 'running' }] });
  const { blockId } = await served.openPane();
  await client.happened('process-added', (event) => event.blockId === blockId);
  await served.call('panes.close', { blockId });
  await client.happened('pane-closed', (event) => event.blockId === blockId);
  expect(client.problems).toEqual([]);
});

test('a snapshot and the events after it come to what the next snapshot says', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const client = await served.connect();
  const { blockId } = await served.openPane();
  await served.call('panes.write', {
    blockId,
    data: `for i in 1 2 3; do sleep 600.${scenario.token} & done\r`,
  });
  await until(() => livingIn(client, blockId).length === 4, { what: 'four are told' });
  const later = await served.connect();
  const { blocks } = await later.heard('snapshot');
  const pids = blocks.flatMap(({ processes }) => processes.map(({ pid }) => pid));
  expect(livingIn(client, blockId)).toEqual(pids.toSorted((one, other) => one - other));
});

test('a connection that was cut goes on where it was, without a gap and without a double', async ({
  scenario,
}) => {
  const served = await ServedHost.open(scenario);
  const first = await served.connect();
  const { blockId } = await served.openPane();
  await first.happened('pane-opened');
  first.socket.terminate();
  await first.closed();
  for (const title of ['one', 'two', 'three']) await served.call('panes.rename', { blockId, title });
  const second = await resume(served, first);
  // Without what else changes in a pane meanwhile: a shell that is ready comes when the machine lets it.
  const titles = () =>
    second.events
      .flatMap((event) => (event.type === 'pane-changed' ? [event.pane.title] : []))
      .filter((title, index, all) => title !== all[index - 1]);
  await until(() => titles().length === 3, { what: 'what was missed' });
  await served.call('panes.rename', { blockId, title: 'four' });
  await until(() => titles().length === 4, { what: 'what came after' });
  expect(titles()).toEqual(['one', 'two', 'three', 'four']);
  expect(second.problems).toEqual([]);
  expect(second.all('snapshot')).toEqual([]);
});

test('what is not remembered, or was another host, begins with a snapshot', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const strange = await served.connect({ query: '?since=0&instance=another' });
  expect(strange.messages[0]?.type).toBe('snapshot');
  const { instance } = served.host;
  const fromTheFuture = await served.connect({ query: `?since=1000000&instance=${instance}` });
  expect(fromTheFuture.messages[0]?.type).toBe('snapshot');
});

test('what an operation has changed is told before its answer', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const client = await served.connect();
  const { blockId } = await served.openPane();
  client.send({ type: 'request', id: 1, operation: 'panes.rename', input: { blockId, title: 'renamed' } });
  await client.heard('response');
  await client.happened('pane-changed', ({ pane }) => pane.title === 'renamed');
  const order = client.messages.flatMap((message) => {
    if (message.type === 'response') return ['answered'];
    if (message.type !== 'events') return [];
    return message.events.some((event) => event.type === 'pane-changed') ? ['told'] : [];
  });
  expect(order).toEqual(['told', 'answered']);
});

test('a client that does not read is sent nothing more, and a snapshot once it reads', async ({
  scenario,
}) => {
  const served = await ServedHost.open(scenario);
  const quick = await served.connect();
  const slow = await served.connect();
  const { blockId } = await served.openPane();
  await slow.happened('pane-opened');
  slow.socket.pause();
  const run = served.host.registry.tracker(blockId)?.startRun({ kind: 'session' });
  const before = process.memoryUsage().arrayBuffers;
  for (let count = 0; count < 200; count++) {
    for (let each = 0; each < 200; each++) run?.setSessionId(`${'x'.repeat(400)}${count}-${each}`);
    const { seq } = quick;
    await until(() => quick.seq !== seq, { what: 'the quick one is told' });
  }
  run?.setSessionId('the last one');
  await quick.happened('run-changed', (event) => event.run.sessionId === 'the last one');
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16_000_000);
  slow.socket.resume();
  const fresh = await slow.heard('snapshot', ({ runs }) =>
    runs.some((each) => each.sessionId === 'the last one'),
  );
  expect(fresh.seq).toBe(quick.seq);
  expect(slow.events.length).toBeLessThan(quick.events.length);
  await served.call('panes.rename', { blockId, title: 'after' });
  await slow.happened('pane-changed', ({ pane }) => pane.title === 'after');
});

test('a client that does not say what it has seen is sent no more than the window, then a screen', async ({
  scenario,
}) => {
  const served = await ServedHost.open(scenario);
  const client = await served.connect();
  client.acknowledges = false;
  const { blockId } = await served.openPane();
  client.send({ type: 'watch-output', blockId });
  await client.heard('screen');
  client.send({ type: 'input', blockId, data: 'yes | head -c 2000000; echo "the e"nd\r' });
  await until(async () => (await served.call('panes.screen', { blockId })).data.includes('the end'), {
    what: 'the program goes on without it',
    withinMs: 15_000,
  });
  const outputs = client.all('output');
  const sent = outputs.reduce((sum, { data }) => sum + data.length, 0);
  expect(sent).toBeGreaterThan(outputWindow / 2);
  expect(sent).toBeLessThan(outputWindow * 2);
  client.acknowledges = true;
  const last = outputs.at(-1);
  client.send({ type: 'seen', blockId, offset: (last?.offset ?? 0) + (last?.data.length ?? 0) });
  const { screen } = await client.heard('screen', (message) => message.screen.data.includes('the end'));
  expect(screen.offset).toBeGreaterThan(2_000_000);
  client.send({ type: 'input', blockId, data: 'echo go$((1))on\r' });
  await client.shows(blockId, 'go1on');
  expect(client.problems).toEqual([]);
});

test('what is typed in one pane is echoed while others flood', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const client = await served.connect();
  const floods = [await served.openPane(), await served.openPane()];
  for (const { blockId } of floods) {
    client.send({ type: 'watch-output', blockId });
    client.send({ type: 'input', blockId, data: 'yes\r' });
    await client.shows(blockId, 'y\r\ny\r\n');
  }
  const { blockId } = await served.openPane({ command: { file: '/bin/cat' } });
  client.send({ type: 'watch-output', blockId });
  for (let count = 0; count < 20; count++) {
    const word = `<word ${count}>`;
    const before = client.messages.length;
    client.send({ type: 'input', blockId, data: word });
    await client.shows(blockId, word);
    const between = client.messages.slice(before);
    expect(between.some((message) => message.type === 'output' && message.blockId === blockId)).toBe(true);
  }
  const flooded = floods.map((flood) => lastOffset(client, flood.blockId));
  await until(
    () => floods.every((flood, index) => lastOffset(client, flood.blockId) > (flooded[index] ?? 0)),
    {
      what: 'both still flood',
    },
  );
  expect(client.problems).toEqual([]);
});

test('two clients are shown the same', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const [one, other] = [await served.connect(), await served.connect()];
  const { blockId } = await served.openPane();
  for (const client of [one, other]) client.send({ type: 'watch-output', blockId });
  await other.heard('screen');
  one.send({ type: 'input', blockId, data: 'echo sa$((1))me\r' });
  await Promise.all([one.shows(blockId, 'sa1me'), other.shows(blockId, 'sa1me')]);
  one.send({ type: 'unwatch-output', blockId });
  one.send({ type: 'resize', blockId, cols: 90, rows: 20 });
  await other.happened('pane-changed', ({ pane }) => pane.cols === 90 && pane.rows === 20);
  other.send({ type: 'input', blockId, data: 'echo di$((1))fferent\r' });
  await other.shows(blockId, 'di1fferent');
  expect(one.printed(blockId)).not.toContain('di1fferent');
});

test('usage is measured while somebody watches, and not after', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const client = await served.connect();
  const { blockId } = await served.openPane();
  await served.call('panes.write', { blockId, data: 'while :; do :; done &\r' });
  client.send({ type: 'watch-usage', intervalMs: 250 });
  const { blocks } = await client.heard('usage', (usage) =>
    usage.blocks.some((each) => each.processes.some(isBusy)),
  );
  expect(blocks).toMatchObject([{ blockId, processCount: 2 }]);
  expect(blocks[0]?.processes.filter(isBusy)).toHaveLength(1);
  client.send({ type: 'unwatch-usage' });
  client.send({ type: 'request', id: 1, operation: 'host.stats', input: {} });
  await client.heard('response');
  const heard = client.all('usage').length;
  await never(() => client.all('usage').length > heard, { what: 'another measurement', withinMs: 600 });
});

test('a request over the socket is answered under its own number', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const client = await served.connect();
  client.send({ type: 'request', id: 7, operation: 'panes.open', input: { cols: 80, rows: 24 } });
  client.send({ type: 'request', id: 8, operation: 'panes.get', input: { blockId: 'nowhere' } });
  client.send({ type: 'request', id: 9, operation: 'panes.fly', input: {} });
  expect(await client.heard('response', ({ id }) => id === 7)).toMatchObject({
    result: { state: 'running' },
  });
  expect(await client.heard('response', ({ id }) => id === 8)).toMatchObject({
    error: { code: 'not-found' },
  });
  expect(await client.heard('response', ({ id }) => id === 9)).toMatchObject({
    error: { code: 'not-found' },
  });
});

test('a message with a mistake in it is complained about, noise ends the connection', async ({
  scenario,
}) => {
  const served = await ServedHost.open(scenario);
  const client = await served.connect();
  client.socket.send('{"type":"resize","blockId":"x","cols":0,"rows":24}');
  expect(await client.heard('problem')).toMatchObject({ error: { code: 'invalid-argument' } });
  client.send({ type: 'input', blockId: 'nowhere', data: 'x' });
  await client.heard('problem', ({ blockId }) => blockId === 'nowhere');
  client.socket.send('noise');
  await client.closed();
  expect(client.closeCode).toBe(closeCodes.refused);
});

test('a client that sends more than it may is cut off, and may come again', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const client = await served.connect();
  for (let count = 0; count < 10_000; count++) client.send({ type: 'unwatch-usage' });
  await client.closed();
  expect(client.closeCode).toBe(closeCodes.tooMany);
  const again = await served.connect();
  expect(again.messages[0]?.type).toBe('snapshot');
});

test('a client that breaks the protocol while the host ends does not keep it from ending', async ({
  scenario,
}) => {
  const served = await ServedHost.open(scenario);
  const socket = await knock(served, [`Authorization: ${served.authorization.Authorization}`]);
  scenario.atEnd(() => void socket.destroy());
  socket.on('data', () => socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff])));
  await expect(served.host.close()).resolves.toBeUndefined();
});

test('a host with fifty idle panes answers at once', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const opened = await Promise.all(Array.from({ length: 50 }, () => served.openPane()));
  expect(new Set(opened.map(({ blockId }) => blockId)).size).toBe(50);
  const client = await served.connect();
  const { panes, blocks } = await client.heard('snapshot');
  expect([panes.length, blocks.length]).toEqual([50, 50]);
});

function livingIn(client: StreamClient, blockId: string): readonly number[] {
  const living = new Set<number>();
  for (const event of client.events) {
    if (!('blockId' in event) || event.blockId !== blockId) continue;
    if (event.type === 'process-added') living.add(event.process.pid);
    if (event.type === 'process-exited') living.delete(event.process.pid);
  }
  return [...living].toSorted((one, other) => one - other);
}

function lastOffset(client: StreamClient, blockId: string): number {
  return client.all('output').findLast((message) => message.blockId === blockId)?.offset ?? 0;
}

async function resume(served: ServedHost, { seq, instance }: StreamClient): Promise<StreamClient> {
  const client = await served.connect({ query: `?since=${seq}&instance=${instance}` });
  expect(client.messages[0]).toMatchObject({ type: 'resumed', instance });
  return client;
}

function isBusy({ cpuPercent = 0 }): boolean {
  return cpuPercent > 10;
}

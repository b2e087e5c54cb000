import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect } from 'vitest';
import { test } from '../support/process-test.js';
import { raw } from '../support/raw-request.js';
import type { Scenario } from '../support/scenario.js';
import { ServedHost } from '../support/served-host.js';
import { until } from '../support/until.js';

const wish = [
  'Connection: Upgrade, HTTP2-Settings',
  'Upgrade: h2c',
  'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA',
];

test('a wish for another upgrade than a WebSocket is passed over, with and without a body', async ({
  scenario,
}) => {
  const served = await ServedHost.open(scenario);
  expect(await raw(served, ['GET /healthz HTTP/1.1', ...wish])).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*\r\nok\n$/);
  expect(await raw(served, ['GET /api/panes HTTP/1.1', ...wish])).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*\[\]$/);
  const socket = connectTo(served, scenario);
  const body = '{"reader":"a"}';
  const head = ['POST /api/operations/host.get HTTP/1.1', `Host: ${new URL(served.host.url).host}`, ...wish];
  const rest = [
    `Content-Length: ${body.length}`,
    'Content-Type: application/json',
    'Authorization: Bearer x',
  ];
  socket.write(`${[...head, ...rest, '', ''].join('\r\n')}${body}`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 401 /);
});

test('however many strangers hold a connection, whoever has the token gets in, and stays', async ({
  scenario,
}) => {
  const served = await ServedHost.open(scenario);
  const owner = connectTo(served, scenario);
  const ask = `GET /api/panes HTTP/1.1\r\nHost: ${new URL(served.host.url).host}\r\nAuthorization: Bearer ${served.host.token}\r\n\r\n`;
  owner.write(ask);
  await once(owner, 'data');
  const strangers = Array.from({ length: 600 }, () => connectTo(served, scenario));
  await until(
    () => strangers.filter(({ destroyed, readyState }) => destroyed || readyState === 'open').length === 600,
    {
      what: 'all of them are connected',
      withinMs: 10_000,
    },
  );
  expect((await served.fetch('/api/panes', { headers: served.authorization })).status).toBe(200);
  owner.write(ask);
  const [answer] = (await once(owner, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 200 /);
  const closed = () => strangers.findIndex(({ destroyed }) => destroyed);
  await until(() => closed() === 0, { what: 'the oldest stranger has made room' });
  expect(strangers.at(-1)?.destroyed).toBe(false);
});

for (const blockId of ['.', '..', 'half \ud800', 'escape \u001b[31m \u2028']) {
  test(`a block called ${JSON.stringify(blockId)} is seen and closed over HTTP`, async ({ scenario }) => {
    const served = await ServedHost.open(scenario);
    const call = (name: string, input: object) =>
      served.fetch(`/api/operations/${name}`, {
        method: 'POST',
        headers: { ...served.authorization, 'Content-Type': 'application/json' },
        body: JSON.stringify(input),
      });
    served.host.registry.ensureTracker(blockId);
    const listed = await call('blocks.list', {});
    expect(listed.text).not.toMatch(/[\p{Cc}\p{Zl}]/u);
    expect(JSON.parse(listed.text)).toMatchObject([{ blockId }]);
    const metrics = await served.fetch('/metrics', { headers: served.authorization });
    expect(metrics.text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\ufffd]/u);
    expect((await call('blocks.remove', { blockId })).status).toBe(200);
    expect(served.host.registry.blocks()).toEqual([]);
    expect((await call('blocks.remove', { blockId })).status).toBe(404);
    expect((await call('no.such', {})).status).toBe(404);
  });
}

function connectTo({ host }: ServedHost, scenario: Scenario): Socket {
  const socket = connect(Number(new URL(host.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  scenario.atEnd(() => void socket.destroy());
  return socket;
}

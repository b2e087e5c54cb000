import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { InvalidArgumentError } from '../../src/index.js';
import { openHost } from '../../src/host/index.js';
import { largestMessageBytes, protocol, tokenProtocolPrefix } from '../../src/host/wire/index.js';
import { test } from '../support/process-test.js';
import { raw } from '../support/raw-request.js';
import { type ConnectOptions, ServedHost } from '../support/served-host.js';
import { until } from '../support/until.js';

const secret = 'this is no page';
const pageTitle = 'the swarm panel';

test('a link lets one browser in, once, and is gone from the address line', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const link = served.host.link();
  const first = await served.fetch(link);
  expect([first.status, first.headers.get('location')]).toEqual([303, '/']);
  expect(first.headers.get('set-cookie')).toMatch(
    /^panetree-\d+=[\w-]{22}; Path=\/; HttpOnly; SameSite=Strict$/,
  );
  const replayed = await served.fetch(link);
  expect([replayed.status, replayed.headers.get('set-cookie')]).toEqual([401, null]);
});

test('the token is of 128 bits, and another one in each host', async ({ scenario }) => {
  const [one, other] = [await ServedHost.open(scenario), await ServedHost.open(scenario)];
  expect(Buffer.from(one.host.token, 'base64url')).toHaveLength(16);
  expect(one.host.token).not.toBe(other.host.token);
  expect(one.host.link()).not.toContain(one.host.token);
});

test('nothing is told without a token', async ({ scenario }) => {
  const served = await ServedHost.open(scenario, {
    pageDirectory: await pageOf(scenario.temporaryDirectory()),
  });
  const paths = ['/', '/index.html', '/app.js', '/metrics', '/api/blocks', '/api/nothing', '/nothing'];
  for (const path of paths) {
    const { status, text } = await served.fetch(path);
    expect([path, status]).toEqual([path, 401]);
    expect(text).not.toContain(pageTitle);
  }
  const wrong = { Authorization: `Bearer ${'A'.repeat(22)}` };
  expect((await served.fetch('/api/blocks', { headers: wrong })).status).toBe(401);
  const link = new URL(served.host.link()).searchParams.get('link') ?? '';
  expect((await served.fetch('/api/blocks', { headers: { Authorization: `Bearer ${link}` } })).status).toBe(
    401,
  );
  expect((await served.fetch(`/?link=${served.host.token}`)).status).toBe(401);
  expect((await served.fetch('/healthz')).text).toBe('ok\n');
});

test('a request under a foreign name is refused, be its token right or not', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const foreign = [
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '',
    'a@localhost',
    '[::1',
  ];
  for (const name of foreign) expect([name, await statusUnder(served, name)]).toEqual([name, 403]);
  const own = ['localhost', 'LOCALHOST:1', '[::1]:80', '127.0.0.1'];
  for (const name of own) expect([name, await statusUnder(served, name)]).toEqual([name, 200]);
});

test('a page of a foreign origin is refused, whatever its browser sends along', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const Cookie = await served.cookie();
  const own = new URL(served.host.url).origin;
  const json = { 'Content-Type': 'application/json' };
  const post = (headers: Record<string, string>) =>
    served.fetch('/api/links', { method: 'POST', headers: { Cookie, ...json, ...headers }, body: '{}' });
  const refused = [
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: own.replace(/\d+$/, '1') },
    { Origin: own.replace('http:', 'https:') },
    {},
  ];
  for (const headers of refused) expect([headers, (await post(headers)).status]).toEqual([headers, 403]);
  expect((await post({ Origin: own })).status).toBe(200);
  const read = (site: string) =>
    served.fetch('/api/blocks', { headers: { Cookie, 'Sec-Fetch-Site': site } }).then(({ status }) => status);
  expect([await read('cross-site'), await read('same-site'), await read('same-origin')]).toEqual([
    403, 403, 200,
  ]);
});

test('nothing lets a foreign page read an answer', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const answers = [
    await served.fetch('/api/blocks', { method: 'OPTIONS', headers: { Origin: 'https://evil.example' } }),
    await served.fetch('/api/blocks', { headers: served.authorization }),
    await served.fetch('/'),
  ];
  for (const { headers } of answers) {
    expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    // The page for who is not let in has no script at all.
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none';.*frame-ancestors 'none'/);
    expect(policy.match(/script-src [^;]*/)?.[0] ?? "script-src 'self'").toBe("script-src 'self'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  }
});

test('a visit by way of a foreign page comes again by itself', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const { status, text } = await served.fetch('/', { headers: { 'Sec-Fetch-Site': 'cross-site' } });
  expect(status).toBe(200);
  expect(text).toContain('http-equiv="refresh" content="0;url=/"');
});

test('a socket is opened for nobody without a cookie of this host and its own origin', async ({
  scenario,
}) => {
  const served = await ServedHost.open(scenario);
  const Cookie = await served.cookie();
  const Origin = new URL(served.host.url).origin;
  const token = `${tokenProtocolPrefix}${served.host.token}`;
  const attempts: readonly (readonly [ConnectOptions, number])[] = [
    [{ headers: {} }, 401],
    [{ headers: { Origin } }, 401],
    [{ headers: { Cookie: `${Cookie}x`, Origin } }, 401],
    [{ headers: { Cookie } }, 403],
    [{ headers: { Cookie, Origin: 'https://evil.example' } }, 403],
    [{ headers: { Cookie, Origin, Host: 'evil.example' } }, 403],
    [{ headers: { Origin: 'https://evil.example' }, protocols: [protocol, token] }, 403],
    [{ headers: {}, protocols: [protocol, `${tokenProtocolPrefix}${'A'.repeat(22)}`] }, 401],
    [{ headers: { Cookie, Origin } }, 101],
  ];
  for (const [attempt, status] of attempts) {
    expect([attempt, await statusOfSocket(served, attempt)]).toEqual([attempt, status]);
  }
});

test('a page of an origin that was named may connect with the token, and do nothing else', async ({
  scenario,
}) => {
  const Origin = 'https://ide.example';
  const served = await ServedHost.open(scenario, { allowedOrigins: [Origin] });
  const protocols = [protocol, `${tokenProtocolPrefix}${served.host.token}`];
  const client = await served.connect({ headers: { Origin }, protocols });
  expect(client.socket.protocol).toBe(protocol);
  const Cookie = await served.cookie();
  expect(await statusOfSocket(served, { headers: { Origin, Cookie } })).toBe(403);
  const overHttp = await served.fetch('/api/blocks', { headers: { ...served.authorization, Origin } });
  expect(overHttp.status).toBe(403);
});

test('what is too large is refused before it is read', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const body = JSON.stringify({ data: 'x'.repeat(largestMessageBytes) });
  const headers = { ...served.authorization, 'Content-Type': 'application/json' };
  const whole = await served.fetch('/api/panes', { method: 'POST', headers, body });
  expect(whole.status).toBe(413);
  const streamed = new Blob([body]).stream();
  const inPieces = await served.fetch('/api/panes', {
    method: 'POST',
    headers,
    body: streamed,
    duplex: 'half',
  });
  expect(inPieces.status).toBe(413);
  const client = await served.connect();
  client.socket.send(body);
  await client.closed();
});

test('a body of another type, or none of JSON, is refused', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const post = async (type: string, body: string) => {
    const headers = { ...served.authorization, 'Content-Type': type };
    return (await served.fetch('/api/panes', { method: 'POST', headers, body })).status;
  };
  expect(await post('text/plain', '{"cols":80,"rows":24}')).toBe(415);
  expect(await post('application/x-www-form-urlencoded', 'cols=80')).toBe(415);
  expect(await post('application/json', '{"cols":80,')).toBe(400);
  expect(await post('application/json', '[80,24]')).toBe(400);
  expect(await post('application/json', '{"cols":80,"rows":24,"extra":1}')).toBe(400);
  expect(await post('application/json', '{"cols":80,"rows":24,"__proto__":{"cwd":"/"}}')).toBe(400);
  expect(await post('application/json', '{"cols":"80","rows":24}')).toBe(400);
  expect(await served.call('panes.list', {})).toEqual([]);
});

test('a method means what it says', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const { blockId } = await served.openPane();
  const headers = served.authorization;
  const closing = await served.fetch(`/api/panes/${blockId}`, {
    headers: { ...headers, 'X-HTTP-Method-Override': 'DELETE' },
  });
  expect(closing.status).toBe(200);
  const killing = await served.fetch(`/api/blocks/${blockId}/kill`, { headers });
  expect([killing.status, killing.headers.get('allow')]).toEqual([405, 'POST']);
  for (const method of ['PUT', 'PATCH', 'OPTIONS']) {
    expect((await served.fetch('/api/panes', { method, headers })).status).toBe(405);
  }
  expect((await served.fetch('/metrics', { method: 'POST', headers })).status).toBe(405);
  expect((await served.fetch(`/api/blocks/${blockId}?blockId=other`, { headers })).status).toBe(400);
  expect((await served.fetch('/api/history?limit=1&limit=2', { headers })).status).toBe(400);
  expect((await served.fetch('/api/panes/%E0%A4%A', { headers })).status).toBe(400);
  expect(await served.call('panes.get', { blockId })).toMatchObject({ state: 'running' });
});

test('no path leads out of the page', async ({ scenario }) => {
  const directory = scenario.temporaryDirectory();
  writeFileSync(join(directory, 'secret.html'), secret);
  const served = await ServedHost.open(scenario, { pageDirectory: await pageOf(directory) });
  const paths = [
    '/../secret.html',
    '/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '/assets/../../secret.html',
    String.raw`/..\secret.html`,
    '//secret.html',
    `${directory}/secret.html`,
    '/api/../../secret.html',
  ];
  for (const path of paths) {
    const answer = await raw(served, [`GET ${path} HTTP/1.1`]);
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(answer).not.toContain(secret);
  }
  expect(await raw(served, ['GET /app.js HTTP/1.1'])).toContain('text/javascript');
  expect(await raw(served, [`GET ${served.host.url}api/host HTTP/1.1`])).toMatch(/^HTTP\/1\.1 404 /);
});

test('who asks too often waits', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const answers = await raw(served, ['GET /api/nothing HTTP/1.1'], 2000);
  expect(answers).toMatch(/HTTP\/1\.1 404 .*HTTP\/1\.1 429 /s);
  await until(async () => (await served.ask('host.get', {})).status === 200, {
    what: 'it is let through again',
  });
});

test('a guess costs as much as any other, and only so many are heard', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const guess = async () => (await served.fetch('/?link=AAAAAAAAAAAAAAAAAAAAAA')).status;
  const statuses = await Promise.all(Array.from({ length: 100 }, guess));
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
});

test('beyond loopback nothing is served in the clear', async () => {
  await expect(openHost({ address: '0.0.0.0' })).rejects.toThrow(InvalidArgumentError);
  await expect(openHost({ address: '192.0.2.1' })).rejects.toThrow(/loopback unless options.tls/);
});

test('what fails inside is not told outside', async ({ scenario }) => {
  const errors: unknown[] = [];
  const store = {
    run: () => Promise.resolve(undefined),
    history: () => Promise.reject(new Error('/secret/path failed')),
    sendMessage: () => Promise.resolve(1),
    unreadMessages: () => Promise.resolve([]),
    markRead: () => Promise.resolve(),
  };
  const served = await ServedHost.open(scenario, { store, onError: (error) => errors.push(error) });
  const { status, text } = await served.ask('history.list', {});
  expect(status).toBe(500);
  expect(text).not.toContain('secret');
  expect(errors).toEqual([new Error('/secret/path failed')]);
});

async function pageOf(directory: string): Promise<string> {
  const page = join(directory, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), `<!doctype html><title>${pageTitle}</title>`);
  writeFileSync(join(page, 'app.js'), 'export {};');
  return page;
}

async function statusUnder(served: ServedHost, name: string): Promise<number> {
  const answer = await raw(served, ['GET /api/host HTTP/1.1', `Host: ${name}`]);
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}

/** 101 where it was opened. */
async function statusOfSocket(served: ServedHost, options: ConnectOptions): Promise<number> {
  const socket = served.socket(options);
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    socket.once('open', () => {
      socket.close();
      resolve(101);
    });
    socket.once('unexpected-response', (_request, answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
  });
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { test } from '../support/process-test.js';
import { programs } from '../support/programs.js';
import { ServedHost } from '../support/served-host.js';
import { until } from '../support/until.js';

test('metrics can be read by a machine, whatever a block is called', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  await served.openPane({ blockId: 'a "block"\\with\nlines' });
  const { headers, text } = await served.fetch('/metrics', { headers: served.authorization });
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(text).toContain(String.raw`panetree_block_processes{block="a \"block\"\\with\nlines"} `);
  expect(text).toContain('\npanetree_panes 1\n');
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const sample = /^[a-z_]+(\{[a-z]+="([^"\\\n]|\\["\\n])*"\})? [\d.e+-]+$/;
  expect(samples.filter((line) => !sample.test(line))).toEqual([]);
});

test('the page is served as it was built, and only once to who has it', async ({ scenario }) => {
  const pageDirectory = scenario.temporaryDirectory();
  mkdirSync(join(pageDirectory, 'assets'));
  writeFileSync(join(pageDirectory, 'index.html'), '<!doctype html>');
  writeFileSync(join(pageDirectory, 'assets', 'style.css'), 'a { color: red }');
  writeFileSync(join(pageDirectory, 'assets', 'app.js.map'), '{}');
  const served = await ServedHost.open(scenario, { pageDirectory });
  const Cookie = await served.cookie();
  const page = await served.fetch('/', { headers: { Cookie } });
  expect([page.status, page.text, page.headers.get('content-type')]).toEqual([
    200,
    '<!doctype html>',
    'text/html; charset=utf-8',
  ]);
  const style = await served.fetch('/assets/style.css', { headers: { Cookie } });
  expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
  const tag = style.headers.get('etag') ?? '';
  const again = await served.fetch('/assets/style.css', { headers: { Cookie, 'If-None-Match': tag } });
  expect([again.status, again.text]).toEqual([304, '']);
  const head = await served.fetch('/assets/style.css', { method: 'HEAD', headers: { Cookie } });
  expect([head.status, head.text, head.headers.get('content-length')]).toEqual([200, '', '16']);
  expect((await served.fetch('/assets/app.js.map', { headers: { Cookie } })).status).toBe(404);
  expect((await served.fetch('/assets/', { headers: { Cookie } })).status).toBe(404);
});

test('without a page the host says so, and serves the rest', async ({ scenario }) => {
  const served = await ServedHost.open(scenario, {
    pageDirectory: join(scenario.temporaryDirectory(), 'nothing'),
  });
  const { status, text } = await served.fetch('/', { headers: served.authorization });
  expect([status, text]).toEqual([503, expect.stringContaining('npm run build')]);
  expect(await served.call('panes.list', {})).toEqual([]);
});

test('over the registry of another host, its blocks are shown and outlive this one', async ({ scenario }) => {
  const registry = await scenario.open({ pollIntervalMs: 100 });
  const theirs = registry.ensureTracker('theirs');
  const { child } = await scenario.start(theirs, programs['plain-child']);
  const served = await ServedHost.open(scenario, { registry });
  const client = await served.connect();
  const { blockId } = await served.openPane();
  expect((await served.call('blocks.list', {})).map((block) => block.blockId)).toEqual(['theirs', blockId]);
  expect((await served.call('host.get', {})).onExit).toBeUndefined();
  await served.host.close();
  await client.closed();
  expect(registry.blocks()).toEqual(['theirs']);
  expect((await theirs.list()).map(({ pid }) => pid)).toContain(child.pid);
});

test('over the registry of another host, a pane that is being opened is closed with this one', async ({
  scenario,
}) => {
  const registry = await scenario.open({ pollIntervalMs: 100 });
  const served = await ServedHost.open(scenario, { registry });
  const client = await served.connect();
  const command = { file: 'sleep', args: [`600.${scenario.token}`] };
  client.send({ type: 'request', id: 1, operation: 'panes.open', input: { command, cols: 80, rows: 24 } });
  await until(() => registry.blocks().length === 1, { what: 'its block is there' });
  await served.host.close();
  expect(registry.blocks()).toEqual([]);
  expect(scenario.carriers()).toEqual([]);
});

test('a host that could open no store tells why, and refuses to tell history with the same words', async ({
  scenario,
}) => {
  const whyNoStore = 'no SQLite can be loaded';
  const served = await ServedHost.open(scenario, { whyNoStore });
  await served.connect();
  expect(await served.call('host.get', {})).toMatchObject({ store: 'off', whyNoStore });
  await expect(served.call('history.list', {})).rejects.toThrow(`this host keeps no store: ${whyNoStore}`);
});

test('what a host is and does can be asked', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  await served.openPane();
  await served.connect();
  expect(await served.call('host.get', {})).toMatchObject({
    instance: served.host.instance,
    pid: process.pid,
    store: 'off',
    onExit: 'kill',
    backend: { name: 'linux-cgroup', confidence: 'high' },
  });
  expect(await served.call('host.stats', {})).toMatchObject({
    panes: 1,
    blocks: 1,
    clients: 1,
    lastErrors: {},
  });
  const { url } = await served.call('host.link', {});
  expect(await served.cookie(url)).toMatch(/^panetree-\d+=/);
});

test('a block is limited where the system can, and says why where it cannot', async ({ scenario }) => {
  const served = await ServedHost.open(scenario);
  const { blockId } = await served.openPane();
  const { status, text } = await served.ask('blocks.limit', { blockId, processesMax: 64 });
  if (status === 200) {
    expect(await served.call('blocks.usage', { blockId })).toMatchObject({ limits: { processesMax: 64 } });
  } else {
    expect([status, JSON.parse(text)]).toEqual([
      501,
      { error: { code: 'unsupported', message: expect.any(String) } },
    ]);
  }
  expect(await served.refused('blocks.limit', { blockId, cpuWeight: 0 })).toBe('invalid-argument');
});

import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Pane } from '../../src/host/wire/index.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { ServedHost } from '../support/served-host.js';
import { until } from '../support/until.js';

test('the title of a pane follows what runs in its foreground, and where', async ({ scenario }) => {
  const { served, client, blockId } = await paneOf(scenario);
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'panetree-')));
  scenario.atEnd(() => rmSync(root, { recursive: true, force: true }));
  const directory = join(root, 'a b');
  mkdirSync(directory);
  await type(served, blockId, `cd '${directory}'`);
  await untilPane(served, blockId, ({ cwd }) => cwd === directory);
  await type(served, blockId, 'sleep 30');
  const sleeping = await untilPane(served, blockId, ({ program }) => program === 'sleep');
  expect(sleeping).toMatchObject({ title: expect.stringContaining('sleep · '), titleFrom: 'foreground' });
  await served.call('panes.write', { blockId, data: '\u0003' });
  await untilPane(served, blockId, ({ program }) => program === 'bash');
  await type(served, blockId, 'sleep 31 | cat');
  await untilPane(served, blockId, ({ program }) => program === 'sleep');
  const changed = await client.happened('pane-changed', ({ pane }) => pane.program === 'sleep');
  expect(changed.pane).toMatchObject({ blockId, cwd: directory });
});

test('a title that a program sets is shown as text, until the program ends', async ({ scenario }) => {
  const { served, client, blockId } = await paneOf(scenario);
  await type(
    served,
    blockId,
    String.raw`sh -c 'printf "\033]2;draft \342\200\256txt\342\200\250 <b>\007"; exec sleep 32'`,
  );
  await client.happened('pane-changed', ({ pane }) => pane.title === 'draft txt <b>');
  await served.call('panes.write', { blockId, data: '\u0003' });
  await untilPane(
    served,
    blockId,
    ({ titleFrom, program }) => titleFrom === 'foreground' && program === 'bash',
  );
});

test('a flood of titles comes to clients as few', async ({ scenario }) => {
  const { served, client, blockId } = await paneOf(scenario);
  await type(served, blockId, String.raw`for i in {1..20000}; do printf '\033]0;step %s\007' $i; done`);
  await untilPane(served, blockId, ({ title }) => title === 'step 20000');
  await client.happened('pane-changed', ({ pane }) => pane.title === 'step 20000');
  expect(client.events.filter(({ type: kind }) => kind === 'pane-changed').length).toBeLessThan(100);
});

test('a pane that was given a name keeps it, and gives it back', async ({ scenario }) => {
  const { served, blockId } = await paneOf(scenario);
  expect(await served.call('panes.rename', { blockId, title: 'mine\u202e' })).toMatchObject({
    title: 'mine',
    titleFrom: 'given',
  });
  await type(served, blockId, 'sleep 33');
  await untilPane(served, blockId, ({ program, title }) => program === 'sleep' && title === 'mine');
  const { title } = await served.call('panes.rename', { blockId, title: '' });
  expect(title).toContain('sleep · ');
});

async function paneOf(scenario: Scenario) {
  const served = await ServedHost.open(scenario);
  const client = await served.connect();
  const { blockId } = await served.openPane();
  return { served, client, blockId };
}

async function type(served: ServedHost, blockId: string, line: string): Promise<void> {
  await served.call('panes.write', { blockId, data: `${line}\r` });
}

async function untilPane(served: ServedHost, blockId: string, isSo: (pane: Pane) => boolean): Promise<Pane> {
  let pane = await served.call('panes.get', { blockId });
  await until(async () => isSo((pane = await served.call('panes.get', { blockId }))), {
    withinMs: 8000,
    what: () => `the pane is as expected; it is ${JSON.stringify(pane)}`,
  });
  return pane;
}

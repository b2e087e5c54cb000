import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { pageFolder } from '../support/fake-host/static-files.js';
import { type Pages, processPageTest as test } from '../support/page-test.js';
import { PanelPage } from '../support/panel-page.js';
import type { Scenario } from '../support/scenario.js';
import { ServedHost } from '../support/served-host.js';
import { smallPng } from '../support/small-png.js';
import { until } from '../support/until.js';

const folder = fileURLToPath(new URL('../../build/images/', import.meta.url));
const shop = fileURLToPath(new URL('../fixtures/shop/', import.meta.url));
const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url));

/**
 * The pictures of the guides show a host and programs that run: shells, vite, a test run, twelve workers, and a database
 * that a stand-in agent has started. `npm run pictures` makes them anew.
 */
test('a host at work, at every width of the guides', async ({ scenario, pages }) => {
  const served = await atWork(scenario);
  const dark = await opened(pages, served, { width: 1920, height: 1080, colorScheme: 'dark' });
  const panel = new PanelPage(dark);
  await figures(dark);
  const database = await pidOf(served, 'cart-db.mjs');
  await panel.row(database).click();
  await take(dark, 'panel-1920-dark');
  const agent = await pidOf(served, 'agent.mjs');
  await panel.press(panel.row(agent), 'Shift+Delete');
  await panel.dialog().getByText('Goes on: 1 process').waitFor();
  await take(dark, 'kill-dark');
  await dark.keyboard.press('Escape');
  await panel.tab('Timeline');
  await take(dark, 'timeline-dark');
  for (const [width, height] of [
    [1920, 1080],
    [1024, 720],
    [360, 740],
  ] as const) {
    for (const colorScheme of width === 1024 ? (['light', 'dark'] as const) : (['light'] as const)) {
      const page = await opened(pages, served, { width, height, colorScheme });
      if (width < 900) await page.getByRole('button', { name: 'Processes', exact: true }).click();
      await figures(page);
      await take(page, `panel-${width}-${colorScheme}`);
      await page.close();
    }
  }
});

/** Four panes in a directory of a project, with what a reader can start there as well. */
async function atWork(scenario: Scenario): Promise<ServedHost> {
  const home = scenario.temporaryDirectory();
  const cwd = join(home, 'shop');
  mkdirSync(cwd);
  cpSync(shop, cwd, { recursive: true });
  symlinkSync(modules, join(cwd, 'node_modules'));
  const PS1 = String.raw`\[\e[1;32m\]dev\[\e[0m\]:\[\e[1;34m\]\w\[\e[0m\]\$ `;
  const environment = { ...scenario.environment, HOME: home, PS1, HISTFILE: '/dev/null', FORCE_COLOR: '1' };
  const served = await ServedHost.open(scenario, { pageDirectory: pageFolder, environment, cwd });
  const [web, tests, jobs] = [await served.openPane(), await served.openPane(), await served.openPane()];
  const agent = await served.openPane({
    command: { file: process.execPath, args: ['agent.mjs', '54329'] },
    run: { kind: 'agent', agentId: 'coder', agentName: 'coder', task: 'keep carts in a database' },
  });
  await type(served, web.blockId, 'npm run dev');
  await type(served, tests.blockId, 'npm test');
  await type(served, jobs.blockId, 'npm run jobs');
  await shows(served, web.blockId, /Local:/);
  await shows(served, tests.blockId, /totals\.test\.js[^]*3 tests/);
  await shows(served, jobs.blockId, /are at work/);
  await shows(served, agent.blockId, /What shall I do next/);
  return served;
}

async function type(served: ServedHost, blockId: string, line: string): Promise<void> {
  await shows(served, blockId, /dev/);
  await served.call('panes.write', { blockId, data: `${line}\r` });
}

async function shows(served: ServedHost, blockId: string, pattern: RegExp): Promise<void> {
  let text = '';
  const isShown = async (): Promise<boolean> => {
    const { data } = await served.call('panes.screen', { blockId });
    // oxlint-disable-next-line no-control-regex -- colours stand between the words
    text = data.replaceAll(/\u001b\[[\d;?]*[A-Za-z]/g, '');
    return pattern.test(text);
  };
  await until(isShown, { what: () => `${String(pattern)} is shown in ${text}`, withinMs: 60_000 });
}

async function pidOf(served: ServedHost, word: string): Promise<number> {
  const blocks = await served.call('blocks.list', {});
  const all = blocks.flatMap(({ processes }) => processes);
  return all.find(({ command }) => command.includes(word))?.pid ?? expect.fail(`no ${word} runs`);
}

interface Look {
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
}

async function opened(pages: Pages, served: ServedHost, look: Look): Promise<Page> {
  const { width, height, colorScheme } = look;
  const page = await pages.open(served.host.link(), { viewport: { width, height }, colorScheme });
  await page.locator('.xterm-rows').first().waitFor();
  return page;
}

/** Some seconds of them, so that the lines of the panes are lines. */
async function figures(page: Page): Promise<void> {
  const line = page.locator('.line.block .sparkline-line').first();
  const isLong = async (): Promise<boolean> => ((await line.getAttribute('d')) ?? '').split('L').length > 8;
  await until(isLong, { what: 'there are figures', withinMs: 30_000 });
}

async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await mkdir(folder, { recursive: true });
  // Hiding the caret would take a style that the policy of the page refuses.
  const picture = smallPng(await page.screenshot({ caret: 'initial' }));
  await writeFile(`${folder}${name}.png`, picture);
  expect(picture.byteLength).toBeLessThan(200_000);
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { largeWorld } from '../support/fake-host/large-world.js';
import { pageFolder } from '../support/fake-host/static-files.js';
import { test } from '../support/page-test.js';
import { PanelPage } from '../support/panel-page.js';

const mostBundleBytes = 200_000;

test('all that the page loads is under 200 kB', () => {
  const assets = join(pageFolder, 'assets');
  const files = [join(pageFolder, 'index.html'), ...readdirSync(assets).map((name) => join(assets, name))];
  const sizes = files.map((file) => gzipSync(readFileSync(file), { level: 9 }).length);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeLessThan(mostBundleBytes);
});

test('of 1,000 processes only the rows in sight are painted', async ({ pages }) => {
  const host = await pages.host(largeWorld(50, 1000));
  const panel = new PanelPage(await pages.open(host.url));
  await panel.row(10_000).waitFor();
  const rows = panel.page.locator('.viewport .line');
  expect(await rows.count()).toBeLessThan(100);
  await panel.page.evaluate(() => document.querySelector('.viewport')?.scrollTo(0, 10_000));
  await panel.row(10_000).waitFor({ state: 'detached' });
  expect(await rows.count()).toBeLessThan(100);
});

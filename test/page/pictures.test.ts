import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { demoWorld } from '../support/fake-host/demo-world.js';
import type { FakeHost } from '../support/fake-host/fake-host.js';
import { test } from '../support/page-test.js';
import { PanelPage } from '../support/panel-page.js';
import { smallPng } from '../support/small-png.js';

/** `npm run pictures` puts them where the guides have them: each run makes them a little different. */
const folder = fileURLToPath(new URL('../../build/images/', import.meta.url));
const wide = { width: 1920, height: 1080 };
const medium = { width: 1440, height: 900 };
const narrow = { width: 1024, height: 720 };

describe('the pictures of the guides', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [name, viewport] of Object.entries({ wide, narrow })) {
      test(`${name}, ${colorScheme}`, async ({ pages }) => {
        const host = await pages.host(demoWorld());
        const page = await pages.open(host.url, { viewport, colorScheme });
        await settle(page, host);
        if (name === 'wide') await page.locator('[data-key^="52613 "]').click();
        await page.mouse.move(0, 0);
        await take(page, `panel-${viewport.width}-${colorScheme}`);
      });
    }
  }
});

test('a question before a subtree is ended, and the timeline after it', async ({ pages }) => {
  const host = await pages.host(demoWorld());
  const panel = new PanelPage(await pages.open(host.url, { viewport: medium, colorScheme: 'dark' }));
  await settle(panel.page, host);
  await panel.press(panel.row(52_613), 'Shift+Delete');
  await panel.dialog().getByRole('button', { name: 'End them' }).waitFor();
  await take(panel.page, 'kill-dark');
  await panel.page.keyboard.press('Enter');
  await panel.dialog().getByText('Ended 3 processes.').waitFor();
  await panel.page.keyboard.press('Enter');
  await panel.tab('Timeline');
  await panel.page.mouse.move(0, 0);
  await take(panel.page, 'timeline-dark');
});

/** A minute of figures, and terminals that have the size of their rooms. */
async function settle(page: Page, host: FakeHost): Promise<void> {
  await page.locator('.xterm-rows').nth(1).waitFor();
  for (let second = 0; second < 60; second += 1) host.tick();
  await page.locator('.sparkline-line').first().waitFor({ state: 'attached' });
}

async function take(page: Page, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  // Hiding the caret would take a style that the policy of the page refuses.
  const picture = smallPng(await page.screenshot({ caret: 'initial' }));
  await writeFile(`${folder}${name}.png`, picture);
  expect(picture.byteLength).toBeLessThan(150_000);
}

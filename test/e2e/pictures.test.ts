import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { demoWorld } from '../support/fake-host/demo-world.js';
import type { FakeHost } from '../support/fake-host/fake-host.js';
import { test } from '../support/page-test.js';
import { smallPng } from '../support/small-png.js';

const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const wide = { width: 1920, height: 1080 };
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

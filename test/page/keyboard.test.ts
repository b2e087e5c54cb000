import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { demoWorld } from '../support/fake-host/demo-world.js';
import { addedEvent } from '../support/fake-host/fake-events.js';
import { fakeProcess } from '../support/fake-host/fake-processes.js';
import { smallWorld } from '../support/fake-host/small-world.js';
import { test } from '../support/page-test.js';
import { PanelPage } from '../support/panel-page.js';
import { until } from '../support/until.js';

async function focusedKey(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.getAttribute('data-key') ?? '');
}

async function focusIs(page: Page, key: string): Promise<void> {
  await until(async () => (await focusedKey(page)).startsWith(key), { what: `the focus is on ${key}` });
}

describe('the list, with keys alone', () => {
  test('is entered once, walked, opened and closed', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const panel = new PanelPage(await pages.open(host.url));
    await panel.row(1001).waitFor();
    expect(await panel.page.locator('[role=row][tabindex="0"]').count()).toBe(1);
    await panel.page.keyboard.press('Alt+Shift+S');
    await focusIs(panel.page, 'block one');
    await panel.page.keyboard.press('ArrowRight');
    await focusIs(panel.page, '1001 ');
    await panel.page.keyboard.press('ArrowDown');
    await focusIs(panel.page, '1002 ');
    await panel.page.keyboard.press('ArrowLeft');
    await until(async () => (await panel.row(1003).count()) === 0, { what: 'npm is closed' });
    expect(await panel.row(1002).getAttribute('aria-expanded')).toBe('false');
    expect(await panel.row(1002).locator('.hidden-count').textContent()).toBe('2');
    await panel.page.keyboard.press('ArrowRight');
    await panel.row(1003).waitFor();
    await panel.page.keyboard.press('ArrowLeft');
    await panel.page.keyboard.press('ArrowLeft');
    await focusIs(panel.page, '1001 ');
    await panel.page.keyboard.press('End');
    await focusIs(panel.page, 'plumbing one');
    await panel.page.keyboard.press('Home');
    await focusIs(panel.page, 'block one');
  });

  test('keeps its place when the selected process goes', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const panel = new PanelPage(await pages.open(host.url));
    await panel.end(panel.row(1004));
    await panel.dialog().getByText('It has ended.').waitFor();
    await panel.page.keyboard.press('Enter');
    await panel.row(1004).waitFor({ state: 'detached', timeout: 60_000 });
    await focusIs(panel.page, '1005 ');
  });

  test('keeps the focus while others come and go, and change places', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const panel = new PanelPage(await pages.open(host.url));
    const { page } = panel;
    await page.getByRole('button', { name: 'PID' }).click();
    await page.getByRole('button', { name: 'PID' }).click();
    await panel.row(1003).click();
    for (let pid = 2000; pid < 2012; pid += 1) {
      const ppid = pid % 2 === 0 ? 1001 : 1002;
      host.emit(addedEvent(host, 'one', fakeProcess({ pid, ppid, command: `newcomer-${pid}` })));
      await panel.row(pid).waitFor();
      await focusIs(page, '1003 ');
    }
  });

  test('searches, and leaves the search for the list', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const panel = new PanelPage(await pages.open(host.url));
    await panel.press(panel.row(1005), '/');
    await panel.page.keyboard.type('node');
    await until(async () => (await panel.names()).join(' ') === 'bash npm node', { what: 'node found' });
    await panel.page.keyboard.press('ArrowDown');
    await until(async () => (await focusedKey(panel.page)) !== '', { what: 'the list has the focus' });
  });

  test('shows all shortcuts', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const panel = new PanelPage(await pages.open(host.url));
    await panel.press(panel.row(1005), '?');
    await panel.dialog().getByText('Keyboard shortcuts').waitFor();
    await panel.page.keyboard.press('Escape');
    await panel.dialog().waitFor({ state: 'detached' });
    await focusIs(panel.page, '1005 ');
  });
});

describe('the page, with keys alone', () => {
  test('goes from terminal to terminal, splits, zooms and opens', async ({ pages }) => {
    const host = await pages.host(demoWorld());
    const page = await pages.open(host.url);
    await page.locator('.pane').nth(3).waitFor();
    const focused = () => page.locator('.pane.focused').getAttribute('data-block');
    const focusBecomes = (blockId: string) =>
      until(async () => (await focused()) === blockId, { what: `${blockId} is focused` });
    await page.locator('[data-block="web"] .xterm').click();
    await page.keyboard.press('Alt+Shift+ArrowRight');
    await focusBecomes('agent');
    await page.keyboard.press('Alt+Shift+ArrowDown');
    await focusBecomes('build');
    await page.keyboard.press('Alt+Shift+Digit3');
    await focusBecomes('api');
    await page.keyboard.press('Alt+Shift+Z');
    await until(async () => (await page.locator('.pane').count()) === 1, { what: 'one terminal' });
    await page.keyboard.press('Alt+Shift+Z');
    await page.keyboard.press('Alt+Shift+E');
    await until(async () => (await page.locator('.pane').count()) === 5, { what: 'five terminals' });
    await page.keyboard.press('Alt+Shift+H');
    await page.getByRole('dialog').waitFor();
  });

  test('moves the border between two terminals', async ({ pages }) => {
    const host = await pages.host(demoWorld());
    const page = await pages.open(host.url);
    const border = page.getByRole('separator', { name: 'Size of the terminals and the panel' });
    await border.focus();
    await page.keyboard.press('ArrowLeft');
    await until(async () => (await border.getAttribute('aria-valuenow')) === '53', {
      what: 'two percent less',
    });
  });
});

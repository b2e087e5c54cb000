import { describe, expect } from 'vitest';
import { crowdedWorld } from '../support/fake-host/crowded-world.js';
import type { FakeHost } from '../support/fake-host/fake-host.js';
import { smallWorld } from '../support/fake-host/small-world.js';
import { fakePane } from '../support/fake-host/fake-processes.js';
import { test, type Pages } from '../support/page-test.js';
import { PanelPage } from '../support/panel-page.js';
import { until } from '../support/until.js';

async function opened(pages: Pages, world = smallWorld()): Promise<[FakeHost, PanelPage]> {
  const host = await pages.host(world);
  const panel = new PanelPage(await pages.open(host.url));
  await panel.page.locator('.line.process').first().waitFor();
  return [host, panel];
}

function renames(host: FakeHost): readonly unknown[] {
  return host.received.flatMap((message) =>
    message.type === 'request' && message.operation === 'panes.rename' ? [message.input] : [],
  );
}

describe('the name of a pane', () => {
  test('is changed by a double click in its tab, its heading or the list, and taken back', async ({
    pages,
  }) => {
    const [host, panel] = await opened(pages);
    const { page } = panel;
    const field = page.getByRole('textbox', { name: /^Name of/ });
    await page.locator('.pane-tab-title').dblclick();
    await field.fill('in the tab');
    await field.press('Enter');
    await page.getByRole('button', { name: 'in the tab', exact: true }).waitFor();
    await page.locator('.pane-title').dblclick();
    await field.fill('not this');
    await field.press('Escape');
    await field.waitFor({ state: 'detached' });
    await page.locator('.block-title').dblclick();
    await field.fill('in the list');
    await field.press('Enter');
    await panel.block('one').getByText('in the list').waitFor();
    await panel.press(panel.block('one'), 'F2');
    await field.fill('');
    await field.press('Enter');
    await panel.block('one').getByText('bash', { exact: true }).waitFor();
    expect(renames(host)).toEqual([
      { blockId: 'one', title: 'in the tab' },
      { blockId: 'one', title: 'in the list' },
      { blockId: 'one', title: '' },
    ]);
  });

  test('is the text that a program has chosen, and nothing more', async ({ pages }) => {
    const [host, { page }] = await opened(pages);
    const title = '<img src=x onerror="document.title=1">';
    const pane = host.world.panes.get('one') ?? expect.fail('no pane');
    host.emit({ type: 'pane-changed', pane: { ...pane, title, titleFrom: 'program' } });
    await until(async () => (await page.locator('.tab-title').textContent()) === title, {
      what: 'it is shown',
    });
    expect(await page.locator('.block-title').textContent()).toBe(title);
    expect(await page.title()).toBe('panetree');
  });

  test('comes with the id of its block, which commands want', async ({ pages }) => {
    const world = smallWorld();
    world.panes.set('one', fakePane('one', { title: 'shop', pid: 1001 }));
    const [, panel] = await opened(pages, world);
    expect(await panel.page.locator('.pane-tab-title').getAttribute('title')).toContain('block one');
    await panel.block('one').click();
    const details = panel.page.getByLabel('Details of the selection');
    expect(await details.locator('.copied').textContent()).toContain('one');
  });
});

describe('the menu of the right button', () => {
  test('is that of the process below the pointer', async ({ pages }) => {
    const [, panel] = await opened(pages);
    await panel.row(1003).click({ button: 'right' });
    await panel.page.getByRole('menu', { name: 'Actions for node' }).waitFor();
    await panel.page.getByRole('menuitem', { name: /End with all it started/ }).click();
    expect(await panel.dying()).toEqual(['node']);
  });

  test('is that of a pane, in the list and in the tabs', async ({ pages }) => {
    const [, panel] = await opened(pages);
    const { page } = panel;
    for (const place of [panel.block('one'), page.locator('.pane-tab-title')]) {
      await place.click({ button: 'right' });
      await page.getByRole('menu', { name: 'Actions for the pane' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('menu').waitFor({ state: 'detached' });
    }
    await page.locator('.pane-tab-title').click({ button: 'right' });
    await page.getByRole('menuitem', { name: /Rename/ }).click();
    await page.getByRole('textbox', { name: /^Name of/ }).waitFor();
  });
});

describe('among thirty panes', () => {
  test('the current one is marked and seen, in the tabs and in the list', async ({ pages }) => {
    const [, { page }] = await opened(pages, crowdedWorld());
    await page.locator('.pane-tab-title', { hasText: 'project-20' }).focus();
    await page.keyboard.press('Enter');
    const row = page.locator('.line.block.current');
    await until(async () => (await row.getAttribute('data-key')) === 'block shell-20', {
      what: 'it is marked',
    });
    const seen = await row.evaluate((one) => {
      const [box, room] = [one, one.closest('.viewport') ?? one].map((each) => each.getBoundingClientRect());
      return box !== undefined && room !== undefined && box.top >= room.top && box.bottom <= room.bottom;
    });
    expect(seen).toBe(true);
    const tab = page.locator('.pane-tab.current');
    expect(await tab.textContent()).toContain('project-20');
    expect(await tab.evaluate((one) => one.getBoundingClientRect().right <= innerWidth)).toBe(true);
  });

  test('300 alike children are one line, which the keyboard opens', async ({ pages }) => {
    const [, panel] = await opened(pages, crowdedWorld());
    const { page } = panel;
    await page.locator('.pane-tab-title', { hasText: 'make -j300' }).focus();
    await page.keyboard.press('Enter');
    await panel.row(70_000).click();
    await page.keyboard.press('ArrowDown');
    const group = page.locator('.line.group:focus', { hasText: '300 × worker' });
    await group.waitFor();
    const below = await group.evaluate((line) => {
      const name = line.querySelector('.process-name')?.getBoundingClientRect();
      return (name?.bottom ?? Infinity) - line.getBoundingClientRect().bottom;
    });
    expect(below, 'the name is in the row').toBeLessThanOrEqual(0);
    await page.keyboard.press('ArrowRight');
    await panel.row(70_001).waitFor();
  });

  test('what is detached or left behind is tagged, counted, and shown alone', async ({ pages }) => {
    const [, panel] = await opened(pages, crowdedWorld());
    const { page } = panel;
    const filter = page.getByRole('button', { name: /^Detached/ });
    expect(await filter.textContent()).toBe('Detached 3');
    await filter.click();
    await until(async () => (await panel.names()).length < 8, { what: 'the others are hidden' });
    expect(await panel.names()).toContain('postgres-of-the-shop');
    expect(await panel.row(80_001).textContent()).toContain('left behind');
    expect(await panel.row(80_002).textContent()).toContain('detached');
    expect(await panel.block('loose').textContent()).toContain('1 detached');
    await filter.click();
    await until(async () => (await panel.names()).length > 8, { what: 'the others are back' });
  });
});

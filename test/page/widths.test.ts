import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { crowdedWorld } from '../support/fake-host/crowded-world.js';
import { test } from '../support/page-test.js';
import { PanelPage } from '../support/panel-page.js';

/** To be looked at; nothing is compared with them. */
const folder = fileURLToPath(new URL('../../build/widths/', import.meta.url));
/** The last one is 1280 at 200 %. */
const sizes = [
  [1920, 1080, 1],
  [1280, 800, 1],
  [1024, 720, 1],
  [820, 1100, 1],
  [600, 900, 1],
  [360, 740, 1],
  [640, 400, 2],
] as const;

describe('a crowded host at every width', () => {
  for (const [width, height, deviceScaleFactor] of sizes) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`${width} x ${height} at ${deviceScaleFactor}, ${colorScheme}`, async ({ pages }) => {
        const host = await pages.host(crowdedWorld());
        const viewport = { width, height };
        const page = await pages.open(host.url, { viewport, deviceScaleFactor, colorScheme });
        const panel = new PanelPage(page);
        await page.locator('.xterm-rows').first().waitFor();
        host.tick();
        const name = `${width}x${deviceScaleFactor}-${colorScheme}`;
        await fits(page, 'terminals');
        await look(page, `${name}-terminals`);
        if (width <= 900) await page.getByRole('button', { name: 'Processes', exact: true }).click();
        await page.getByLabel('Search processes').fill('postgres-of');
        await panel.row(80_001).click();
        await fits(page, 'processes');
        await nameIsWhole(page);
        await tellsAll(page);
        await look(page, `${name}-processes`);
        await page.getByLabel('Search processes').fill('');
        await page.getByLabel('Search processes').press('Escape');
        await look(page, `${name}-list`);
        for (const tab of ['Timeline', 'Runs', 'Leftovers', 'Processes']) {
          await panel.tab(tab);
          await fits(page, tab);
        }
      });
    }
  }
});

/** Nothing is to be scrolled sideways to, and everything that is pressed is 24 px or more. */
async function fits(page: Page, what: string): Promise<void> {
  const found = await page.evaluate(() => {
    const root = document.documentElement;
    const small = [
      ...document.querySelectorAll<HTMLElement>('button, input:not(.xterm *), select, summary, [role=tab]'),
    ]
      .filter((one) => one.checkVisibility())
      .map((one) => ({ one, box: one.getBoundingClientRect() }))
      .filter(({ box }) => box.width < 23.9 || box.height < 23.9)
      .map(({ one, box }) => `${one.className || one.tagName} ${box.width} x ${box.height}`);
    const beyond = [...document.querySelectorAll<HTMLElement>('button, .details *, .dialog *')]
      .filter((one) => one.checkVisibility() && one.closest('.pane-tabs ul') === null)
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5)
      .map((one) => `${one.parentElement?.className} ${one.className} ${one.title}`);
    const fallen = [...document.querySelectorAll<HTMLElement>('.line > .cell, .process-name')]
      .filter((one) => one.checkVisibility())
      .filter((one) => {
        const [cell, line] = [
          one.getBoundingClientRect(),
          (one.closest('.line') ?? one).getBoundingClientRect(),
        ];
        return cell.top < line.top - 2 || cell.bottom > line.bottom + 2;
      })
      .map((one) => one.className);
    return {
      fallen: [...new Set(fallen)],
      sideways: root.scrollWidth - root.clientWidth,
      small: [...new Set(small)],
      beyond,
    };
  });
  expect(found, what).toEqual({ fallen: [], sideways: 0, small: [], beyond: [] });
}

/** The name of a process is the last that is cut. */
async function nameIsWhole(page: Page): Promise<void> {
  const name = page.locator('[data-key^="80001 "] .process-name');
  const cut = await name.evaluate((one) => one.scrollWidth - one.clientWidth);
  expect(cut, 'the name is cut').toBeLessThanOrEqual(0);
}

/** Whatever the list has no room for, the details tell. */
async function tellsAll(page: Page): Promise<void> {
  const details = page.getByLabel('Details of the selection');
  const text = (await details.innerText()).replaceAll(/\s+/g, ' ');
  const facts = [
    'postgres-of-the-shop',
    '80001',
    '-D /srv/shop/.data -p 54329',
    '#6',
    'Age',
    'CPU',
    'Memory',
    'Ports',
  ];
  for (const fact of [...facts, 'Its run has ended', 'loose', 'Parent PID', 'started in the pane']) {
    expect(text).toContain(fact);
  }
}

async function look(page: Page, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}${name}.png`, await page.screenshot({ caret: 'initial' }));
}

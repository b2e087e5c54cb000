import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { crowdedWorld } from '../support/fake-host/crowded-world.js';
import { demoWorld } from '../support/fake-host/demo-world.js';
import { emptyWorld } from '../support/fake-host/fake-world.js';
import { test } from '../support/page-test.js';
import { PanelPage } from '../support/panel-page.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Rules = 'all' | 'of colours';

/** What is there is the same in both, but for its colours. */
const schemes = [
  ['light', 'all'],
  ['dark', 'of colours'],
] as const;
/** Below it terminal and panel alternate. */
const sideBySidePx = 900;

/** What axe finds serious, as `rule: element`. */
async function serious(page: Page, rules: Rules = 'all'): Promise<readonly string[]> {
  const options = rules === 'all' ? '' : ", runOnly: ['color-contrast']";
  const { violations } = await page.evaluate<AxeResults>(
    `${axe}; axe.run(document, { resultTypes: ['violations']${options} })`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
}

describe('axe finds nothing serious', () => {
  for (const [colorScheme, rules] of schemes) {
    test(`in any view, ${colorScheme}`, async ({ pages }) => {
      const host = await pages.host(demoWorld());
      const panel = new PanelPage(await pages.open(host.url, { colorScheme, reducedMotion: 'reduce' }));
      const { page } = panel;
      await panel.row(52_613).click();
      host.tick();
      expect(await serious(page, rules), 'list and details').toEqual([]);
      await panel.press(panel.row(52_613), 'Enter');
      expect(await serious(page, rules), 'menu').toEqual([]);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Shift+Delete');
      expect(await serious(page, rules), 'question').toEqual([]);
      await page.keyboard.press('Enter');
      await panel.dialog().getByText('Ended 3 processes.').waitFor();
      expect(await serious(page, rules), 'report').toEqual([]);
      await page.keyboard.press('Enter');
      await panel.block('api').click();
      await page.locator('.limits summary').click();
      await page.getByLabel('CPU weight').fill('much');
      await page.keyboard.press('Enter');
      await page.getByText('not “much”').waitFor();
      expect(await serious(page, rules), 'limits').toEqual([]);
      for (const tab of ['Timeline', 'Runs', 'Leftovers', 'Processes']) {
        await panel.tab(tab);
        expect(await serious(page, rules), tab).toEqual([]);
      }
      await page.keyboard.press('?');
      expect(await serious(page, rules), 'help').toEqual([]);
      await page.keyboard.press('Escape');
      host.door = 'closed';
      host.cut();
      await page.getByText('Connection lost.').waitFor();
      expect(await serious(page, rules), 'offline').toEqual([]);
    });
  }

  for (const width of [360, 768, 1024]) {
    for (const [colorScheme, rules] of schemes) {
      test(`in a crowded host at ${width} px, ${colorScheme}`, async ({ pages }) => {
        const host = await pages.host(crowdedWorld());
        const viewport = { width, height: 740 };
        const page = await pages.open(host.url, { viewport, colorScheme, reducedMotion: 'reduce' });
        await page.locator('.xterm-rows').first().waitFor();
        expect(await serious(page, rules), 'terminal').toEqual([]);
        if (width < sideBySidePx) await page.getByRole('button', { name: 'Processes', exact: true }).click();
        await page.getByRole('button', { name: /^Detached/ }).click();
        await page.locator('[data-key^="80001 "]').click();
        expect(await serious(page, rules), 'detached, with details').toEqual([]);
        await page.getByRole('tab', { name: 'Runs' }).click();
        expect(await serious(page, rules), 'runs').toEqual([]);
      });
    }
  }

  test('where there is nothing to show', async ({ pages }) => {
    const host = await pages.host(emptyWorld());
    const page = await pages.open(host.url);
    await page.getByText('No panes').waitFor();
    expect(await serious(page)).toEqual([]);
    host.door = 'locked';
    await page.reload();
    await page.getByText('This browser is not let in').waitFor();
    expect(await serious(page)).toEqual([]);
  });
});

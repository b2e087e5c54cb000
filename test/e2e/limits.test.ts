import type { Locator } from 'playwright-core';
import { describe, expect } from 'vitest';
import { demoWorld } from '../support/fake-host/demo-world.js';
import type { FakeHost } from '../support/fake-host/fake-host.js';
import { type Pages, test } from '../support/page-test.js';
import { PanelPage } from '../support/panel-page.js';
import { until } from '../support/until.js';

interface Opened {
  readonly host: FakeHost;
  readonly panel: PanelPage;
  readonly form: Locator;
}

/** The limits of the pane `web`, opened with keys alone. */
async function opened(pages: Pages): Promise<Opened> {
  const host = await pages.host(demoWorld());
  const panel = new PanelPage(await pages.open(host.url));
  await panel.block('web').click();
  await panel.page.locator('.limits summary').focus();
  await panel.page.keyboard.press('Enter');
  const form = panel.page.getByRole('form', { name: 'Limits' });
  await form.waitFor();
  return { host, panel, form };
}

function asked(host: FakeHost): readonly unknown[] {
  return host.received.flatMap((message) =>
    message.type === 'request' && message.operation === 'blocks.limit' ? [message.input] : [],
  );
}

async function stands(field: Locator, text: string): Promise<void> {
  await until(async () => (await field.inputValue()) === text, { what: `“${text}” stands there` });
}

describe('the limits of a pane', () => {
  test('are set with keys alone, only those that were changed, and shown as they are then', async ({
    pages,
  }) => {
    const { host, panel, form } = await opened(pages);
    const { keyboard } = panel.page;
    await keyboard.press('Tab');
    // None of these is a shortcut here.
    await keyboard.type('512 MiB');
    await keyboard.press('Tab');
    await keyboard.type('256');
    await keyboard.press('Enter');
    await form.getByText('Set.').waitFor();
    expect(asked(host)).toEqual([{ blockId: 'web', memoryMaxBytes: 536_870_912, processesMax: 256 }]);
    host.tick();
    await panel.page.locator('.fact', { hasText: 'Memory limit' }).getByText('512 MB').waitFor();
    await stands(form.getByLabel('Memory'), '512 MiB');
    await form.getByLabel('Memory').fill('');
    await keyboard.press('Enter');
    await until(() => asked(host).length === 2, { what: 'it is taken away' });
    expect(asked(host)[1]).toEqual({ blockId: 'web', memoryMaxBytes: 'max' });
    await stands(form.getByLabel('Processes'), '256');
  });

  test('that somebody else has set are shown, but for what is being typed', async ({ pages }) => {
    const { host, form } = await opened(pages);
    await form.getByLabel('CPU weight').fill('20');
    const counts = { memoryKills: 0, refusedForks: 0 };
    host.limits.set('web', { ...counts, memoryMaxBytes: 2 ** 31, processesMax: 'max', cpuWeight: 50 });
    host.tick();
    await stands(form.getByLabel('Memory'), '2 GiB');
    await stands(form.getByLabel('CPU weight'), '20');
  });

  test('are refused in the words of the host', async ({ pages }) => {
    const { host, form } = await opened(pages);
    const words = 'this machine cannot limit memory: the memory controller is not delegated';
    host.answers.set('blocks.limit', () => {
      throw new Error(words);
    });
    await form.getByLabel('Memory').fill('1 GiB');
    await form.getByRole('button', { name: 'Set' }).click();
    await form.getByRole('status').getByText(words).waitFor();
    await stands(form.getByLabel('Memory'), '1 GiB');
  });

  test('that make no sense are not sent, and the field says what it takes', async ({ pages }) => {
    const { host, form } = await opened(pages);
    await form.getByLabel('Processes').fill('many');
    await form.getByRole('button', { name: 'Set' }).click();
    await form.getByText('a whole number from 1, or nothing for no limit, not “many”').waitFor();
    expect(await form.getByLabel('Processes').getAttribute('aria-invalid')).toBe('true');
    expect(await form.getByLabel('Memory').getAttribute('aria-invalid')).toBe('false');
    expect(asked(host)).toEqual([]);
  });
});

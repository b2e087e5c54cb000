import { describe, expect } from 'vitest';
import { closeCodes } from '../../src/host/wire/index.js';
import { addedEvent, exitedEvent } from '../support/fake-host/fake-events.js';
import { fakeProcess } from '../support/fake-host/fake-processes.js';
import { emptyWorld } from '../support/fake-host/fake-world.js';
import { smallWorld } from '../support/fake-host/small-world.js';
import { test } from '../support/page-test.js';
import { PanelPage } from '../support/panel-page.js';
import { until } from '../support/until.js';

describe('a connection that is cut', () => {
  test('goes on where it was: what was missed is there, once', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const panel = new PanelPage(await pages.open(host.url));
    await panel.row(1001).waitFor();
    host.door = 'closed';
    host.cut();
    await panel.page.getByText('Connection lost.').waitFor();
    host.emit(addedEvent(host, 'one', fakeProcess({ pid: 1010, ppid: 1001, command: 'late' })));
    const process = host.block('one').processes.find(({ pid }) => pid === 1005) ?? expect.fail();
    host.emit(exitedEvent(host, 'one', { process, reason: 'exited', exitCode: 0 }));
    host.door = 'open';
    await panel.row(1010).waitFor();
    await panel.row(1005).getByText('exited, code 0').waitFor();
    expect(await panel.row(1010).count()).toBe(1);
    await panel.page.getByText('Connection lost.').waitFor({ state: 'detached' });
  });

  test('asks again for what is watched', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const page = await pages.open(host.url);
    await page.getByText('user:~$').waitFor();
    host.received.length = 0;
    host.cut();
    host.world.screens.set('one', 'what was printed meanwhile');
    await page.getByText('what was printed meanwhile').waitFor();
    const types = host.received.map(({ type }) => type);
    expect(types.filter((type) => type === 'watch-usage')).toHaveLength(1);
    expect(types.filter((type) => type === 'watch-output')).toHaveLength(1);
  });

  test('to a host that was started again shows what that one has', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const panel = new PanelPage(await pages.open(host.url));
    await panel.row(1001).waitFor();
    host.world.blocks.clear();
    host.world.panes.clear();
    host.restart();
    await panel.page.getByText('No panes').waitFor();
  });

  test('is asked for anew when an event is missing', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const panel = new PanelPage(await pages.open(host.url));
    await panel.row(1001).waitFor();
    host.broadcast({ type: 'events', firstSeq: 50, events: [] });
    await panel.row(1001).waitFor();
    host.emit(addedEvent(host, 'one', fakeProcess({ pid: 1010, ppid: 1001, command: 'next' })));
    await panel.row(1010).waitFor();
  });
});

test('a page that was cut because it asked too much says so, and comes again later', async ({ pages }) => {
  const host = await pages.host(smallWorld());
  const page = await (await pages.context()).newPage();
  await page.clock.install();
  await page.goto(host.url);
  const panel = new PanelPage(page);
  await panel.row(1001).waitFor();
  const banner = page.getByText('This page asked too much of the host');
  host.close(closeCodes.tooMany, 'too many messages at once');
  await banner.waitFor();
  await page.getByText(/Next attempt in \d+s/).waitFor();
  await until(() => host.clients === 0, { what: 'it has gone' });
  await page.clock.fastForward(10_000);
  await until(() => host.clients === 1, { what: 'it comes again by itself' });
  await banner.waitFor({ state: 'detached' });
  host.close(closeCodes.tooMany, 'too many messages at once');
  await page.getByRole('button', { name: 'Retry now' }).click();
  await banner.waitFor({ state: 'detached' });
});

test('what was told before an answer is shown with it', async ({ pages }) => {
  const host = await pages.host(smallWorld());
  const panel = new PanelPage(await pages.open(host.url));
  await panel.row(1005).waitFor();
  // Frames that do not come, as in a browser that is starved.
  await panel.page.evaluate(() => {
    window.requestAnimationFrame = () => 0;
  });
  await panel.press(panel.row(1005), 'p');
  await panel.page.getByText('will outlive the pane').waitFor();
  expect(await panel.row(1005).getByText('kept').count()).toBe(1);
});

describe('in place of the list', () => {
  test('a browser that is not let in is told what to do', async ({ pages }) => {
    const host = await pages.host(emptyWorld());
    host.door = 'locked';
    const page = await pages.open(host.url);
    await page.getByText('open the link that it has printed').waitFor();
  });

  test('a host that does not answer is waited for', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    host.door = 'closed';
    const panel = new PanelPage(await pages.open(host.url));
    await panel.page.getByText('The host does not answer').waitFor();
    host.door = 'open';
    await panel.row(1001).waitFor();
  });

  test('a host that does not answer is asked at once when somebody wants it', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    host.door = 'closed';
    const page = await (await pages.context()).newPage();
    await page.clock.install();
    await page.goto(host.url);
    await page.getByText('The host does not answer').waitFor();
    // Else it might be asked by the clock, which takes the button away.
    await page.clock.pauseAt(Date.now() + 60_000);
    await page.getByText('The host does not answer').waitFor();
    host.door = 'open';
    const retry = page.getByRole('button', { name: 'Retry now' });
    // An attempt that was on its way when the clock stopped takes the button away as well.
    const press = () => retry.click({ timeout: 500 }).catch(() => undefined);
    await until(async () => host.clients === 1 || (await press(), false), { what: 'it is asked' });
    await page.clock.resume();
    await new PanelPage(page).row(1001).waitFor();
  });

  test('a host whose words are not understood is named', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const panel = new PanelPage(await pages.open(host.url));
    await panel.row(1001).waitFor();
    host.broadcast({ type: 'usage', blocks: 7 } as never);
    await panel.page.getByText('The host speaks another version').waitFor();
  });

  test('a host without panes says so', async ({ pages }) => {
    const host = await pages.host(emptyWorld());
    const page = await pages.open(host.url);
    await page.getByRole('button', { name: 'New terminal' }).last().click();
    await page.locator('.xterm-rows').waitFor();
  });
});

test('two browsers see the same', async ({ pages }) => {
  const host = await pages.host(smallWorld());
  const panels = [await pages.open(host.url), await pages.open(host.url)].map((page) => new PanelPage(page));
  host.emit(addedEvent(host, 'one', fakeProcess({ pid: 1010, ppid: 1001, command: 'seen twice' })));
  for (const panel of panels) await panel.row(1010).waitFor();
});

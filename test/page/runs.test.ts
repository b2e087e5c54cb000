import { describe, expect } from 'vitest';
import { demoWorld } from '../support/fake-host/demo-world.js';
import { addedEvent, exitedEvent } from '../support/fake-host/fake-events.js';
import { fakeProcess } from '../support/fake-host/fake-processes.js';
import { test } from '../support/page-test.js';
import { PanelPage } from '../support/panel-page.js';
import { until } from '../support/until.js';

describe('runs', () => {
  test('are shown with what they do, their output as it comes, and are stopped', async ({ pages }) => {
    const host = await pages.host(demoWorld());
    const panel = new PanelPage(await pages.open(host.url, { viewport: { width: 1920, height: 1080 } }));
    await panel.tab('Runs');
    const line = panel.page.getByRole('row', { name: 'make the checkout tests pass' });
    const cells = await line.getByRole('cell').allTextContents();
    expect(cells.join(' | ')).toMatch(
      /^coderagent #7 in agent.* \| make the checkout tests pass \| busy \| 52044 \| large \| ~\/shop \| 12m/,
    );
    await line.getByRole('button', { name: 'Output' }).click();
    const output = panel.page.getByRole('region', { name: 'Output of coder' });
    await output.getByText('Reading src/checkout').waitFor();
    host.broadcast({
      type: 'run-output',
      runId: 1_000_007,
      data: '\u001b[31mred\u001b[0m words',
      missedBytes: 3000,
    });
    await output.getByText('[2.9 kB not kept]').waitFor();
    await output.getByText('red words').waitFor();
    await line.getByRole('button', { name: 'Stop' }).click();
    expect(await panel.dying()).toEqual(['agent', 'bash', 'node', 'node', 'node', 'rg']);
    await panel.page.keyboard.press('Enter');
    await panel.dialog().getByText('Ended 6 processes in 84 ms.').waitFor();
    await panel.page.keyboard.press('Enter');
    await line.getByText('cancelled').waitFor();
    expect(host.block('agent').processes.map(({ pid }) => pid)).toEqual([52_010, 52_377]);
  });
});

describe('a run that has ended', () => {
  test('says what it has left, and ends that', async ({ pages }) => {
    const host = await pages.host(demoWorld());
    const panel = new PanelPage(await pages.open(host.url));
    await panel.tab('Runs');
    const line = panel.page.getByRole('row', { name: 'make the checkout tests pass' });
    const run = host.world.runs.get(1_000_007);
    if (run === undefined) throw new Error('the world has no run 7');
    const over = { status: 'stopped', outcome: 'completed', endedAt: Date.now() } as const;
    host.emit({ type: 'run-changed', run: { ...run, ...over } });
    await line.getByText('6 left').waitFor();
    await line.getByRole('button', { name: 'End left' }).click();
    expect(await panel.dying()).toEqual(['agent', 'bash', 'node', 'node', 'node', 'rg']);
    await panel.page.keyboard.press('Enter');
    await panel.dialog().getByText('Ended 6 processes in 84 ms.').waitFor();
  });
});

describe('the timeline', () => {
  test('has a bar for each process, and says how it ended', async ({ pages }) => {
    const host = await pages.host(demoWorld());
    const panel = new PanelPage(await pages.open(host.url));
    await panel.end(panel.row(52_702));
    await panel.dialog().getByText('It has ended.').waitFor();
    await panel.page.keyboard.press('Enter');
    await panel.tab('Timeline');
    const bars = panel.page.locator('.bar-line');
    await until(async () => (await bars.count()) === 25, { what: '25 bars' });
    const ended = bars.filter({ hasText: '52702' });
    expect(await ended.locator('.for-screen-readers').textContent()).toMatch(
      /^rg 52702, run #7, \d+s, killed, SIGTERM\b/,
    );
    await panel.page.getByRole('button', { name: '1 min' }).click();
    await panel.page.getByText('50s ago').waitFor();
  });

  test('has what ended before the page was loaded, once, with its reason', async ({ pages }) => {
    const host = await pages.host(demoWorld());
    const panel = new PanelPage(await pages.open(host.url));
    const { page } = panel;
    await panel.row(52_702).waitFor();
    const process = host.block('agent').processes.find(({ pid }) => pid === 52_702) ?? expect.fail();
    host.emit(exitedEvent(host, 'agent', { process, reason: 'exited', exitCode: 3 }));
    const brief = fakeProcess({ pid: 60_001, ppid: 1, command: 'brief', runId: 1_000_007 });
    host.emit(addedEvent(host, 'agent', brief));
    host.emit(exitedEvent(host, 'agent', { process: brief, reason: 'killed', signal: 'SIGKILL' }));
    await panel.tab('Timeline');
    const rg = page.locator('.bar-line', { hasText: '52702' });
    await rg.getByText('exited, code 3').first().waitFor();
    await page.reload();
    await panel.tab('Timeline');
    await page.getByText('is from the store').waitFor();
    expect(await rg.locator('.for-screen-readers').allTextContents()).toEqual([
      'rg 52702, run #7, since before it was seen, exited, code 3',
    ]);
    const bar = page.locator('.bar-line', { hasText: '60001' });
    expect(await bar.locator('.for-screen-readers').allTextContents()).toEqual([
      'brief 60001, run #7, 0s, killed, SIGKILL',
    ]);
    expect(await bar.locator('.bar').getAttribute('class')).toContain('hue-7');
  });

  test('says that a host without a store knows no past, and why a past cannot be read', async ({ pages }) => {
    const world = demoWorld();
    const host = await pages.host({ ...world, host: { ...world.host, store: 'off' } });
    const panel = new PanelPage(await pages.open(host.url));
    await panel.row(52_702).waitFor();
    await panel.tab('Timeline');
    await panel.page.getByText('This host keeps no store').waitFor();
    expect(host.received.filter(({ type }) => type === 'request')).toEqual([]);
    const other = await pages.host(demoWorld());
    other.answers.set('history.list', () => {
      throw new Error('the disk is full');
    });
    const page = new PanelPage(await pages.open(other.url));
    await page.tab('Timeline');
    await page.page.getByText('the disk is full').waitFor();
  });
});

import { describe, expect } from 'vitest';
import type { ProcessUsage } from '../../src/host/wire/index.js';
import { addedEvent, exitedEvent } from '../support/fake-host/fake-events.js';
import type { FakeHost } from '../support/fake-host/fake-host.js';
import { fakeBlock, fakeProcess } from '../support/fake-host/fake-processes.js';
import { smallWorld } from '../support/fake-host/small-world.js';
import { type Pages, test } from '../support/page-test.js';
import { PanelPage } from '../support/panel-page.js';
import { until } from '../support/until.js';

async function opened(pages: Pages, world = smallWorld()): Promise<[FakeHost, PanelPage]> {
  const host = await pages.host(world);
  const panel = new PanelPage(await pages.open(host.url));
  await panel.row(1001).waitFor();
  return [host, panel];
}

describe('the list of processes', () => {
  test('shows a tree, with the plumbing folded and what it started in its place', async ({ pages }) => {
    const [, panel] = await opened(pages);
    expect(await panel.names()).toEqual(['bash', 'npm', 'node', 'esbuild', 'sleep']);
    expect(await panel.row(1003).getAttribute('aria-level')).toBe('4');
    await panel.page.getByText('1 launcher of panetree’s own').click();
    expect(await panel.names()).toEqual(['bash', 'npm', 'node', 'esbuild', 'sleep', 'sh']);
  });

  test('shows a process as soon as it is told of', async ({ pages }) => {
    const [host, panel] = await opened(pages);
    host.emit(addedEvent(host, 'one', fakeProcess({ pid: 1010, ppid: 1001, command: 'vim notes' })));
    await panel.row(1010).waitFor();
    expect(await panel.block('one').textContent()).toContain('7 processes');
  });

  test('says why a process went, and then lets it go', async ({ pages }) => {
    const [host, panel] = await opened(pages);
    const process = host.block('one').processes[3] ?? expect.fail('no fourth process');
    host.emit(exitedEvent(host, 'one', { process, reason: 'exited', exitCode: 3 }));
    await panel.row(1003).getByText('exited, code 3').waitFor();
    await panel.row(1003).waitFor({ state: 'detached', timeout: 60_000 });
  });

  test('shows one that has moved to another pane there, and once', async ({ pages }) => {
    const world = smallWorld();
    world.blocks.set('two', fakeBlock('two', []));
    const [host, panel] = await opened(pages, world);
    const process = host.block('one').processes[5] ?? expect.fail('no sixth process');
    host.emit(
      exitedEvent(host, 'one', { process, reason: 'escaped' }),
      addedEvent(host, 'two', { ...process, ppid: 1 }),
    );
    await until(async () => (await panel.row(1005).getAttribute('aria-level')) === '2', {
      what: 'it is in two',
    });
    expect(await panel.row(1005).count()).toBe(1);
  });

  test('shows a process that an attacker has named as the text that it is', async ({ pages }) => {
    const name = '<img src=x onerror="document.title=1">';
    const [, panel] = await opened(
      pages,
      smallWorld([fakeProcess({ pid: 1066, ppid: 1001, command: `${name} --x`, name })]),
    );
    expect(await panel.row(1066).locator('.process-name').textContent()).toBe(name);
    await panel.press(panel.row(1066), 'Delete');
    await panel.dialog().getByText(`End ${name} (PID 1066)?`).waitFor();
    expect(await panel.page.locator('img').count()).toBe(0);
    expect(await panel.page.title()).toBe('panetree');
  });

  test('finds by name, PID, port and several words', async ({ pages }) => {
    const [host, panel] = await opened(pages);
    const held = { network: 'host', processes: [{ pid: 1003, birth: 'boot-1003' }] } as const;
    const port = { protocol: 'tcp', port: 5173, address: '::', ...held } as const;
    const counts = { processCount: 6, peakProcessCount: 6, processes: [] };
    host.broadcast({
      type: 'usage',
      blocks: [{ blockId: 'one', observedAt: Date.now(), ...counts, ports: [port] }],
    });
    for (const [search, names] of [
      ['esb', ['bash', 'npm', 'esbuild']],
      ['1005', ['bash', 'sleep']],
      [':5173', ['bash', 'npm', 'node']],
      ['started server', ['bash', 'npm', 'node']],
    ] as const) {
      await panel.search(search);
      await until(async () => same(await panel.names(), names), { what: `${search}: ${names.join(' ')}` });
    }
    await panel.search('nowhere');
    await panel.page.getByText('No process matches “nowhere”.').waitFor();
  });

  test('shows the process group and the session of the system among the details', async ({ pages }) => {
    const [, panel] = await opened(pages);
    await panel.row(1005).click();
    const facts = panel.page.locator('dl.facts');
    await facts.getByText('Process group').waitFor();
    const text = (await facts.textContent()) ?? '';
    expect(text).toMatch(/Process group1005Session1000/);
  });

  test('says that ports of a pane are missing where a process may not be looked into', async ({ pages }) => {
    const [host, panel] = await opened(pages);
    const counts = { processCount: 6, peakProcessCount: 6, processes: [], ports: [] };
    const missing = panel.block('one').getByTitle('its ports are missing').first();
    for (const portsComplete of [false, true]) {
      const usage = { blockId: 'one', observedAt: Date.now(), ...counts, portsComplete };
      host.broadcast({ type: 'usage', blocks: [usage] });
      await missing.waitFor({ state: portsComplete ? 'detached' : 'visible' });
    }
  });

  test('sorts brothers and sisters by what they and their children use', async ({ pages }) => {
    const [host, panel] = await opened(pages);
    const processes = [use(1003, 1), use(1004, 90), use(1005, 50)];
    const counts = { processCount: 6, peakProcessCount: 6 };
    const usage = { blockId: 'one', observedAt: Date.now(), ...counts, processes };
    host.broadcast({ type: 'usage', blocks: [usage] });
    await panel.row(1004).getByText('90 %').waitFor();
    await panel.page.getByRole('button', { name: 'CPU' }).click();
    expect(await panel.names()).toEqual(['bash', 'npm', 'esbuild', 'node', 'sleep']);
    await panel.page.getByRole('button', { name: 'CPU' }).click();
    expect(await panel.names()).toEqual(['bash', 'sleep', 'npm', 'node', 'esbuild']);
  });

  test('tells the reasons of a lowered confidence on hover and to a screen reader', async ({ pages }) => {
    const [host, panel] = await opened(pages);
    const scope = { blockId: 'one', generation: 1 };
    const reasons = ['attached late'];
    host.emit({ type: 'confidence-changed', ...scope, from: 'high', to: 'best-effort', reasons });
    const badge = panel.block('one').getByRole('button', { name: 'Confidence: Best effort' });
    await badge.hover();
    await panel.page.getByRole('tooltip').getByText('attached late').waitFor();
    const described = await badge.getAttribute('aria-describedby');
    expect(await panel.page.locator(`[id="${described}"]`).textContent()).toContain('attached late');
  });

  test('says when a pane cannot be read, and when it can again', async ({ pages }) => {
    const [host, panel] = await opened(pages);
    const scope = { blockId: 'one', generation: 1 };
    host.emit({ type: 'poll-failed', ...scope, failure: { code: 'read-failed', message: 'EACCES' } });
    await panel.block('one').getByText('cannot be read').waitFor();
    expect(await panel.names()).toHaveLength(5);
    host.emit({ type: 'poll-recovered', ...scope, blindMs: 2000 });
    await panel.block('one').getByText('cannot be read').waitFor({ state: 'detached' });
  });
});

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.join(' ') === b.join(' ');
}

function use(pid: number, cpuPercent: number): ProcessUsage {
  return { pid, birth: `boot-${pid}`, cpuPercent };
}

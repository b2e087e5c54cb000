import type { ChildProcess } from 'node:child_process';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { HostOptions } from '../../src/host/index.js';
import { pageFolder } from '../support/fake-host/static-files.js';
import { finished, startCli } from '../support/command-line.js';
import { look } from '../support/oracle.js';
import { type Pages, processPageTest as test } from '../support/page-test.js';
import { PanelPage } from '../support/panel-page.js';
import type { Scenario } from '../support/scenario.js';
import { ServedHost } from '../support/served-host.js';
import { until } from '../support/until.js';

/** A tick, and what the browser and a busy machine are given on top. */
const soonMs = 3000;

/** With the page as it was built: the host under test runs from its source. */
async function serve(scenario: Scenario, options: HostOptions = {}): Promise<ServedHost> {
  return ServedHost.open(scenario, { pageDirectory: pageFolder, ...options });
}

async function letIn(served: ServedHost, pages: Pages): Promise<PanelPage> {
  return new PanelPage(await pages.open(served.host.link()));
}

/** A pane in front of a person. */
async function shell(scenario: Scenario, pages: Pages): Promise<[ServedHost, PanelPage, string]> {
  const served = await serve(scenario);
  const { blockId } = await served.openPane();
  const panel = await letIn(served, pages);
  await panel.page.locator('.xterm').click();
  await panel.page.locator('.xterm-rows').getByText('$').first().waitFor();
  return [served, panel, blockId];
}

async function type(page: Page, line: string): Promise<void> {
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

/** What the oracle finds of that name, by PID. */
function named(scenario: Scenario, name: string): readonly number[] {
  return scenario.carriers().flatMap((seen) => (seen.name === name ? [seen.pid] : []));
}

async function appears(scenario: Scenario, panel: PanelPage, name: string): Promise<number> {
  const [pid = 0] = await until(() => nonEmpty(named(scenario, name)), { what: `${name} runs` });
  await panel.row(pid).waitFor({ timeout: soonMs });
  return pid;
}

function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}

describe('what is typed in the page', () => {
  test('is seen, ended one by one and in trees, and nothing is left of a closed pane', async ({
    scenario,
    pages,
  }) => {
    const [, panel] = await shell(scenario, pages);
    await type(panel.page, `sleep 1000.${scenario.token} &`);
    const sleep = await appears(scenario, panel, 'sleep');
    await panel.end(panel.row(sleep));
    await panel.dialog().getByText('It has ended.').waitFor();
    expect(look(sleep)).toBeUndefined();
    await panel.page.keyboard.press('Enter');

    await panel.page.locator('.xterm').click();
    await type(panel.page, `setsid sh -c 'sleep 1001.${scenario.token} & sleep 1002.${scenario.token}; :' &`);
    const parent = await until(() => scenario.carriers().find(({ name }) => name === 'sh'), {
      what: 'sh runs',
    });
    const children = await until(() => twoOf(named(scenario, 'sleep')), { what: 'two sleep' });
    for (const pid of [parent.pid, ...children]) await panel.row(pid).waitFor({ timeout: soonMs });
    await panel.end(panel.row(parent.pid), 'Shift+Delete');
    await panel.dialog().getByText('Ended 3 processes.').waitFor();
    expect(children.map(look)).toEqual([undefined, undefined]);
    await panel.page.keyboard.press('Enter');

    await panel.page.locator('.xterm').click();
    await type(
      panel.page,
      `( setsid sleep 1003.${scenario.token} & ) ; sleep 1004.${scenario.token} & disown`,
    );
    await until(() => twoOf(named(scenario, 'sleep')), { what: 'two more sleep' });
    for (const pid of named(scenario, 'sleep')) await panel.row(pid).waitFor({ timeout: soonMs });
    await panel.page.getByRole('button', { name: 'Close pane' }).first().click();
    expect(await panel.dying()).toContain('sleep');
    await panel.dialog().getByRole('button', { name: 'Close pane' }).click();
    await panel.dialog().getByText('Nothing survived.').waitFor();
    await scenario.expectNothingLeft();
  });

  test('shows where a server listens', async ({ scenario, pages }) => {
    const [, panel] = await shell(scenario, pages);
    const server = `require('net').createServer().listen(0, '127.0.0.1')`;
    await type(panel.page, `node -e "${server}" ${scenario.token} &`);
    const pid = await appears(scenario, panel, 'node');
    const port = panel.row(pid).locator('.port').first();
    await port.waitFor({ state: 'attached', timeout: soonMs });
    expect(await port.textContent()).toMatch(/^:\d+$/);
  });

  test('is text, however a process calls itself', async ({ scenario, pages }) => {
    const [, panel] = await shell(scenario, pages);
    const name = '<img src=x onerror=document.title=1>';
    await type(panel.page, `(exec -a '${name}' sleep 1000.${scenario.token}) &`);
    const pid = await appears(scenario, panel, 'sleep');
    await panel.row(pid).click();
    await panel.page.locator('.details-command').getByText(name).waitFor();
    expect(await panel.page.locator('img').count()).toBe(0);
    expect(await panel.page.title()).toBe('panetree');
  });

  test('is there again after a reload, and in a second browser', async ({ scenario, pages }) => {
    const [served, panel] = await shell(scenario, pages);
    await type(panel.page, 'echo $((6 * 7)) is it');
    await panel.page.getByText('42 is it').waitFor();
    await panel.page.reload();
    await panel.page.getByText('42 is it').waitFor();
    const other = await letIn(served, pages);
    await other.page.getByText('42 is it').waitFor();
    await panel.page.locator('.xterm').click();
    await type(panel.page, 'echo $((7 * 9)) too');
    await other.page.getByText('63 too').waitFor();
  });
});

test('a connection that is cut for five seconds misses nothing', async ({ scenario, pages }) => {
  const served = await serve(scenario);
  const { blockId } = await served.openPane();
  const context = await pages.context();
  let isCut = false;
  let cut = nothing;
  await context.routeWebSocket(/api\/stream/, (socket) => {
    if (isCut) {
      void socket.close();
      return;
    }
    const server = socket.connectToServer();
    cut = () => {
      void socket.close();
      void server.close();
    };
  });
  const panel = new PanelPage(await context.newPage());
  await panel.page.goto(served.host.link());
  await panel.block(blockId).waitFor();
  isCut = true;
  const cutAt = Date.now();
  cut();
  await panel.page.getByText('Connection lost.').waitFor();
  await served.call('panes.write', { blockId, data: `sleep 1000.${scenario.token} &\r` });
  const [pid = 0] = await until(() => nonEmpty(named(scenario, 'sleep')), { what: 'sleep runs' });
  await until(() => Date.now() - cutAt > 5000, { what: 'five seconds', withinMs: 6000 });
  expect(await panel.row(pid).count()).toBe(0);
  isCut = false;
  await panel.row(pid).waitFor({ timeout: 60_000 });
  expect(await panel.row(pid).count()).toBe(1);
  await panel.page.getByText('Connection lost.').waitFor({ state: 'detached' });
});

test('fifty panes that flood are looked at side by side, and the page stays small and quick', async ({
  scenario,
  pages,
}) => {
  const served = await serve(scenario);
  const flood = { file: '/bin/sh', args: ['-c', `yes ${'y'.repeat(60)} | head -c 4000000; sleep 1000`] };
  const opened = Array.from({ length: 50 }, () => served.openPane({ command: flood }));
  await Promise.all(opened);
  const { blockId } = await served.openPane({ title: 'quiet one' });
  const panel = await letIn(served, pages);
  await panel.page.getByRole('button', { name: 'quiet one', exact: true }).click();
  await panel.page.locator(`[data-block="${blockId}"] .xterm`).click();
  await type(panel.page, 'echo $((6 * 7)) in the flood');
  await panel.page.getByText('42 in the flood').waitFor({ timeout: 60_000 });
  const heapBytes = await panel.page.evaluate(
    () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
  );
  expect(heapBytes).toBeLessThan(150_000_000);
});

test('a host that is started again with what it kept is let in anew, and offers it', async ({
  scenario,
  pages,
}) => {
  const stateDir = scenario.temporaryDirectory();
  const first = await startHost(scenario, stateDir, ['--no-store', '--on-exit', 'keep']);
  const panel = new PanelPage(await pages.open(first.url.href));
  await panel.page.getByRole('button', { name: 'New terminal' }).last().click();
  await panel.page.locator('.xterm').click();
  await type(panel.page, `setsid nohup sleep 1000.${scenario.token} > /dev/null 2>&1 &`);
  const pid = await appears(scenario, panel, 'sleep');
  first.child.kill('SIGTERM');
  await finished(first.child);
  expect(look(pid)?.name).toBe('sleep');
  const second = await startHost(scenario, stateDir, ['--no-store', '--port', first.url.port]);
  await panel.page.getByText('This browser is not let in').waitFor({ timeout: 60_000 });
  await panel.page.goto(second.url.href);
  await panel.tab('Leftovers');
  await panel.page.getByRole('button', { name: 'Adopt' }).click();
  await panel.tab('Processes');
  await panel.end(panel.row(pid));
  await panel.dialog().getByText('It has ended.').waitFor();
  expect(look(pid)).toBeUndefined();
  second.child.kill('SIGTERM');
  await finished(second.child);
  await scenario.expectNothingLeft();
});

test('what was ended before the page was loaded is in the timeline, from the store', async ({
  scenario,
  pages,
}) => {
  const host = await startHost(scenario, scenario.temporaryDirectory(), []);
  const panel = new PanelPage(await pages.open(host.url.href));
  await panel.page.getByRole('button', { name: 'New terminal' }).last().click();
  await panel.page.locator('.xterm').click();
  await type(panel.page, `sleep 1000.${scenario.token} &`);
  const pid = await appears(scenario, panel, 'sleep');
  await panel.end(panel.row(pid));
  await panel.dialog().getByText('It has ended.').waitFor();
  await panel.page.reload();
  await panel.tab('Timeline');
  const bar = panel.page.locator('.bar-line', { hasText: String(pid) });
  await bar.getByText(/, killed/).waitFor({ state: 'attached' });
  expect(await bar.count()).toBe(1);
  host.child.kill('SIGTERM');
  await finished(host.child);
});

interface RunningHost {
  readonly child: ChildProcess;
  readonly url: URL;
}

/** In a process of its own: what a host that still lives has is nobody's leftover. */
async function startHost(
  scenario: Scenario,
  stateDir: string,
  args: readonly string[],
): Promise<RunningHost> {
  const env = { XDG_STATE_HOME: stateDir, SHELL: '/bin/bash' };
  const child = startCli(scenario, ['host', ...args], { env });
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await until(() => printed.includes('\n'), { what: 'the URL', withinMs: 15_000 });
  return { child, url: new URL(printed.trim()) };
}

function twoOf(pids: readonly number[]): readonly number[] | undefined {
  return pids.length === 2 ? pids : undefined;
}

function nothing(): void {
  // Until there is a connection to cut.
}

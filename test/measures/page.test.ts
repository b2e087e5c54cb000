import { appendFileSync } from 'node:fs';
import type { CDPSession, Page } from 'playwright-core';
import { describe } from 'vitest';
import type { HostEvent } from '../../src/host/wire/index.js';
import { addedEvent, exitedEvent } from '../support/fake-host/fake-events.js';
import type { FakeHost } from '../support/fake-host/fake-host.js';
import { fakeProcess } from '../support/fake-host/fake-processes.js';
import { largeWorld } from '../support/fake-host/large-world.js';
import { smallWorld } from '../support/fake-host/small-world.js';
import { test } from '../support/page-test.js';
import { PanelPage } from '../support/panel-page.js';
import { until } from '../support/until.js';

const isQuick = process.env['PANETREE_BENCH_QUICK'] !== undefined;
const rounds = isQuick ? { paints: 2, ticks: 5 } : { paints: 5, ticks: 20 };
const changesInTick = 40;

/** What `npm run bench -- page` prints: it runs this file and reads the figures. No figure fails a test. */
describe('measures', () => {
  test('the first paint', async ({ pages }) => {
    const paints: number[] = [];
    for (let round = 0; round < rounds.paints; round += 1) {
      const host = await pages.host(smallWorld());
      // In a page of its own, as for somebody who comes for the first time.
      const page = await pages.open(host.url, {});
      const paintedMs = await until(
        () => page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime),
        { what: 'the first paint' },
      );
      paints.push(paintedMs);
    }
    tell('first paint of the page', paints);
  });

  test('a process from the host to the screen', async ({ pages }) => {
    const host = await pages.host(largeWorld(50, 1000));
    // High enough that the newcomers are in sight.
    const panel = new PanelPage(await pages.open(host.url, { viewport: { width: 1440, height: 1400 } }));
    await panel.row(10_000).waitFor();
    const delays: number[] = [];
    for (let pid = 90_000; pid < 90_000 + rounds.ticks; pid += 1) {
      delays.push(await delayOf(panel.page, host, pid));
    }
    tell('a process is painted after the host reports it', delays);
  });

  test('a tick of 50 panes and 1,000 processes', async ({ pages }) => {
    const host = await pages.host(largeWorld(50, 1000));
    const panel = new PanelPage(await pages.open(host.url, { viewport: { width: 1920, height: 1080 } }));
    await panel.row(10_000).waitFor();
    const session = await workMeter(panel.page);
    const costs: number[] = [];
    for (let tick = 0; tick < rounds.ticks; tick += 1) {
      costs.push(await tickCost(panel.page, session, () => change(host, tick)));
    }
    tell('main thread, a tick of 50 panes and 1,000 processes', costs);
  });

  test('a frame of scrolling through 1,000 processes', async ({ pages }) => {
    const host = await pages.host(largeWorld(50, 1000));
    const panel = new PanelPage(await pages.open(host.url));
    await panel.row(10_000).waitFor();
    const session = await workMeter(panel.page);
    const before = await taskMs(session);
    const frames = await scrollThrough(panel.page);
    tell('main thread, a frame of scrolling through 1,000 processes', [
      ((await taskMs(session)) - before) / frames.length,
    ]);
    tell('  the frames as painted', frames);
  });
});

/** Counts the time that the main thread has worked: what else the machine does is not in it. */
async function workMeter(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return session;
}

function tell(label: string, timesMs: readonly number[]): void {
  const file = process.env['PANETREE_FIGURES'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ label, timesMs })}\n`);
  process.stdout.write(`measured: ${label}: ${timesMs.map((ms) => ms.toFixed(1)).join(', ')} ms\n`);
}

/** From when the host tells until the browser has painted it, by the clock that both share. */
async function delayOf(page: Page, host: FakeHost, pid: number): Promise<number> {
  const painted = page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          if (document.querySelector(`[data-key^="${wanted} "]`) === null) requestAnimationFrame(look);
          else resolve(performance.timeOrigin + performance.now());
        };
        look();
      }),
    pid,
  );
  const toldAt = performance.timeOrigin + performance.now();
  host.emit(addedEvent(host, 'pane-0', fakeProcess({ pid, ppid: 10_000, command: 'measured' })));
  return (await painted) - toldAt;
}

/** Some come, some go, and every figure is another one. */
function change(host: FakeHost, tick: number): void {
  const events: HostEvent[] = [];
  for (let at = 0; at < changesInTick; at += 1) {
    const blockId = `pane-${at}`;
    const first = 10_000 + at * 20;
    const pid = 70_000 + tick * 100 + at;
    events.push(addedEvent(host, blockId, fakeProcess({ pid, ppid: first, command: `newcomer ${tick}` })));
    const leaving = host.block(blockId).processes.find((one) => one.command === `newcomer ${tick - 1}`);
    if (leaving !== undefined) {
      events.push(exitedEvent(host, blockId, { process: leaving, reason: 'exited', exitCode: 0 }));
    }
  }
  host.emit(...events);
  host.tick();
}

/** What the page has done on its main thread from before the change until it was painted. */
async function tickCost(page: Page, session: CDPSession, makeChange: () => void): Promise<number> {
  const before = await taskMs(session);
  makeChange();
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        // The message, the frame it is taken in, and the one that shows it.
        setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve())), 120);
      }),
  );
  return (await taskMs(session)) - before;
}

async function taskMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
}

/** Scrolls by wheel-sized steps, one a frame, and tells how long each frame took. */
async function scrollThrough(page: Page): Promise<readonly number[]> {
  return page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const viewport = document.querySelector('.viewport');
        const frames: number[] = [];
        let last = performance.now();
        const step = (now: number): void => {
          frames.push(now - last);
          last = now;
          if (viewport === null || frames.length > 120) resolve(frames.slice(1));
          else {
            viewport.scrollTop += 120;
            requestAnimationFrame(step);
          }
        };
        requestAnimationFrame(step);
      }),
  );
}

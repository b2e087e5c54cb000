import { describe, expect } from 'vitest';
import type { Leftover } from '../../src/host/wire/index.js';
import type { FakeHost } from '../support/fake-host/fake-host.js';
import { fakeProcess } from '../support/fake-host/fake-processes.js';
import { quietWorld, smallWorld } from '../support/fake-host/small-world.js';
import { type Pages, test } from '../support/page-test.js';
import { PanelPage } from '../support/panel-page.js';
import { until } from '../support/until.js';

async function opened(pages: Pages, world = smallWorld()): Promise<[FakeHost, PanelPage]> {
  const host = await pages.host(world);
  const panel = new PanelPage(await pages.open(host.url));
  await panel.row(1001).waitFor();
  return [host, panel];
}

/** What clients have asked for, the last first. */
function lastRequest(host: FakeHost): unknown {
  const request = host.received.findLast(
    (message) => message.type === 'request' && message.operation !== 'processes.hangUp',
  );
  return request?.type === 'request' ? { operation: request.operation, input: request.input } : undefined;
}

describe('ending', () => {
  test('one process: names it and what it leaves alone, and says that it has ended', async ({ pages }) => {
    const [host, panel] = await opened(pages);
    await panel.press(panel.row(1002), 'Delete');
    const dying = panel.dialog().getByRole('list', { name: 'Will be ended' });
    await dying.waitFor();
    expect(await dying.getByRole('listitem').allTextContents()).toEqual(['npm1002npm run dev']);
    const alone = panel.dialog().getByRole('list', { name: 'Will be left alone' });
    expect(await alone.getByRole('listitem').count()).toBe(2);
    await panel.page.keyboard.press('Enter');
    await panel.dialog().getByText('It has ended.').waitFor();
    expect(lastRequest(host)).toEqual({
      operation: 'processes.kill',
      input: {
        blockId: 'one',
        pid: 1002,
        birth: 'boot-1002',
        steps: [{ signal: 'SIGTERM', graceMs: 2000 }],
        subtree: false,
      },
    });
  });

  test('a subtree: names all of it, and nothing of it is left', async ({ pages }) => {
    const [host, panel] = await opened(pages);
    await panel.press(panel.row(1002), 'Shift+Delete');
    expect(await panel.dying()).toEqual(['npm', 'node', 'esbuild']);
    await panel.dialog().getByRole('button', { name: 'End them' }).click();
    await panel.dialog().getByText('Ended 3 processes.').waitFor();
    expect(host.block('one').processes.map(({ pid }) => pid)).toEqual([1000, 1001, 1005]);
  });

  test('names what its end hangs up, and does not say that this is left alone', async ({ pages }) => {
    const [host, panel] = await opened(pages);
    const child = host.block('one').processes.find(({ ppid }) => ppid === 1002);
    host.answers.set('processes.hangUp', () => ({ processes: [child] }));
    await panel.press(panel.row(1002), 'Delete');
    const hungUp = panel.dialog().getByRole('list', { name: 'Will be hung up' });
    await hungUp.waitFor();
    expect(await hungUp.getByRole('listitem').count()).toBe(1);
    const alone = panel.dialog().getByRole('list', { name: 'Will be left alone' });
    expect(await alone.getByRole('listitem').count()).toBe(1);
  });

  test('with a longer grace, and names what was forced and what has escaped', async ({ pages }) => {
    const [host, panel] = await opened(pages);
    const redis = { pid: 1005, birth: 'boot-1005', name: 'redis-server', command: 'redis-server *:6379' };
    const away = { pid: 1009, birth: 'boot-1009', name: 'sleep', command: 'sleep 9', place: '/elsewhere' };
    host.answers.set('blocks.killTree', () => ({
      blockId: 'one',
      status: 'ended',
      ended: [redis],
      forced: [redis],
      survivors: [],
      kept: [],
      escaped: [away],
      problems: [],
      elapsedMs: 60_001,
      confidence: 'high',
    }));
    await panel.press(panel.block('one'), 'Delete');
    await panel.dialog().getByLabel('Ended by force after').selectOption('1 min');
    await panel.dialog().getByRole('button', { name: 'End all' }).click();
    const forced = panel.dialog().getByRole('list', { name: 'Ended by force' });
    expect(await forced.textContent()).toBe('redis-server1005redis-server *:6379');
    const escaped = panel.dialog().getByRole('list', { name: 'Escaped, and left alone' });
    expect(await escaped.textContent()).toBe('sleep1009lives in /elsewhere');
    expect(lastRequest(host)).toMatchObject({
      operation: 'blocks.killTree',
      input: { steps: [{ signal: 'SIGHUP' }, { signal: 'SIGTERM', graceMs: 59_750 }] },
    });
  });

  test('tells who survived and why', async ({ pages }) => {
    const [host, panel] = await opened(pages);
    host.answers.set('blocks.killTree', () => ({
      blockId: 'one',
      status: 'survived',
      ended: [{ pid: 1002, birth: 'boot-1002', name: 'npm', command: 'npm run dev' }],
      forced: [],
      survivors: [{ pid: 1003, birth: 'boot-1003', name: 'node', reason: 'uninterruptible' }],
      kept: [],
      escaped: [],
      problems: ['cgroup.kill: EBUSY'],
      elapsedMs: 5012,
      confidence: 'high',
    }));
    await panel.end(panel.block('one'));
    await panel.dialog().getByText('Ended 1 process in 5.0 s. 1 process survived.').waitFor();
    const survivor = panel.dialog().getByRole('list', { name: 'Survived' }).getByRole('listitem');
    expect(await survivor.textContent()).toContain('waits for the kernel');
    await panel.dialog().getByText('cgroup.kill: EBUSY').waitFor();
  });

  test('says what the host has said where it could not', async ({ pages }) => {
    const [host, panel] = await opened(pages);
    host.answers.set('processes.kill', () => {
      throw new Error('no more room');
    });
    await panel.end(panel.row(1005));
    await panel.dialog().getByText('no more room').waitFor();
  });

  test('does nothing when it is not confirmed', async ({ pages }) => {
    const [host, panel] = await opened(pages);
    await panel.press(panel.row(1005), 'Delete');
    await panel.dialog().getByRole('button', { name: 'End process' }).waitFor();
    await panel.page.keyboard.press('Escape');
    await panel.dialog().waitFor({ state: 'detached' });
    expect(lastRequest(host)).toBeUndefined();
    await until(() => panel.row(1005).evaluate((row) => row === document.activeElement), {
      what: 'the row has the focus again',
    });
  });
});

describe('signals', () => {
  test('a harmless one goes at once, and only it', async ({ pages }) => {
    const [host, panel] = await opened(pages);
    await panel.press(panel.row(1005), 's');
    await panel.page.getByRole('menuitem', { name: 'SIGSTOP' }).click();
    await panel.page.getByText('SIGSTOP sent to sleep (PID 1005)').waitFor();
    const input = { blockId: 'one', pid: 1005, birth: 'boot-1005', only: 'SIGSTOP' };
    expect(lastRequest(host)).toEqual({ operation: 'processes.kill', input });
  });

  test('all six are offered, and a deadly one asks', async ({ pages }) => {
    const [host, panel] = await opened(pages);
    await panel.press(panel.row(1005), 's');
    await panel.page.getByRole('menu').waitFor();
    const labels = await panel.page.locator('.menu-label').allTextContents();
    expect(labels).toEqual(['SIGINT', 'SIGTERM', 'SIGKILL', 'SIGSTOP', 'SIGCONT', 'SIGHUP']);
    await panel.page.getByRole('menuitem', { name: 'SIGKILL' }).click();
    await panel.dialog().getByText('Send SIGKILL to sleep (PID 1005)?').waitFor();
    expect(lastRequest(host)).toBeUndefined();
  });
});

describe('a pane', () => {
  test('in which something was started asks before it closes, and names it', async ({ pages }) => {
    const [host, panel] = await opened(pages);
    await panel.page.getByRole('button', { name: 'Close pane' }).first().click();
    await panel.dialog().getByText('Close “one”?').waitFor();
    expect(await panel.dying()).toContain('node');
    expect(host.world.panes.size).toBe(1);
    await panel.dialog().getByRole('button', { name: 'Close pane' }).click();
    await panel.dialog().getByText('Ended 6 processes in 84 ms. Nothing survived.').waitFor();
    await panel.dialog().getByRole('button', { name: 'Done' }).click();
    await panel.page.getByText('No terminal is open').waitFor();
  });

  test('with nothing but its shell closes at once', async ({ pages }) => {
    const [host, panel] = await opened(pages, quietWorld());
    await panel.page.getByRole('button', { name: 'Close one' }).click();
    await panel.page.getByText('No terminal is open').waitFor();
    expect(host.world.panes.size).toBe(0);
    expect(await panel.dialog().count()).toBe(0);
  });

  test('is frozen and thawed', async ({ pages }) => {
    const [host, panel] = await opened(pages);
    await panel.press(panel.block('one'), 'f');
    await panel.block('one').getByText('frozen').waitFor();
    expect(host.block('one').isFrozen).toBe(true);
    await panel.page.keyboard.press('f');
    await panel.block('one').getByText('frozen').waitFor({ state: 'detached' });
  });

  test('leaves alone what is kept', async ({ pages }) => {
    const [, panel] = await opened(pages);
    await panel.press(panel.row(1005), 'p');
    await panel.row(1005).getByText('kept').waitFor();
    await panel.press(panel.block('one'), 'Delete');
    const staying = panel.dialog().getByRole('list', { name: 'Will be left alone' });
    expect(await staying.textContent()).toContain('sleep');
  });
});

function leftover(leftoverId: string, pid: number): Leftover {
  return {
    leftoverId,
    blockId: `block of ${leftoverId}`,
    generation: 1,
    backend: 'linux-cgroup',
    instance: 'panetree-77',
    hostPid: 77,
    runIds: [],
    processes: [fakeProcess({ pid, ppid: 1, command: 'sleep 77' })],
  };
}

describe('leftovers', () => {
  test('are adopted or reaped', async ({ pages }) => {
    const world = { ...quietWorld(), leftovers: [leftover('a', 2001), leftover('b', 2002)] };
    const [host, panel] = await opened(pages, world);
    await panel.tab('Leftovers');
    await panel.page.getByRole('button', { name: 'Adopt' }).first().click();
    await panel.page.getByText('goes on as a block of this host').waitFor();
    await panel.page.getByRole('button', { name: 'Reap…' }).click();
    await panel.dialog().getByRole('button', { name: 'Reap' }).click();
    await panel.dialog().getByText('Ended 1 process in 84 ms.').waitFor();
    await until(() => host.world.leftovers.length === 0, { what: 'no leftovers' });
    await panel.dialog().getByRole('button', { name: 'Done' }).click();
    await panel.tab('Processes');
    await panel.block('block of a').waitFor();
  });
});

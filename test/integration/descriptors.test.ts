import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { describe, expect } from 'vitest';
import type { PaneTracker } from '../../src/index.js';
import { spawnPty } from '../../src/pty/index.js';
import { look } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

/** What a process holds open, as /proc has it. */
function openIn(pid: number): readonly string[] {
  return readdirSync(`/proc/${pid}/fd`).map(
    (number) => `${number} ${readlinkSync(`/proc/${pid}/fd/${number}`)}`,
  );
}

/** Above the standard streams. */
function extrasOf(pid: number): readonly string[] {
  return openIn(pid).filter((each) => !/^[012] /.test(each));
}

/** A tracker of a host that already has two terminals, whose masters node-pty leaves inheritable. */
async function withTerminals(scenario: Scenario): Promise<PaneTracker> {
  const tracker = await scenario.pane();
  for (let count = 0; count < 2; count++) {
    const terminal = await spawnPty(tracker, 'sleep', [`600.${scenario.token}`]);
    scenario.atEnd(() => terminal.kill('SIGKILL'));
  }
  return tracker;
}

async function started(child: Pick<ChildProcess, 'pid'>): Promise<number> {
  const pid = child.pid ?? 0;
  // The loader is at work until it sleeps.
  await until(
    () => {
      const seen = look(pid);
      return seen?.name === 'sleep' && seen.state === 'S';
    },
    { what: 'the program runs' },
  );
  return pid;
}

describe('what a pane runs holds no master of another pane', () => {
  test('control: a child that the host starts by itself does', async ({ scenario }) => {
    await withTerminals(scenario);
    const child = scenario.spawnOutside('sleep', [`600.${scenario.token}`]);
    const masters = extrasOf(await started(child)).filter((each) => each.includes('ptmx'));
    expect(masters.length).toBeGreaterThanOrEqual(2);
  });

  test('a terminal', async ({ scenario }) => {
    const tracker = await withTerminals(scenario);
    const terminal = await spawnPty(tracker, 'sleep', [`600.${scenario.token}`]);
    scenario.atEnd(() => terminal.kill('SIGKILL'));
    expect(extrasOf(await started(terminal))).toEqual([]);
  });

  test('a child, and a child of a run', async ({ scenario }) => {
    const tracker = await withTerminals(scenario);
    for (const starter of [tracker, tracker.startRun()]) {
      const child = await starter.spawn('sleep', [`600.${scenario.token}`], { stdio: 'ignore' });
      expect(extrasOf(await started(child))).toEqual([]);
    }
  });

  test('a child keeps what its starter passes', async ({ scenario }) => {
    const tracker = await withTerminals(scenario);
    const stdio = ['ignore', 'ignore', 'ignore', 'pipe', 'ignore', 'pipe'] as const;
    const child = await tracker.spawn('sleep', [`600.${scenario.token}`], { stdio: [...stdio] });
    const extras = extrasOf(await started(child));
    expect(extras.map((each) => each.replace(/:.*/, ''))).toEqual(['3 socket', '5 socket']);
  });

  test('a wrapped command, whoever starts it', async ({ scenario }) => {
    const tracker = await withTerminals(scenario);
    const { file, args, env } = await tracker.wrap({ file: 'sleep', args: [`600.${scenario.token}`] });
    const child = spawn(file, args, { env, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    const extras = extrasOf(await started(child));
    expect(extras.filter((each) => each.includes('ptmx'))).toEqual([]);
    expect(extras.some((each) => each.startsWith('3 socket'))).toBe(true);
  });

  test('a guard', async ({ scenario }) => {
    await withTerminals(scenario);
    const before = new Set(guards());
    await scenario.open();
    const guard = await until(() => guards().find((pid) => !before.has(pid)), { what: 'the guard runs' });
    await until(() => !extrasOf(guard).some((each) => each.includes('ptmx')), {
      what: 'its masters are closed',
    });
    expect(extrasOf(guard)).toEqual([]);
  });
});

test('an IPC channel reaches a child', async ({ scenario }) => {
  const tracker = await withTerminals(scenario);
  const script = 'process.send(process.env.HOME ?? "none"); process.disconnect()';
  const stdio = ['ignore', 'ignore', 'ignore', 'ipc'] as const;
  const child = await tracker.spawn(process.execPath, ['-e', script], {
    stdio: [...stdio],
    env: { ...scenario.environment, HOME: '/somewhere' },
  });
  const [message] = (await once(child, 'message')) as [string];
  expect(message).toBe('/somewhere');
});

/** Children of this process that guard its panes. */
function guards(): readonly number[] {
  return readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .map(Number)
    .filter((pid) => pid > 0 && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('\0panetree-guard\0'));
}

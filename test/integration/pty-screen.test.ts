import { expect } from 'vitest';
import { InvalidArgumentError } from '../../src/index.js';
import { PaneScreen, type PtyOptions, spawnPty } from '../../src/pty/index.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

test('a shell shows on the screen what it shows in a terminal', async ({ scenario }) => {
  const { screen, type } = await shell(scenario);
  await type('echo "漢字 é"; seq -s " " 1 40');
  await screen.until(/39 40\n/);
  expect(screen.text()).toContain('漢字 é\n');
  // 40 columns: the numbers take three rows, and are one line.
  expect(screen.search(/^1 2 .* 40$/)).toHaveLength(1);
  expect(screen.search('漢字 é').at(-1)).toMatchObject({ column: 0, endColumn: 6 });
});

test('a full-screen program covers the shell and gives it back', async ({ scenario }) => {
  const { screen, type } = await shell(scenario);
  const draw = String.raw`\033[?1049h\033[2J\033[?25l\033[1;1H~ status\033[5;10Hbody`;
  await type(`printf '${draw}'; read -r _; printf '\\033[?25h\\033[?1049l'; echo back`);
  await screen.until(/body/);
  expect(screen).toMatchObject({ mode: 'alternate', cursor: { row: 4, visibility: 'hidden' } });
  expect(screen.text()).toBe('~ status\n\n\n\n         body');
  const again = await PaneScreen.open({ cols: 40, rows: 12 });
  await again.write(screen.serialize());
  expect(again.text()).toBe(screen.text());
  expect(again.cursor).toEqual(screen.cursor);
  await type('');
  await screen.until(/^back$/m);
  expect(screen).toMatchObject({ mode: 'normal', cursor: { visibility: 'shown' } });
});

test('another size reaches the program, and what it printed wraps anew', async ({ scenario }) => {
  const { screen, terminal, type } = await shell(scenario);
  await type('echo a-line-that-takes-some-thirty-columns');
  await screen.until(/^a-line-that-takes-some-thirty-columns$/m);
  terminal.resize(20, 12);
  screen.resize(20, 12);
  expect(screen.text()).toMatch(/^a-line-that-takes-so\nme-thirty-columns$/m);
  await type('stty size');
  await screen.until(/^12 20$/m);
  expect(screen.search('a-line-that-takes-some-thirty-columns').length).toBeGreaterThan(0);
});

test('a program that asks where the cursor is gets its answer', async ({ scenario }) => {
  const { screen, type } = await shell(scenario);
  await type(`stty raw -echo; printf '\\033[3;7H\\033[6n'; dd bs=1 count=6 2>/dev/null | od -c; stty sane`);
  await screen.until(/033 +\[ +3 +; +7 +R/);
});

test('what comes faster than it can be shown waits in the terminal, and nothing is lost', async ({
  scenario,
}) => {
  const { screen, type } = await shell(scenario);
  await type('seq 1 200000; echo done');
  await screen.until(/^done$/m, 20_000);
  expect(screen.droppedBytes).toBe(0);
  expect(screen.rowCount()).toBe(1000 + 12);
  expect(screen.search(/^199999$/)).toHaveLength(1);
});

test('a terminal started for a run is that run’s root, and its output the run’s', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const run = tracker.startRun();
  const terminal = await spawnPty(tracker, '/bin/sh', ['-c', 'read -r line; echo "got $line"; exit 3'], {
    run,
    env: scenario.environment,
  });
  expect((await run.list()).map(({ pid }) => pid)).toEqual([terminal.pid]);
  run.write(Buffer.from('it\n'));
  expect(await run.ended()).toMatchObject({ outcome: 'failed', exitCode: 3, root: { pid: terminal.pid } });
  await until(() => run.output.text().includes('got it'), { what: 'its output is in the run' });
});

test('rule 29: a run of another block is refused, and nothing is started', async ({ scenario }) => {
  const registry = await scenario.open();
  const tracker = await scenario.pane(registry);
  const run = (await scenario.pane(registry)).startRun();
  const spawning = spawnPty(tracker, 'sleep', [`600.${scenario.token}`], { run });
  await expect(spawning).rejects.toBeInstanceOf(InvalidArgumentError);
  await expect(spawning).rejects.toThrow(/options\.run must be a run of block "pane 1"/);
  expect(run.status).toBe('starting');
  expect(scenario.carriers()).toEqual([]);
});

/** An interactive shell of 40 x 12 on a screen, its output held back while the screen is busy. */
async function shell(scenario: Scenario, options: PtyOptions = {}) {
  const tracker = await scenario.pane();
  // Before the terminal, which keeps its first output for nobody.
  const screen = await PaneScreen.open({ cols: 40, rows: 12, onReply: (reply) => terminal.write(reply) });
  const terminal = await spawnPty(tracker, '/bin/sh', ['-i'], {
    cols: 40,
    rows: 12,
    env: { ...scenario.environment, PS1: '$ ', ENV: '' },
    ...options,
  });
  terminal.onData((data) => {
    terminal.pause();
    void screen.write(data).then(() => terminal.resume());
  });
  scenario.atEnd(() => screen.dispose());
  const shows = (pattern: RegExp, withinMs = 5000) =>
    until(() => pattern.test(`${screen.text()}\n`), {
      what: () => `${pattern} on ${screen.text()}`,
      withinMs,
    });
  await shows(/^\$/);
  return {
    terminal,
    screen: Object.assign(screen, { until: shows }),
    type: async (line: string) => terminal.write(`${line}\r`),
  };
}

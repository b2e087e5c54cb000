import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { connectStore, openStore } from '#dist/store/index.js';
import { runCli } from '../support/command-line.js';
import { test } from '../support/linux-test.js';
import type { Scenario } from '../support/scenario.js';
import { ToldRegistry } from '../support/told-registry.js';
import { added, exited, run } from '../unit/store/support/told.js';

/** A state directory with some history in its store. */
async function recorded(scenario: Scenario): Promise<{ readonly env: Record<string, string> }> {
  const directory = scenario.temporaryDirectory();
  await using store = await openStore({ path: join(directory, 'panetree', 'panetree.db') });
  const registry = new ToldRegistry();
  connectStore(registry, store);
  registry.tell('run-started', {
    blockId: 'pane',
    generation: 1,
    run: run(1_000_000, { sessionId: 's', task: 'build' }),
  });
  registry.tell('process-added', added(7, { runId: 1_000_000, command: 'x --token abc' }));
  registry.tell('process-changed', added(7, { runId: 1_000_000, name: 'no\u001b[31mde' }));
  registry.tell(
    'process-exited',
    exited(7, { process: added(7, { runId: 1_000_000 }).process, exitCode: 3, observedAt: Date.now() }),
  );
  registry.tell('process-added', { ...added(8), blockId: 'other' });
  await store.flush();
  return { env: { XDG_STATE_HOME: directory } };
}

describe('panetree history', () => {
  test('shows what happened, newest first', async ({ scenario }) => {
    const { code, stdout, stderr } = await runCli(scenario, ['history', '--block', 'pane'], {
      ...(await recorded(scenario)),
    });
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^when +block +run +pid +name +what +command$/);
    const when = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`;
    expect(lines[1]).toMatch(
      new RegExp(
        `^${when}  pane   1000000    7  no\u{FFFD}\\[31mde  running -> crashed \\(exited, code 3\\) +program-7 --serve$`,
      ),
    );
    expect(lines[2]).toMatch(/updated: name "program-7" -> "no.*", command "x --token \*\*\*" -> /);
    expect(lines[3]).toMatch(/ 7 {2}program-7 +registered +program-7 --serve$/);
    expect(lines[4]).toMatch(/build +run registered$/);
    expect(lines).toHaveLength(5);
  });

  test.for([
    [['--pid', '8'], 1],
    [['--session', 's'], 4],
    [['--run', '1000000'], 4],
    [['--limit', '2'], 2],
    [['--since', '10m'], 5],
    [['--since', '2001-01-01 00:00'], 5],
    [['--since', '2999-01-01'], 0],
    [['--block', 'nobody'], 0],
  ] as const)('%o as JSON lines gives %i entries', async ([args, count], { scenario }) => {
    const { code, stdout } = await runCli(scenario, ['history', '--json', ...args], {
      ...(await recorded(scenario)),
    });
    const entries = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { readonly host: string });
    expect(code).toBe(0);
    expect(entries.map(({ host }) => host)).toEqual(Array.from({ length: count }, () => hostname()));
  });

  test('takes a store by a path from where the user stands', async ({ scenario }) => {
    const { env } = await recorded(scenario);
    const prefix = ['env', '-C', env['XDG_STATE_HOME'] ?? '', '--'];
    const args = ['history', '--limit', '1', '--store', './panetree/panetree.db'];
    const { code, stdout, stderr } = await runCli(scenario, args, { prefix });
    expect([code, stderr, stdout.split('\n').length]).toEqual([0, '', 3]);
    const wrong = await runCli(scenario, ['history', '--store', 'none.db'], { prefix });
    expect(wrong.stderr).toContain(`there is no store ${env['XDG_STATE_HOME']}/none.db`);
  });

  test('says that nothing is recorded, and makes nothing', async ({ scenario }) => {
    const env = { XDG_STATE_HOME: scenario.temporaryDirectory() };
    const { code, stderr, stdout } = await runCli(scenario, ['history'], { env });
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toBe(
      `panetree: nothing is recorded yet: there is no store ${env.XDG_STATE_HOME}/panetree/panetree.db\n`,
    );
  });

  test.for([
    [['--pid', 'x'], '--pid must be a positive whole number; got "x"'],
    [['--since', 'yesterday'], '--since must be like 10m'],
    [['--store', ''], '--store must name a file'],
    [['--limit', '0'], '--limit must be a positive whole number; got "0"'],
    [['--bloc', 'x'], 'history has no option --bloc (did you mean --block?)'],
  ] as const)('refuses %o', async ([args, message], { scenario }) => {
    const { code, stderr } = await runCli(scenario, ['history', ...args]);
    expect([code, stderr]).toEqual([125, expect.stringContaining(message)]);
  });
});

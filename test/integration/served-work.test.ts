import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { PaneTracker } from '../../src/index.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

/** Starts what it is asked for with the environment of whoever asks, as pm2 does. */
const manager = 'exec 3<>"$0"; while read -r marker <&3; do PANETREE_BLOCK=$marker sleep "$1" 3<&- & done';
const request = 'printf "%s\\n" "$PANETREE_BLOCK" >"$0"';

test('work handed to a daemon of another pane or run is listed with who asked for it', async ({
  scenario,
}) => {
  const registry = await scenario.open();
  const [daemons, clients] = [await scenario.pane(registry), await scenario.pane(registry)];
  const requests = await startManager(scenario, daemons);
  const run = clients.startRun();
  for (const [index, asker] of [clients, run, daemons].entries()) {
    await asker.spawn('/bin/sh', ['-c', request, requests], { stdio: 'ignore' });
    await until(async () => (await apps(daemons)).length === index + 1, { what: 'its app runs' });
  }
  expect((await apps(daemons)).map(({ startedFor }) => startedFor)).toEqual(
    expect.arrayContaining([
      { blockId: clients.blockId, runId: undefined },
      { blockId: clients.blockId, runId: run.runId },
      undefined,
    ]),
  );
  expect((await registry.describe(daemons.blockId))?.serves).toEqual([
    { name: 'sleep', count: 2, blockId: clients.blockId },
  ]);
  // What asked for it ends without it.
  await registry.remove(clients.blockId, { steps: [] });
  expect(await apps(daemons)).toHaveLength(3);
});

async function startManager(scenario: Scenario, tracker: PaneTracker): Promise<string> {
  const requests = join(scenario.temporaryDirectory(), 'requests');
  execFileSync('mkfifo', [requests]);
  await tracker.spawn('/bin/sh', ['-c', manager, requests, `600.${scenario.token}`], { stdio: 'ignore' });
  return requests;
}

async function apps(tracker: PaneTracker) {
  return (await tracker.list()).filter(({ name }) => name === 'sleep');
}

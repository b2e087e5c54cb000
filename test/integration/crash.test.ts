import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect } from 'vitest';
import type { ProcessRef } from '../../src/index.js';
import { openStore } from '#dist/store/index.js';
import { directoriesOf, pidsBelow } from '../support/cgroups.js';
import { Host } from '../support/host.js';
import { ascending, inWords, pidsOf } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import { programs } from '../support/programs.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

/** A whole night of them: PANETREE_CRASHES=100. */
const crashes = Number(process.env['PANETREE_CRASHES'] ?? 8);
const longestLifeMs = 700;

interface News {
  readonly added: readonly ProcessRef[];
  readonly exited: readonly ProcessRef[];
  readonly runs: readonly number[];
}

test(`rules 25, 26: a host killed ${crashes} times at any moment loses nothing it had written, and all it has left is found and ended`, {
  timeout: 20_000 + crashes * 10_000,
}, async ({ scenario }) => {
  const stateDir = scenario.temporaryDirectory();
  const path = join(stateDir, 'store.db');
  let highestRunId = 999_999;
  for (let crash = 0; crash < crashes; crash++) {
    const { host, nextRunId } = await crashOne(scenario, { stateDir, path });
    expect(nextRunId).toBeGreaterThan(highestRunId);
    const written = host.messages.filter(({ type }) => type === 'finished') as unknown as readonly News[];
    highestRunId = Math.max(highestRunId, nextRunId, ...written.flatMap(({ runs }) => runs));
    await expectWritten(path, written);
    await expectFoundAndEnded(scenario, { stateDir, pid: host.pid });
  }
});

async function crashOne(scenario: Scenario, place: { readonly stateDir: string; readonly path: string }) {
  const { file } = programs['double-fork'];
  const config = { ...place, file, token: scenario.token, panes: 6, workers: 4 };
  const host = new Host(scenario, 'crashing', { config });
  const { nextRunId } = await host.heard<{ readonly nextRunId: number }>('opened', 20_000);
  const life = performance.now() + Math.random() * longestLifeMs;
  await until(() => performance.now() > life, { what: 'its time has come' });
  host.child.kill('SIGKILL');
  await host.ended();
  expect(host.messages.filter(({ type }) => type === 'store-error')).toEqual([]);
  expect(host.noise).toEqual([]);
  return { host, nextRunId };
}

function keyOf({ pid, birth }: ProcessRef): string {
  return `${pid} ${birth}`;
}

async function expectWritten(path: string, written: readonly News[]): Promise<void> {
  await using store = await openStore({ path });
  const rows = new Map((await store.processes({ limit: 100_000 })).map((row) => [keyOf(row), row]));
  for (const { added, exited } of written) {
    for (const ref of added) expect(rows.has(keyOf(ref)), keyOf(ref)).toBe(true);
    for (const ref of exited) expect(rows.get(keyOf(ref))?.exitedAt, keyOf(ref)).toBeDefined();
  }
  const runs = new Set((await store.runs({ limit: 100_000 })).map(({ runId }) => runId));
  for (const runId of written.flatMap((news) => news.runs)) expect(runs.has(runId), String(runId)).toBe(true);
  const database = new Sqlite(path, { readonly: true });
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.close();
}

/** What lives is told by the kernel: by its cgroups, and by what every process carries. */
async function expectFoundAndEnded(
  scenario: Scenario,
  { stateDir, pid }: { readonly stateDir: string; readonly pid: number },
): Promise<void> {
  const inCgroups = () => ascending(directoriesOf(pid).flatMap(pidsBelow));
  // A command that was on its way in may still be becoming what it is.
  await until(() => inCgroups().join() === pidsOf(scenario.carriers()).join(), {
    what: () => `what carries the token lives in the cgroups; seen: ${inWords(scenario.carriers())}`,
  });
  const registry = await scenario.open({ stateDir });
  const found = (await registry.leftovers()).filter(({ hostPid }) => hostPid === pid);
  expect(ascending(found.flatMap(({ processes }) => pidsOf(processes)))).toEqual(inCgroups());
  const reports = await Promise.all(found.map((leftover) => registry.reap(leftover, { steps: [] })));
  expect(reports.filter(({ status }) => status !== 'ended')).toEqual([]);
  await scenario.expectNothingLeft();
  expect((await registry.leftovers()).filter(({ hostPid }) => hostPid === pid)).toEqual([]);
  await registry.close();
  expect(directoriesOf(pid)).toEqual([]);
}

import { expect, test } from 'vitest';
import type { Container } from '../../../src/platform/contract.js';
import { BlockRuns } from '../../../src/tracker/block-runs.js';
import { BlockRun } from '../../../src/tracker/run.js';
import { identityOf } from '../../../src/tracker/run-description.js';
import { tracked } from '../support/processes.js';
import { ScriptedContainer } from '../support/scripted-container.js';

const root = tracked(7);

function notCalled(): Promise<never> {
  return Promise.reject(new Error('not called here'));
}

/** A run with a root, in a block that is read at a tick; `reads` counts how often its CPU time was read. */
function open() {
  let reads = 0;
  const container = new ScriptedContainer([]);
  const none = {
    memoryBytes: undefined,
    peakMemoryBytes: undefined,
    readBytes: undefined,
    writtenBytes: undefined,
  };
  container.usage = async (): ReturnType<Container['usage']> => ({
    ...none,
    cpuTimeMs: ++reads,
    processes: [],
    limits: undefined,
  });
  const run = new BlockRun(
    { identity: identityOf(1_000_000, { kind: 'session' }), joins: Promise.resolve(1_000_000) },
    {
      scope: { blockId: 'a', generation: 1 },
      wrap: notCalled,
      confirm: async () => 'joined',
      attach: notCalled,
      list: notCalled,
      kill: notCalled,
      wasSignalled: () => false,
      tell: () => undefined,
      hint: () => undefined,
    },
  );
  const runs = new BlockRuns();
  runs.add(run);
  const processes = new Map([[root.pid, { ...root, runId: run.runId, role: 'root' as const }]]);
  const tick = (isWatched: boolean) => runs.look({ container, depth: 'tick', processes, isWatched });
  return { run, tick, reads: () => reads };
}

test('the CPU time of a run is read while somebody watches, and not because its status is read', async () => {
  const { run, tick, reads } = open();
  await run.confirm(root.pid);
  for (let turn = 0; turn < 3; turn++) {
    expect([run.status, run.record.status]).toEqual(['running', 'running']);
    await tick(false);
  }
  expect(reads()).toBe(0);
  await tick(true);
  await tick(true);
  expect(reads()).toBe(2);
  await tick(false);
  expect(reads()).toBe(2);
});

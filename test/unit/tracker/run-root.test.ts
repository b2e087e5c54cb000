import { expect, test } from 'vitest';
import { BlockRun, type RunContext } from '../../../src/tracker/run.js';
import { identityOf } from '../../../src/tracker/run-description.js';
import type { TrackedProcess } from '../../../src/tracker/tracked-process.js';
import { tracked } from '../support/processes.js';

const runId = 1_000_000;
const gate = tracked(10, { role: 'plumbing', runId });
const command = tracked(11, { role: 'root', runId });

test('the root of a run is its command, though the gate before it was listed first', async () => {
  const run = newRun();
  const confirmed = run.confirm(gate.pid, { exited: new Promise(() => undefined) });
  run.look(mapOf(gate));
  run.identifyRoot(gate.pid, command);
  await confirmed;
  run.look(mapOf(gate, command));
  expect(run.record.root).toEqual({ pid: command.pid, birth: command.birth });
});

test('what nobody has named is found beside its launcher', () => {
  const run = newRun();
  run.look(mapOf(gate));
  expect(run.record.root).toBeUndefined();
  run.look(mapOf(gate, command));
  expect(run.record.root?.pid).toBe(command.pid);
});

function newRun(): BlockRun {
  const context: Partial<RunContext> = {
    scope: { blockId: 'a', generation: 1 },
    confirm: () => Promise.resolve('joined'),
    tell: () => undefined,
  };
  const part = { identity: identityOf(runId, { kind: 'session' }), joins: Promise.resolve(runId) };
  return new BlockRun(part, context as RunContext);
}

function mapOf(...processes: readonly TrackedProcess[]): ReadonlyMap<number, TrackedProcess> {
  return new Map(processes.map((each) => [each.pid, each]));
}

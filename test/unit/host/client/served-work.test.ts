import { expect, test } from 'vitest';
import { killPlan } from '../../../../src/host/client/killing/kill-plan.js';
import { viewFromSnapshot } from '../../../../src/host/client/from-snapshot.js';
import { block, run, snapshot } from '../../support/host-scenes.js';
import { tracked } from '../../support/processes.js';

const daemon = tracked(10, { name: 'pm2', runId: 1_000_003 });
const app = tracked(11, {
  name: 'app',
  ppid: 10,
  runId: 1_000_003,
  startedFor: { blockId: 'b', runId: 1_000_004 },
});
const host = viewFromSnapshot(
  snapshot([block('a', [daemon, app]), block('b', [])], { runs: [run(1_000_003)] }),
  undefined,
);

test('the question names the work of another pane that ends with this one', () => {
  const served = 'Also serves run #4 in pane “title of b”: app.';
  expect(killPlan(host, { kind: 'pane', blockId: 'a' }).explanation).toContain(served);
  expect(killPlan(host, { kind: 'run', runId: 1_000_003 }).explanation).toContain(served);
  expect(killPlan(host, { kind: 'pane', blockId: 'b' }).explanation).not.toContain('Also serves');
});

import { expect, test } from 'vitest';
import { applyEvents } from '../../../../src/host/client/apply-events.js';
import { viewFromSnapshot } from '../../../../src/host/client/from-snapshot.js';
import type { HostView } from '../../../../src/host/client/host-view.js';
import type { HostEvent } from '../../../../src/host/wire/events.js';
import type { TrackedProcess } from '../../../../src/host/wire/process.js';
import { block, pane, snapshot } from '../../support/host-scenes.js';
import { tracked } from '../../support/processes.js';

const scope = { blockId: 'a', generation: 1 };
const now = 1000;

test('what comes after a snapshot changes what it showed', () => {
  const after = applied(viewOf([tracked(10)]), [
    added(tracked(11), 1),
    exited(tracked(10), 2),
    { type: 'process-changed', ...scope, blockSeq: 3, process: tracked(11, { name: 'exec' }) },
  ]);
  expect(after?.seq).toBe(3);
  expect(names(after)).toEqual(['exec']);
  expect(after?.blocks.get('a')?.blockSeq).toBe(3);
  expect(after?.ended).toMatchObject([
    { process: { pid: 10 }, reason: 'exited', exitCode: 3, noticedAt: now },
  ]);
});

test('what was known already is not applied a second time', () => {
  const first = applied(viewOf([]), [added(tracked(10), 1), exited(tracked(10), 2)]);
  const again = first && applyEvents(first, { firstSeq: 1, events: [added(tracked(10), 1)] }, now);
  expect(again).toBe(first);
  const overlapping = { firstSeq: 2, events: [exited(tracked(10), 2), added(tracked(12), 3)] };
  const further = first && applyEvents(first, overlapping, now);
  expect([further?.seq, names(further), further?.ended.length]).toEqual([3, ['program-12'], 1]);
});

test('what nothing was told of is the same as before', () => {
  const before = viewOf([tracked(10)]);
  const after = applied(before, [added(tracked(11), 1)]);
  expect(after?.panes).toBe(before.panes);
  expect(after?.runs).toBe(before.runs);
  expect(after?.ended).toBe(before.ended);
  expect(after?.blocks).not.toBe(before.blocks);
});

test('a gap is told', () => {
  expect(applyEvents(viewOf([]), { firstSeq: 2, events: [added(tracked(10), 2)] }, now)).toBeUndefined();
});

test('a PID that is given out again is another process', () => {
  const after = applied(viewOf([tracked(10)]), [
    added(tracked(10, { birth: 'b', name: 'next' }), 1),
    exited(tracked(10), 2),
  ]);
  expect(names(after)).toEqual(['next']);
});

test('news of an earlier generation changes nothing of the next one', () => {
  const opened: HostEvent = {
    type: 'block-opened',
    blockId: 'a',
    generation: 2,
    confidence: 'high',
    reasons: [],
  };
  const after = applied(viewOf([tracked(10)]), [
    opened,
    added(tracked(11), 1),
    { type: 'frozen-changed', ...scope, isFrozen: true },
    { type: 'block-closed', ...scope, report },
  ]);
  expect(after?.blocks.get('a')).toMatchObject({ generation: 2, isFrozen: false, processes: new Map() });
});

test('what is said of a block is kept with it until it closes', () => {
  const failure = { code: 'read-failed', message: 'no' };
  const changed = applied(viewOf([]), [
    { type: 'confidence-changed', ...scope, from: 'high', to: 'best-effort', reasons: ['why'] },
    { type: 'frozen-changed', ...scope, isFrozen: true },
    { type: 'poll-failed', ...scope, failure },
    { type: 'block-closing', ...scope },
    { type: 'limit-reached', ...scope, limit: 'memory', count: 1 },
    { type: 'block-empty', ...scope, blockSeq: 1 },
  ]);
  expect(changed?.blocks.get('a')).toMatchObject({
    confidence: 'best-effort',
    reasons: ['why'],
    isFrozen: true,
    failure,
    state: 'closing',
    blockSeq: 1,
  });
  const recovered = changed && applied(changed, [{ type: 'poll-recovered', ...scope, blindMs: 2000 }]);
  expect(recovered?.blocks.get('a')?.failure).toBeUndefined();
  const closed = recovered && applied(recovered, [{ type: 'block-closed', ...scope, report }]);
  expect(closed?.blocks.size).toBe(0);
});

test('panes, runs and leftovers come and go', () => {
  const run = {
    ...scope,
    runId: 1_000_000,
    kind: 'session',
    sessionId: 's',
    metadata: {},
    status: 'running',
    startedAt: 0,
  } as const;
  const opened = applied(viewOf([]), [
    { type: 'pane-opened', pane: pane('b') },
    { type: 'pane-changed', pane: pane('b', { title: 'new' }) },
    { type: 'run-started', run },
    { type: 'run-changed', run: { ...run, status: 'stopped' } },
    { type: 'message-sent', id: 1, from: 'x' },
  ]);
  expect(opened?.panes.get('b')?.title).toBe('new');
  expect(opened?.runs.get(run.runId)?.status).toBe('stopped');
  const after =
    opened &&
    applied(opened, [
      { type: 'pane-closed', blockId: 'b', generation: 1 },
      { type: 'run-forgotten', runId: run.runId },
    ]);
  expect([after?.panes.has('b'), after?.runs.size]).toEqual([false, 0]);
});

test('a snapshot of the same host keeps what was seen to end; of another one it does not', () => {
  const ended = applied(viewOf([tracked(10), tracked(11)]), [exited(tracked(10), 1), exited(tracked(11), 2)]);
  const same = viewFromSnapshot(snapshot([block('a', [tracked(11)])]), ended);
  expect(same.ended.map(({ process }) => process.pid)).toEqual([10]);
  const other = viewFromSnapshot(snapshot([block('a', [])], { instance: 'other' }), ended);
  expect(other.ended).toEqual([]);
});

const report = {
  blockId: 'a',
  status: 'ended',
  ended: [],
  forced: [],
  survivors: [],
  kept: [],
  escaped: [],
  problems: [],
  elapsedMs: 1,
  confidence: 'high',
} as const;

function viewOf(processes: readonly TrackedProcess[]): HostView {
  return viewFromSnapshot(snapshot([block('a', processes)]), undefined);
}

function applied(view: HostView, events: readonly HostEvent[]): HostView | undefined {
  return applyEvents(view, { firstSeq: view.seq + 1, events }, now);
}

function added(process: TrackedProcess, blockSeq: number): HostEvent {
  return { type: 'process-added', ...scope, blockSeq, process };
}

function exited(process: TrackedProcess, blockSeq: number): HostEvent {
  const end = { reason: 'exited', exitCode: 3, observedAt: 900 } as const;
  return { type: 'process-exited', ...scope, blockSeq, process, ...end };
}

function names(view: HostView | undefined): readonly string[] {
  return [...(view?.blocks.get('a')?.processes.values() ?? [])].map(({ name }) => name);
}

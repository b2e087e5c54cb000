import { expect, test } from 'vitest';
import { looseProcesses } from '../../../../src/host/client/loose.js';
import { killPlan } from '../../../../src/host/client/killing/kill-plan.js';
import { viewFromSnapshot } from '../../../../src/host/client/from-snapshot.js';
import type { RunRecord, TrackedProcess } from '../../../../src/host/wire/index.js';
import { fakeBlock, fakeProcess } from '../../../support/fake-host/fake-processes.js';
import { hostInfo } from '../../../support/fake-host/fake-world.js';

const run: RunRecord = {
  blockId: 'one',
  generation: 1,
  runId: 7,
  kind: 'agent',
  sessionId: 's',
  metadata: {},
  status: 'stopped',
  outcome: 'completed',
  startedAt: 0,
};
const live: RunRecord = { ...run, runId: 8, status: 'running' };
const shell = fakeProcess({ pid: 10, ppid: 1, command: 'bash', role: 'root', ageMs: 9000 });
const agent = fakeProcess({ pid: 11, ppid: 10, command: 'agent', runId: 8, ageMs: 8000 });

function view(processes: readonly TrackedProcess[]) {
  const blocks = [fakeBlock('one', processes)];
  const parts = { panes: [], blocks, runs: [run, live], leftovers: [] };
  return viewFromSnapshot({ type: 'snapshot', instance: 'i', seq: 0, host: hostInfo, ...parts }, undefined);
}

test.each([
  ['a child of the shell', { ppid: 10 }, undefined],
  ['one whose parent has ended', { ppid: 1 }, 'detached'],
  ['one whose run has ended', { ppid: 10, runId: 7 }, 'left-behind'],
  ['one whose parent and whose run have ended', { ppid: 1, runId: 7 }, 'left-behind'],
  ['one of a run that goes on', { ppid: 11, runId: 8 }, undefined],
  ['one of a run that nobody remembers', { ppid: 10, runId: 9 }, undefined],
  ['one that is kept', { ppid: 1, lifetime: 'kept' }, undefined],
  ['one that has escaped', { ppid: 1, escapedTo: '/elsewhere' }, undefined],
  ['the shell of another terminal', { ppid: 1, role: 'root' }, undefined],
] as const)('%s', (_, sketch, kind) => {
  const one = fakeProcess({ pid: 20, command: 'sleep 9', ...sketch });
  expect(looseProcesses(view([shell, agent, one])).get('20 boot-20')).toBe(kind);
});

test('one with a session of its own, though its parent lives', () => {
  const one = { ...fakeProcess({ pid: 20, ppid: 10, command: 'server' }), systemSession: 20 };
  expect([...looseProcesses(view([shell, one])).values()]).toEqual(['detached']);
});

test('the end of a subtree names what has detached itself from it, and nothing older or of another run', () => {
  const child = fakeProcess({ pid: 12, ppid: 11, command: 'node', runId: 8, ageMs: 7000 });
  const detached = fakeProcess({ pid: 13, ppid: 1, command: 'server', runId: 8, ageMs: 6000 });
  const older = fakeProcess({ pid: 14, ppid: 1, command: 'older', runId: 8, ageMs: 8900 });
  const other = fakeProcess({ pid: 15, ppid: 1, command: 'other', ageMs: 6000 });
  const host = view([shell, agent, child, detached, older, other]);
  const { dying, staying } = killPlan(host, { kind: 'subtree', blockId: 'one', process: agent });
  expect(dying.map(({ pid }) => pid)).toEqual([11, 12]);
  expect(staying.map(({ pid }) => pid)).toEqual([13]);
});

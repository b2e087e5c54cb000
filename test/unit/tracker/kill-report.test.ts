import { describe, expect, test } from 'vitest';
import type { KillStep } from '../../../src/tracker/kill-api.js';
import { emptyReport, endBlock } from '../../../src/tracker/kill-report.js';
import { member, tracked } from '../support/processes.js';
import { ScriptedContainer, scopeOver, type ScopeOptions } from '../support/scripted-container.js';

const deadlineMs = 60;

describe('endBlock', () => {
  test('an empty block', async () => {
    const report = await end(new ScriptedContainer([]));
    expect(report).toMatchObject({
      ...emptyReport('block', 'empty', { confidence: 'high' }),
      elapsedMs: expect.any(Number),
    });
  });

  test('a block that was ended, identities and no more', async () => {
    const report = await end(new ScriptedContainer([member(2), member(3)]));
    const refs = [
      { pid: 2, birth: 'a' },
      { pid: 3, birth: 'a' },
    ];
    expect(report).toMatchObject({ status: 'ended', ended: refs, forced: refs, survivors: [], problems: [] });
  });

  test('rule 8: the host inside is a survivor, and everything else is ended', async () => {
    const report = await end(new ScriptedContainer([member(2), member(9)]), { protectedPids: [9] });
    expect(report).toMatchObject({
      status: 'survived',
      ended: [{ pid: 2 }],
      survivors: [{ pid: 9, name: 'program-9', reason: 'protected' }],
    });
  });

  test.for(['uninterruptible', 'alive'] as const)(
    'rule 20: a process that is %s at the deadline',
    async (vitality) => {
      const container = new ScriptedContainer([member(2)]);
      container.endAll = async () => undefined;
      container.vitalities = new Map([[2, vitality]]);
      const report = await end(container);
      const reason = vitality === 'alive' ? 'deadline' : vitality;
      expect(report).toMatchObject({
        status: 'survived',
        ended: [],
        forced: [],
        survivors: [{ pid: 2, birth: 'a', name: 'program-2', reason }],
      });
    },
  );

  test('rule 23: the kept are told, and not ended', async () => {
    const report = await end(new ScriptedContainer([member(2), member(3, { lifetime: 'kept' })]));
    expect(report).toMatchObject({ status: 'ended', ended: [{ pid: 2 }], kept: [{ pid: 3, birth: 'a' }] });
  });

  test('rule 20: a failed forced kill is a report', async () => {
    const container = new ScriptedContainer([member(2)]);
    container.endAll = () => Promise.reject(new Error('EIO: cgroup.kill'));
    const report = await end(container);
    expect(report.status).toBe('survived');
    expect(report.problems).toContainEqual(expect.stringContaining('EIO'));
  });

  test('rule 20: what survived a failed forced kill is among the survivors', async () => {
    const container = new ScriptedContainer([member(2)]);
    container.endAll = () => Promise.reject(new Error('EIO: cgroup.kill'));
    expect(await end(container)).toMatchObject({ survivors: [{ pid: 2, reason: 'deadline' }], ended: [] });
  });

  test('rule 19: where the list cannot be read the forced kill is tried all the same', async () => {
    const container = new ScriptedContainer([member(2)]);
    container.listError = new Error('EIO: cgroup.procs');
    const report = await end(container);
    expect(container.calls).toContainEqual(['endAll']);
    expect(report.problems).toContainEqual(expect.stringContaining('EIO'));
  });

  test('rule 19: a step that fails is no reason to leave out the forced kill', async () => {
    const container = new ScriptedContainer([member(2)]);
    container.signal = () => Promise.reject(new Error('EINVAL: signal'));
    await end(container, {}, [{ signal: 'SIGTERM', graceMs: 5 }]);
    expect(container.members).toEqual([]);
  });

  test('rule 19: what is forced without a list is marked before, so that its exit is told as a kill', async () => {
    const container = new ScriptedContainer([member(2)]);
    container.listError = new Error('EIO: cgroup.procs');
    await end(container);
    expect(container.calls).toEqual([['marked', 2], ['endAll']]);
  });

  test('rule 8: without a list, too, the host inside is not killed', async () => {
    const container = new ScriptedContainer([member(2), member(9)]);
    container.listError = new Error('EIO: cgroup.procs');
    const report = await end(container, { protectedPids: [9] });
    expect(container.members).toContainEqual(member(9));
    expect(report.survivors).toContainEqual(expect.objectContaining({ pid: 9, reason: 'protected' }));
  });

  test('rule 20: a kill without a list keeps to the deadline as well', async () => {
    const container = new ScriptedContainer([member(2)]);
    container.listError = new Error('EIO: cgroup.procs');
    container.endAll = async () => undefined;
    const report = await end(container);
    expect(report.survivors).toMatchObject([{ pid: 2, reason: 'deadline' }]);
    expect(report.elapsedMs).toBeLessThan(deadlineMs + 10_000);
  });
});

function end(container: ScriptedContainer, scope: ScopeOptions = {}, steps: readonly KillStep[] = []) {
  const members = () => container.members.map((record) => tracked(record.pid, record));
  const block = { blockId: 'block', members, confidence: () => 'high' as const };
  return endBlock(scopeOver(container, scope), block, { steps, deadlineMs });
}

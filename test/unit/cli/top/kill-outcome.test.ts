import { describe, expect, test } from 'vitest';
import type { HostClient } from '../../../../src/cli/host-client.js';
import { carryOut } from '../../../../src/cli/top/carry-out.js';
import { outcomeOfPid, outcomeOfReport } from '../../../../src/cli/top/kill-outcome.js';
import { withOutcome, withoutOldNotice } from '../../../../src/cli/top/notice.js';
import { initialView } from '../../../../src/cli/top/view.js';
import { killPidResult } from '../../../../src/host/wire/kill.js';
import { block, scene } from '../../support/host-scenes.js';
import { tracked } from '../../support/processes.js';

const root = tracked(10);
const child = tracked(11, { ppid: 10 });
const { host } = scene([block('a', [root, child])]);
const steps = [{ signal: 'SIGTERM', graceMs: 2000 }];
const report = {
  blockId: 'a',
  status: 'ended',
  ended: [root, child],
  forced: [child],
  survivors: [],
  kept: [],
  problems: [],
  elapsedMs: 300,
} as const;

describe('what is asked of the host', () => {
  test.for([
    ['process', { steps, subtree: false }],
    ['subtree', { steps, subtree: true }],
  ] as const)('for a %s', async ([kind, wish]) => {
    const { client, calls } = answering({ status: 'killed', ended: [root] });
    await carryOut(client, host, { kind, blockId: 'a', process: root });
    expect(calls).toEqual([['processes.kill', { blockId: 'a', pid: 10, birth: 'a', ...wish }]]);
  });

  test('for a signal', async () => {
    const { client, calls } = answering({ status: 'signalled' });
    await carryOut(client, host, { kind: 'signal', blockId: 'a', process: root, signal: 'SIGHUP' });
    expect(calls).toEqual([['processes.kill', { blockId: 'a', pid: 10, birth: 'a', only: 'SIGHUP' }]]);
  });

  test('for a pane, and for a block without one', async () => {
    const { client, calls } = answering(report);
    await carryOut(client, host, { kind: 'pane', blockId: 'a' });
    await carryOut(client, host && { ...host, panes: new Map() }, { kind: 'pane', blockId: 'a' });
    expect(calls).toEqual([
      ['panes.close', { blockId: 'a' }],
      ['blocks.remove', { blockId: 'a' }],
    ]);
  });

  test('a host that does not answer is told', async () => {
    const client = {
      call: async () => {
        throw new Error('the host of PID 1 does not answer');
      },
    };
    const outcome = await carryOut(client, host, { kind: 'pane', blockId: 'a' });
    expect(outcome).toMatchObject({ tone: 'bad', summary: 'the host of PID 1 does not answer' });
  });
});

describe('what came of it', () => {
  test('who of a subtree did not end is named', () => {
    const outcome = outcomeOfPid({ status: 'survived', ended: [root] }, [root, child]);
    expect(outcome).toMatchObject({ tone: 'bad', survivors: ['program-11 (PID 11)'] });
  });

  test('each answer has words of its own', () => {
    const { options } = killPidResult.pipe[0].entries.status;
    const told = options.map((status) => outcomeOfPid({ status }, [root]));
    expect(new Set(told.map(({ summary }) => summary)).size).toBe(options.length);
    expect(told.filter(({ tone }) => tone === 'good')).toHaveLength(3);
  });

  test('a report is summed up, and its survivors have their reason', () => {
    expect(outcomeOfReport(report)).toEqual({
      tone: 'good',
      summary: 'Ended 2 processes in 300 ms, 1 by force; nothing survived.',
      survivors: [],
      problems: [],
    });
    const stuck = { pid: 12, birth: 'a', name: 'nfs', reason: 'uninterruptible' } as const;
    const outcome = outcomeOfReport({ ...report, status: 'survived', survivors: [stuck] });
    expect(outcome).toMatchObject({
      tone: 'bad',
      survivors: ['nfs (PID 12) waits for the kernel and cannot be interrupted'],
    });
    expect(outcome.summary).toContain('1 process survived');
  });
});

describe('how it is told', () => {
  const good = { tone: 'good', summary: 'done', survivors: [], problems: [] } as const;
  const bad = { ...good, tone: 'bad' } as const;
  const waiting = { ...initialView, mode: { kind: 'ending', ask: { kind: 'pane', blockId: 'a' } } } as const;

  test('in passing when it went well, until it is old', () => {
    const told = withOutcome(waiting, good, 1000);
    expect(told).toMatchObject({ mode: { kind: 'list' }, notice: { text: 'done' } });
    expect(withoutOldNotice(told, 1001).notice).toBeDefined();
    expect(withoutOldNotice(told, 60_000).notice).toBeUndefined();
  });

  test('in a dialog when it did not, unless another one is open', () => {
    expect(withOutcome(waiting, bad, 1000).mode).toEqual({ kind: 'outcome', outcome: bad });
    expect(withOutcome(initialView, bad, 1000).mode).toEqual({ kind: 'outcome', outcome: bad });
    const helped = withOutcome({ ...initialView, mode: { kind: 'help' } }, bad, 1000);
    expect(helped).toMatchObject({ mode: { kind: 'help' }, notice: { tone: 'bad' } });
  });
});

function answering(answer: unknown) {
  const calls: unknown[] = [];
  const call = async (...asked: readonly unknown[]) => {
    calls.push(asked);
    return answer;
  };
  return { client: { call } as unknown as Pick<HostClient, 'call'>, calls };
}

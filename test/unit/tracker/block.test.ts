import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { BackendSession } from '../../../src/platform/contract.js';
import { untracked } from '../../../src/platform/select.js';
import { Poller } from '../../../src/poller/poller.js';
import { ActivityWatch } from '../../../src/tracker/activity-watch.js';
import type { RootExit } from '../../../src/tracker/join-api.js';
import { Block } from '../../../src/tracker/block.js';
import { gate } from '../support/gate.js';
import { member } from '../support/processes.js';
import { recordedBus, typesOf } from '../support/recorded-bus.js';
import { ScriptedContainer } from '../support/scripted-container.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('observe', () => {
  test('rule 3: a list that failed emits poll-failed and changes nothing', async () => {
    const { block, container, told } = open();
    container.members = [member(7)];
    await block.observe('tick');
    const before = told.length;
    container.listError = new Error('EIO');
    await expect(block.observe('tick')).rejects.toMatchObject({ code: 'read-failed' });
    expect(typesOf(told.slice(before))).toEqual(['poll-failed']);
    expect([block.publication.count, block.reads.lastError?.code]).toEqual([1, 'read-failed']);
  });

  test('the next good list takes the error away, and emits poll-recovered after what it found', async () => {
    const { block, container, told } = open();
    await block.observe('tick');
    container.listError = new Error('EIO');
    await block.observe('tick').catch(() => undefined);
    container.listError = undefined;
    container.members = [member(7)];
    await block.observe('tick');
    await block.observe('tick');
    expect(block.reads.lastError).toBeUndefined();
    expect(typesOf(told)).toEqual(['tracker-opened', 'poll-failed', 'process-added', 'poll-recovered']);
  });

  test('a container that loses its freeze state by itself emits frozen-changed', async () => {
    const { block, container, told } = open();
    await block.freezeState.freeze(await block.opening);
    container.isFrozen = false;
    await block.observe('tick');
    await block.observe('tick');
    expect(frozenIn(told)).toEqual([true, false]);
    expect(block.freezeState.isFrozen).toBe(false);
  });

  test('rule 6: an exit code is told of the root, not of who got its PID', async () => {
    const { block, container, told } = open();
    block.addRoot(7, exitAfter(10, { exitCode: 3, signal: undefined }));
    container.members = [member(7, { ppid: process.pid })];
    await block.observe('tick');
    await vi.advanceTimersByTimeAsync(10);
    container.members = [member(7, { birth: 'b' })];
    await block.observe('tick');
    container.members = [];
    await block.observe('tick');
    expect(exitCodesIn(told)).toEqual([3, undefined]);
  });

  test('rule 6: nor is that of a root that was never listed', async () => {
    const { block, container, told } = open();
    await block.observe('tick');
    block.addRoot(7, Promise.resolve({ exitCode: 3, signal: undefined }));
    await vi.advanceTimersByTimeAsync(0);
    for (let tick = 0; tick < 10; tick++) await block.observe('tick');
    container.members = [member(7, { birth: 'b' })];
    await block.observe('tick');
    container.members = [];
    await block.observe('tick');
    expect(exitCodesIn(told)).toEqual([undefined]);
  });

  test('a marked process exits as what it was marked, the next of its PID by itself', async () => {
    const { block, container, told } = open();
    container.members = [member(7)];
    await block.observe('tick');
    block.mark([member(7)], 'killed');
    container.members = [member(7, { birth: 'b' })];
    await block.observe('tick');
    container.members = [];
    await block.observe('tick');
    expect(reasonsIn(told)).toEqual(['killed', 'exited']);
  });

  test('a process that outlives a signal by long ends later by itself', async () => {
    const { block, container, told } = open();
    container.members = [member(7)];
    await block.observe('tick');
    block.mark([member(7)], 'killed');
    expect(block.wasSignalled(member(7))).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(block.wasSignalled(member(7))).toBe(false);
    container.members = [];
    await block.observe('tick');
    expect(reasonsIn(told)).toEqual(['exited']);
  });

  test('an exit code that comes while another one is waited for is not lost', async () => {
    const { block, container, told } = open();
    block.addRoot(7, new Promise(() => undefined));
    container.members = [member(7)];
    await block.observe('tick');
    block.addRoot(8, exitAfter(30, { exitCode: 4, signal: undefined }));
    container.members = [member(8)];
    const observing = block.observe('tick');
    await vi.advanceTimersByTimeAsync(1100);
    await observing;
    container.members = [];
    await block.observe('tick');
    expect(exitCodesIn(told)).toEqual([undefined, 4]);
  });

  test('a member that has left lowers the confidence, by name and place', async () => {
    const { block, container } = open();
    container.members = [member(7, { name: 'tmux', escapedTo: '/user.slice' })];
    await block.observe('tick');
    expect([block.confidence.level, block.confidence.reasons]).toEqual([
      'best-effort',
      ['tmux has left for /user.slice'],
    ]);
  });

  test('after retire nothing is read and nothing told', async () => {
    const { block, container, told } = open();
    await block.opening;
    await block.retire();
    container.members = [member(7)];
    expect(await block.observe('tick')).toEqual([]);
    expect(typesOf(told)).toEqual(['tracker-opened']);
  });
});

describe('opening', () => {
  test('rule 11: waits for what was there before', async () => {
    const before = gate();
    const { told } = open(before.opened);
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual([]);
    before.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(typesOf(told)).toEqual(['tracker-opened']);
  });

  test('without a container the block is untracked, and says why', async () => {
    const { block, told } = open(Promise.resolve(), () => Promise.reject(new Error('EROFS')));
    await block.opening;
    expect(block.confidence.level).toBe('none');
    expect(block.confidence.reasons).toEqual([expect.stringContaining('EROFS')]);
    expect(typesOf(told)).toEqual(['confidence-changed', 'tracker-opened']);
  });
});

function open(after: Promise<unknown> = Promise.resolve(), create?: BackendSession['createContainer']) {
  const container = new ScriptedContainer([]);
  const { bus, told } = recordedBus();
  const session: BackendSession = {
    ...untracked([]),
    confidence: 'high',
    createContainer: create ?? (async () => container),
  };
  const poller = new Poller({ intervalMs: 2000, beginTick: () => ({}) });
  const activity = new ActivityWatch();
  const around = { session, bus, poller, activity, redact: unchanged, onHostExit: 'kill' } as const;
  return { block: new Block({ blockId: 'block', generation: 1 }, around, after), container, told };
}

function unchanged(command: string): string {
  return command;
}

function exitCodesIn(told: ReturnType<typeof recordedBus>['told']): readonly (number | undefined)[] {
  return told.flatMap(({ type, event }) => (type === 'process-exited' ? [event.exitCode] : []));
}

function frozenIn(told: ReturnType<typeof recordedBus>['told']): readonly boolean[] {
  return told.flatMap(({ type, event }) => (type === 'frozen-changed' ? [event.isFrozen] : []));
}

function reasonsIn(told: ReturnType<typeof recordedBus>['told']): readonly string[] {
  return told.flatMap(({ type, event }) => (type === 'process-exited' ? [event.reason] : []));
}

function exitAfter(ms: number, exit: RootExit): Promise<RootExit> {
  return new Promise((resolve) => void setTimeout(() => resolve(exit), ms));
}

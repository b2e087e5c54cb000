import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HostEvent } from '../../../src/host/wire/index.js';
import { applyEvents } from '../../../src/host/client/apply-events.js';
import { viewFromSnapshot } from '../../../src/host/client/from-snapshot.js';
import { longestMemory, type HostView } from '../../../src/host/client/host-view.js';
import { fakeBlock, fakePane, fakeProcess } from '../../support/fake-host/fake-processes.js';
import { hostInfo } from '../../support/fake-host/fake-world.js';

const scope = { blockId: 'one', generation: 1 };
const bash = fakeProcess({ pid: 10, ppid: 1, command: 'bash', role: 'root' });
const sleep = fakeProcess({ pid: 11, ppid: 10, command: 'sleep 1' });

const added = (process = sleep, blockSeq = 2): HostEvent => ({
  type: 'process-added',
  ...scope,
  blockSeq,
  process,
});
const exited = (process = sleep, blockSeq = 3): HostEvent => ({
  type: 'process-exited',
  ...scope,
  blockSeq,
  process,
  reason: 'exited',
  exitCode: 0,
  observedAt: 5,
});

function snapshotAt(seq: number, instance = 'a') {
  const block = fakeBlock('one', [bash]);
  const lists = { panes: [fakePane('one')], blocks: [block], runs: [], leftovers: [] };
  return { type: 'snapshot', instance, seq, host: { ...hostInfo, instance }, ...lists } as const;
}

/** One for all: panes are opened at different times. */
const started = viewFromSnapshot(snapshotAt(7), undefined);

function start(): HostView {
  return started;
}

function apply(state: HostView, firstSeq: number, ...events: readonly HostEvent[]): HostView {
  return applyEvents(state, { firstSeq, events }, 100) ?? expect.fail('a gap');
}

function pids(state: HostView): readonly number[] {
  return [...(state.blocks.get('one')?.processes.values() ?? [])].map(({ pid }) => pid);
}

describe('events', () => {
  test('go on where the snapshot ends', () => {
    const state = apply(start(), 8, added());
    expect(pids(state)).toEqual([10, 11]);
    expect(state.seq).toBe(8);
    expect(state.blocks.get('one')?.blockSeq).toBe(2);
  });

  test('that the state has already are not applied again', () => {
    const state = apply(start(), 8, added(), exited());
    const again = apply(
      state,
      8,
      added(),
      exited(),
      added(fakeProcess({ pid: 12, ppid: 10, command: 'new' }), 4),
    );
    expect(pids(again)).toEqual([10, 12]);
    expect(again.ended).toHaveLength(1);
    expect(again.seq).toBe(10);
  });

  test('with one missing before them give nothing', () => {
    expect(applyEvents(start(), { firstSeq: 9, events: [added()] }, 0)).toBeUndefined();
  });

  test('that are all old leave the very same state', () => {
    const state = apply(start(), 8, added());
    expect(apply(state, 8, added())).toBe(state);
  });

  test('leave the state before them as it was', () => {
    const state = start();
    apply(state, 8, added());
    expect(pids(state)).toEqual([10]);
    expect(state.seq).toBe(7);
  });

  test('come to the same however they are cut into messages', () => {
    const other = fakeProcess({ pid: 12, ppid: 11, command: 'other' });
    const all = [added(), added(other, 3), exited(sleep, 4), exited(other, 5), added(sleep, 6)];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: all.length }), (cut) => {
        const first = apply(start(), 8, ...all.slice(0, cut));
        expect(apply(first, 8 + cut, ...all.slice(cut))).toEqual(apply(start(), 8, ...all));
      }),
    );
  });

  test('of an older generation change nothing of the block opened again', () => {
    const opened: HostEvent = {
      type: 'block-opened',
      blockId: 'one',
      generation: 2,
      confidence: 'high',
      reasons: [],
    };
    const state = apply(start(), 8, opened, added(), { type: 'block-closed', ...scope, report: closed });
    expect(state.blocks.get('one')).toMatchObject({ generation: 2 });
    expect(pids(state)).toEqual([]);
  });

  test('tell of freezing, closing, failed reads and confidence', () => {
    const failure = { code: 'read-failed', message: 'EACCES' };
    const state = apply(
      start(),
      8,
      { type: 'frozen-changed', ...scope, isFrozen: true },
      { type: 'poll-failed', ...scope, failure },
      { type: 'confidence-changed', ...scope, from: 'high', to: 'none', reasons: ['why'] },
      { type: 'block-closing', ...scope },
    );
    const expected = { isFrozen: true, failure, confidence: 'none', reasons: ['why'], state: 'closing' };
    expect(state.blocks.get('one')).toMatchObject(expected);
    expect(
      apply(state, 12, { type: 'poll-recovered', ...scope, blindMs: 2000 }).blocks.get('one')?.failure,
    ).toBeUndefined();
  });

  test('close a pane and its block', () => {
    const state = apply(
      start(),
      8,
      { type: 'block-closed', ...scope, report: closed },
      { type: 'pane-closed', ...scope },
    );
    expect([state.blocks.size, state.panes.size]).toEqual([0, 0]);
  });
});

describe('the memory of what has ended', () => {
  test('is bounded, and forgets the oldest', () => {
    const events = Array.from({ length: longestMemory + 5 }, (_, at) =>
      exited(fakeProcess({ pid: 1000 + at, ppid: 10, command: 'brief' }), at),
    );
    const { ended } = apply(start(), 8, ...events);
    expect(ended).toHaveLength(longestMemory);
    expect(ended[0]?.process.pid).toBe(1005);
  });

  test('survives a fresh snapshot of the same host, without those who are there again', () => {
    const state = apply(start(), 8, added(), exited(), exited(bash, 4));
    const again = viewFromSnapshot(snapshotAt(20), state);
    expect(again.ended.map(({ process }) => process.pid)).toEqual([11]);
    expect(viewFromSnapshot(snapshotAt(20, 'b'), state).ended).toEqual([]);
  });
});

const closed = {
  blockId: 'one',
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

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TrackerError } from '../../../src/tracker/errors.js';
import { ReadState } from '../../../src/tracker/read-state.js';
import { recordedBus, typesOf } from '../support/recorded-bus.js';

const scope = { blockId: 'a', generation: 2 };
const error = new TrackerError('read-failed', 'EIO');
const later = new TrackerError('read-failed', 'EMFILE');

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function open() {
  const { bus, told } = recordedBus();
  return { reads: new ReadState(bus, scope), told };
}

test('each failed read is emitted, and the recovery once, with the time from the first of them', () => {
  const { reads, told } = open();
  reads.succeeded('members');
  reads.failed('members', error);
  vi.advanceTimersByTime(2000);
  reads.failed('members', later);
  expect(reads.lastError).toBe(later);
  vi.advanceTimersByTime(500);
  reads.succeeded('members');
  reads.succeeded('members');
  expect(reads.lastError).toBeUndefined();
  expect(told).toEqual([
    { type: 'poll-failed', event: { ...scope, error } },
    { type: 'poll-failed', event: { ...scope, error: later } },
    { type: 'poll-recovered', event: { ...scope, blindMs: 2500 } },
  ]);
});

test('a block recovers when both of its readings work, not when the other one does', () => {
  const { reads, told } = open();
  reads.failed('usage', error);
  reads.succeeded('members');
  reads.failed('members', error);
  reads.succeeded('members');
  expect(reads.lastError).toBe(error);
  reads.succeeded('usage');
  expect(typesOf(told)).toEqual(['poll-failed', 'poll-failed', 'poll-recovered']);
});

test('nothing is emitted of a block that is gone', () => {
  const { reads, told } = open();
  reads.failed('members', error);
  reads.close();
  reads.succeeded('members');
  reads.failed('members', error);
  expect(typesOf(told)).toEqual(['poll-failed']);
});

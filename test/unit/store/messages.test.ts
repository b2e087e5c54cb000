import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Engine } from '../../../src/store/worker/engine.js';
import { openEngine } from './support/engines.js';

afterEach(() => {
  vi.useRealTimers();
});

interface Sent {
  readonly from: string;
  readonly to?: string;
  readonly ttlMs?: number;
}

function send(engine: Engine, { from, to, ttlMs = 1000 }: Sent): number {
  return engine.write('sendMessage', { from, to, type: 'note', payload: '{"n":1}', ttlMs });
}

function unread(engine: Engine, reader: string): readonly number[] {
  return engine.read('messages', { reader: reader, unreadOnly: true }).map(({ id }) => id);
}

describe('a message', () => {
  test('reaches whom it is for, as it was sent', () => {
    const engine = openEngine();
    const id = send(engine, { from: 'a', to: 'b' });
    expect(engine.read('messages', { reader: 'b', unreadOnly: true })).toMatchObject([
      { id, from: 'a', to: 'b', type: 'note', payload: { n: 1 } },
    ]);
    expect(unread(engine, 'c')).toEqual([]);
  });

  test('that was read is still among all that a reader was sent', () => {
    const engine = openEngine();
    const ids = [send(engine, { from: 'a', to: 'b' }), send(engine, { from: 'a' })];
    engine.write('markRead', { reader: 'b', messageIds: ids.slice(0, 1) });
    const read = (unreadOnly: boolean) =>
      engine.read('messages', { reader: 'b', unreadOnly }).map(({ id }) => id);
    expect([read(true), read(false)]).toEqual([ids.slice(1), ids]);
  });

  test('may live for a part of a millisecond more', () => {
    const engine = openEngine();
    const id = send(engine, { from: 'a', to: 'b', ttlMs: 1000.5 });
    expect(unread(engine, 'b')).toEqual([id]);
  });

  test('to all reaches all but its sender, and the first reader takes it from nobody', () => {
    const engine = openEngine();
    const id = send(engine, { from: 'a' });
    engine.write('markRead', { reader: 'b', messageIds: [id, id, 999] });
    expect([unread(engine, 'a'), unread(engine, 'b'), unread(engine, 'c')]).toEqual([[], [], [id]]);
  });

  test('is not read when it has expired, and is gone with its marks when that is cleaned up', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 10_000 });
    const engine = openEngine();
    const brief = send(engine, { from: 'a', ttlMs: 500 });
    const long = send(engine, { from: 'a', ttlMs: 5000 });
    engine.write('markRead', { reader: 'b', messageIds: [brief] });
    vi.setSystemTime(10_500);
    expect(unread(engine, 'c')).toEqual([long]);
    expect(engine.write('removeExpiredMessages', undefined)).toBe(1);
    expect(engine.write('removeExpiredMessages', undefined)).toBe(0);
    expect(engine.read('stats', undefined).messages).toBe(1);
  });

  test('gets an id that none before it had, also after those are gone', () => {
    const engine = openEngine();
    const first = send(engine, { from: 'a', to: 'b', ttlMs: 0 });
    engine.write('removeExpiredMessages', undefined);
    expect(send(engine, { from: 'a', to: 'b' })).toBeGreaterThan(first);
  });
});

import { describe, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { Connection } from '../../../src/host/stream/connection.js';

const large = 'x'.repeat(1_000_000);

describe('a connection', () => {
  test('tells what there is while it is read', () => {
    const { connection, socket, events } = connectionOf();
    connection.tell('one');
    connection.tell('two');
    expect(socket.sent).toEqual(['one', 'two']);
    expect(events.onBehind).not.toHaveBeenCalled();
  });

  test('queues nothing for a client that does not read, and begins anew when it does', () => {
    const { connection, socket, events } = connectionOf();
    for (let count = 0; count < 10; count++) connection.tell(large);
    expect(socket.sent).toHaveLength(3);
    expect(events.onBehind).toHaveBeenCalledTimes(1);
    expect(socket.pause).toHaveBeenCalledTimes(1);
    socket.flush(1);
    expect(events.onCaughtUp).not.toHaveBeenCalled();
    socket.flush(2);
    expect(events.onCaughtUp).toHaveBeenCalledTimes(1);
    expect(socket.resume).toHaveBeenCalledTimes(1);
    connection.tell('again');
    expect(socket.sent.at(-1)).toBe('again');
  });

  test('is not behind for what it begins with, however large that is', () => {
    const { connection, socket, events } = connectionOf();
    const screen = {
      blockId: 'a',
      generation: 1,
      offset: 0,
      cols: 80,
      rows: 24,
      resizes: 0,
      data: large.repeat(4),
    };
    connection.tellScreen(screen);
    connection.tell('news');
    expect(socket.sent.at(-1)).toBe('news');
    for (let count = 0; count < 4; count++) connection.tell(large);
    expect(events.onBehind).toHaveBeenCalledTimes(1);
    expect(socket.sent).toHaveLength(5);
  });

  test('is not read while a great deal of what it begins with is on its way', () => {
    const { connection, socket } = connectionOf();
    const screen = {
      blockId: 'a',
      generation: 1,
      offset: 0,
      cols: 80,
      rows: 24,
      resizes: 0,
      data: large.repeat(4),
    };
    for (let count = 0; count < 4; count++) connection.tellScreen(screen);
    expect(socket.pause).not.toHaveBeenCalled();
    connection.tellScreen(screen);
    expect(socket.pause).toHaveBeenCalledTimes(1);
    socket.flush(1);
    expect(socket.resume).toHaveBeenCalledTimes(1);
  });

  test('is told nothing twice: what happens while it begins anew is in what it begins with', () => {
    const { connection, socket, events } = connectionOf();
    events.onCaughtUp.mockImplementation(() => {
      connection.tell('news');
      connection.send({ type: 'resumed', instance: 'this', seq: 1 });
    });
    for (let count = 0; count < 4; count++) connection.tell(large);
    socket.flush(3);
    connection.tell('later');
    expect(socket.sent.slice(3)).toEqual(['{"type":"resumed","instance":"this","seq":1}', 'later']);
  });

  test('answers what was asked also when it is behind', () => {
    const { connection, socket } = connectionOf();
    for (let count = 0; count < 4; count++) connection.tell(large);
    connection.answer({ type: 'response', id: 1 });
    expect(socket.sent.at(-1)).toBe('{"type":"response","id":1}');
  });

  test('is not asked for more by a client that does not read its answers', () => {
    const { connection, socket, events } = connectionOf();
    for (let id = 0; id < 3; id++) connection.answer({ type: 'response', id, result: large });
    expect(socket.pause).toHaveBeenCalledTimes(1);
    connection.tell('more news');
    socket.flush(4);
    expect(socket.resume).toHaveBeenCalledTimes(1);
    expect(events.onCaughtUp).toHaveBeenCalledTimes(1);
    for (let id = 0; id < 3; id++) connection.answer({ type: 'response', id, result: large });
    socket.flush(3);
    expect(socket.resume).toHaveBeenCalledTimes(2);
    expect(events.onCaughtUp).toHaveBeenCalledTimes(1);
  });

  test('delivers no later than the socket takes it, and does not wait for one that is closed', async () => {
    const { connection, socket } = connectionOf();
    const delivered = connection.deliver({ type: 'run-output-ended', runId: 1 });
    socket.flush(1);
    await delivered;
    socket.readyState = 3;
    await connection.deliver({ type: 'run-output-ended', runId: 2 });
    expect(socket.sent).toHaveLength(1);
  });
});

/** Takes what it is sent when it is told to. */
class HeldSocket {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  readonly sent: string[] = [];
  readonly pause = vi.fn();
  readonly resume = vi.fn();
  readonly #held: (() => void)[] = [];

  send(frame: string, onSent: () => void): void {
    this.sent.push(frame);
    this.bufferedAmount += frame.length;
    this.#held.push(() => {
      this.bufferedAmount -= frame.length;
      onSent();
    });
  }

  flush(count: number): void {
    for (const take of this.#held.splice(0, count)) take();
  }
}

function connectionOf() {
  const socket = new HeldSocket();
  const events = { onBehind: vi.fn(), onCaughtUp: vi.fn() };
  return { socket, events, connection: new Connection(socket as unknown as WebSocket, events) };
}

import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/host/client/decode.js';
import { PendingRequests } from '../../../src/panel/connection/pending-requests.js';
import { type RunSink, Watches } from '../../../src/panel/connection/watches.js';
import type { ToHost } from '../../../src/host/wire/index.js';

describe('requests', () => {
  test('are answered each by its own answer, in any order', async () => {
    const requests = new PendingRequests();
    const [first, second] = [requests.begin(), requests.begin()];
    requests.settle({ id: second.id, result: 'two' });
    requests.settle({ id: first.id, result: 'one' });
    requests.settle({ id: 99, result: 'nobody asked' });
    expect(await Promise.all([first.answer, second.answer])).toEqual(['one', 'two']);
    expect(requests.size).toBe(0);
  });

  test('fail with what the host says, or with the connection', async () => {
    const requests = new PendingRequests();
    const [refused, cut] = [requests.begin(), requests.begin()];
    requests.settle({ id: refused.id, error: { code: 'conflict', message: 'it is closing' } });
    requests.abandon();
    await expect(refused.answer).rejects.toMatchObject({ code: 'conflict', message: 'it is closing' });
    await expect(cut.answer).rejects.toMatchObject({ code: 'connection-lost' });
  });
});

describe('what comes in', () => {
  test.for([
    ['not JSON', '{'],
    ['type', '{"type":"what"}'],
    ['blocks', '{"type":"usage","blocks":1}'],
    ['a binary message', new Uint8Array(1)],
  ] as const)('is refused with its fault: %s', ([fault, data]) => {
    expect(decode(data)).toEqual({ type: 'undecodable', reason: expect.stringContaining(fault) });
  });

  test('may have more to it than we know', () => {
    const message = decode('{"type":"resumed","instance":"a","seq":1,"later":true}');
    expect(message).toEqual({ type: 'resumed', instance: 'a', seq: 1 });
  });
});

describe('what is watched', () => {
  const sink: RunSink = {
    onRestart: () => undefined,
    onOutput: () => undefined,
    onEnded: () => undefined,
    onProblem: () => undefined,
  };

  test('is asked for again with each connection, and not when it is no longer watched', () => {
    const sent: ToHost[] = [];
    const watches = new Watches((message) => sent.push(message));
    watches.usage('watched');
    const unwatch = watches.run(1_000_001, sink);
    watches.run(1_000_002, sink);
    unwatch();
    sent.length = 0;
    watches.renew();
    expect(sent.map(({ type }) => type)).toEqual(['watch-usage', 'watch-run']);
  });

  test('by a second looker is not ended by the first', () => {
    const sent: ToHost[] = [];
    const watches = new Watches((message) => sent.push(message));
    const unwatch = watches.run(1_000_001, sink);
    watches.run(1_000_001, { ...sink });
    unwatch();
    expect(sent.map(({ type }) => type)).not.toContain('unwatch-run');
  });
});

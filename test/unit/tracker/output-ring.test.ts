import { setImmediate } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { InvalidArgumentError } from '../../../src/tracker/errors.js';
import { OutputRing } from '../../../src/tracker/output-ring.js';
import type { OutputChunk, RunOutput } from '../../../src/tracker/run-api.js';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('what it holds', () => {
  test('is what was appended, text and bytes alike', () => {
    const ring = new OutputRing();
    ring.append('one ');
    ring.append(Buffer.from('two'));
    expect(ring.text()).toBe('one two');
    expect(ring).toMatchObject({ sizeBytes: 7, capacityBytes: 1_048_576, droppedBytes: 0 });
  });

  test('is no more than its capacity, and the oldest bytes go first', () => {
    const ring = new OutputRing({ capacityBytes: 5 });
    ring.append('abc');
    ring.append('defg');
    expect(ring.text()).toBe('cdefg');
    expect(ring).toMatchObject({ sizeBytes: 5, droppedBytes: 2 });
  });

  test('is the end of a chunk that is larger than the ring', () => {
    const ring = new OutputRing({ capacityBytes: 3 });
    ring.append('x');
    ring.append('0123456789');
    expect(ring.text()).toBe('789');
    expect(ring.droppedBytes).toBe(8);
  });

  test('does not change when the caller uses its buffer again', () => {
    const ring = new OutputRing();
    const buffer = Buffer.from('first');
    ring.append(buffer);
    buffer.fill('x');
    expect(ring.text()).toBe('first');
  });

  test('is nothing after it was cleared, and nothing is dropped since then', () => {
    const ring = new OutputRing({ capacityBytes: 4 });
    ring.append('abcdef');
    ring.clear();
    expect(ring.text()).toBe('');
    expect(ring).toMatchObject({ sizeBytes: 0, droppedBytes: 0 });
    ring.append('ghijkl');
    expect(ring.text()).toBe('ijkl');
    expect(ring.droppedBytes).toBe(2);
  });

  test('still takes what comes after it was closed', () => {
    const ring = new OutputRing();
    ring.close();
    ring.append('late');
    expect(ring.text()).toBe('late');
  });
});

describe('a character', () => {
  test.for(['é', '€', '😀'])('%s that lost its beginning is left out', (character) => {
    for (let lost = 1; lost < Buffer.byteLength(character); lost++) {
      const ring = new OutputRing({ capacityBytes: Buffer.byteLength(character) - lost + 1 });
      ring.append(`${character}!`);
      expect(ring.text()).toBe('!');
    }
  });

  test('that has only begun to come is left out until it is there', () => {
    const ring = new OutputRing();
    const bytes = Buffer.from('a€');
    ring.append(bytes.subarray(0, 3));
    expect(ring.text()).toBe('a');
    ring.append(bytes.subarray(3));
    expect(ring.text()).toBe('a€');
  });

  test('that never was one shows as what it is not, and costs its neighbours nothing', () => {
    const ring = new OutputRing();
    ring.append(Uint8Array.of(0x80, 0x61, 0xff, 0x62));
    expect(ring.text()).toBe('\ufffda\ufffdb');
  });
});

describe('a follower', () => {
  test('gets what is held and then what comes, until the end', async () => {
    const ring = new OutputRing();
    ring.append('before');
    const following = collect(ring);
    await setImmediate();
    ring.append(' and');
    await setImmediate();
    ring.append(' after');
    ring.close();
    expect(await following).toEqual({ text: 'before and after', missed: 0, chunks: 3 });
  });

  test('that comes after the end gets what is held', async () => {
    const ring = new OutputRing();
    ring.append('all of it');
    ring.close();
    expect(await collect(ring)).toMatchObject({ text: 'all of it' });
  });

  test('that is too slow is told what it missed', async () => {
    const ring = new OutputRing({ capacityBytes: 4 });
    const reader = ring.follow()[Symbol.asyncIterator]();
    ring.append('ab');
    expect(shown(await reader.next())).toEqual(['ab', 0]);
    ring.append('cdefgh');
    expect(shown(await reader.next())).toEqual(['efgh', 2]);
    ring.append('i');
    expect(shown(await reader.next())).toEqual(['i', 0]);
  });

  test('missed what was cleared before it came to read it', async () => {
    const ring = new OutputRing();
    const reader = ring.follow()[Symbol.asyncIterator]();
    ring.append('gone');
    ring.clear();
    const next = reader.next();
    ring.append('there');
    expect(shown(await next)).toEqual(['there', 4]);
  });

  test('shares nothing with another one', async () => {
    const ring = new OutputRing();
    const all = Promise.all(Array.from({ length: 20 }, () => collect(ring)));
    for (let count = 0; count < 50; count++) {
      ring.append(`${count},`);
      if (count % 7 === 0) await setImmediate();
    }
    ring.close();
    const expected = Array.from({ length: 50 }, (_, count) => `${count},`).join('');
    expect((await all).map((each) => each.text)).toEqual(Array.from({ length: 20 }, () => expected));
  });

  test('cannot change what is held', async () => {
    const ring = new OutputRing();
    ring.append('safe');
    const first = await ring.follow()[Symbol.asyncIterator]().next();
    if (first.done !== true) first.value.bytes.fill(0);
    expect(ring.text()).toBe('safe');
  });

  test('asked twice at once answers in order', async () => {
    const ring = new OutputRing();
    const reader = ring.follow()[Symbol.asyncIterator]();
    const both = Promise.all([reader.next(), reader.next()]);
    ring.append('a');
    await setImmediate();
    ring.append('b');
    expect((await both).map(shown)).toEqual([
      ['a', 0],
      ['b', 0],
    ]);
  });

  test('ends when it is aborted, be it waiting or not', async () => {
    const ring = new OutputRing();
    const over = new AbortController();
    const waiting = collect(ring, over.signal);
    await setImmediate();
    over.abort();
    expect(await waiting).toMatchObject({ text: '' });
    ring.append('more');
    expect(await collect(ring, over.signal)).toMatchObject({ text: '' });
  });

  test('that is told to return while it waits ends', async () => {
    const reader = new OutputRing().follow()[Symbol.asyncIterator]();
    const waiting = reader.next();
    await setImmediate();
    await reader.return?.();
    expect((await waiting).done).toBe(true);
  });

  test('that stops listens no longer, and neither does one that was served', async () => {
    const ring = new OutputRing();
    const over = new AbortController();
    const added = vi.spyOn(over.signal, 'addEventListener');
    const removed = vi.spyOn(over.signal, 'removeEventListener');
    const listeners = () => added.mock.calls.length - removed.mock.calls.length;
    const broken = (async () => {
      for await (const { bytes } of ring.follow({ signal: over.signal })) if (text(bytes) === 'c') break;
    })();
    for (const character of 'abc') {
      await setImmediate();
      expect(listeners()).toBe(1);
      ring.append(character);
    }
    await broken;
    expect(listeners()).toBe(0);
  });

  test('gets much at once in pieces', async () => {
    const ring = new OutputRing();
    ring.append(Buffer.alloc(1_000_000, 'x'));
    ring.close();
    const { chunks, text: all } = await collect(ring);
    expect(all.length).toBe(1_000_000);
    expect(chunks).toBe(16);
  });
});

test('a ring of many small pieces keeps nothing of each', () => {
  const ring = new OutputRing({ capacityBytes: 1024 });
  const before = process.memoryUsage().arrayBuffers;
  const piece = Buffer.from('x');
  for (let count = 0; count < 300_000; count++) ring.append(piece);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000);
  expect(ring).toMatchObject({ sizeBytes: 1024, droppedBytes: 300_000 - 1024 });
});

test.for([0, -1, 1.5, Number.NaN, 2 ** 31, '10', null])(
  'rule 29: a capacity of %s is refused',
  (capacityBytes) => {
    expect(() => new OutputRing({ capacityBytes: capacityBytes as number })).toThrow(InvalidArgumentError);
  },
);

test.for([undefined, 7, null, {}, [1]])('rule 29: %s is no output, and nothing has changed', (chunk) => {
  const ring = new OutputRing();
  ring.append('before');
  expect(() => ring.append(chunk as string)).toThrow(/chunk must be a string or a Uint8Array/);
  expect(ring.text()).toBe('before');
});

test('rule 29: what is no signal is refused at once', () => {
  const ring = new OutputRing();
  expect(() => ring.follow({ signal: {} as AbortSignal })).toThrow(/options\.signal must be an AbortSignal/);
  expect(() => ring.follow(null as unknown as object)).toThrow(InvalidArgumentError);
});

function shown(result: IteratorResult<OutputChunk>): readonly [string, number] | undefined {
  return result.done === true ? undefined : [text(result.value.bytes), result.value.missedBytes];
}

async function collect(output: RunOutput, signal?: AbortSignal) {
  const pieces: Uint8Array[] = [];
  let missed = 0;
  for await (const { bytes, missedBytes } of output.follow(signal === undefined ? {} : { signal })) {
    pieces.push(bytes);
    missed += missedBytes;
  }
  return { text: Buffer.concat(pieces).toString(), missed, chunks: pieces.length };
}

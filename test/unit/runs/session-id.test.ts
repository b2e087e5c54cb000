import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSessionId } from '../../../src/runs/index.js';
import { OutputRing } from '../../../src/tracker/output-ring.js';

const init = '{"type":"system","subtype":"init","session_id":"abc-1"}\n';
const longTimeout = { timeoutMs: 20_000 };

describe('a stream', () => {
  test('tells its session, and gives all that was read again', async () => {
    const stream = Readable.from([
      Buffer.from(`hello\n${init.slice(0, 20)}`),
      Buffer.from(`${init.slice(20)}more`),
    ]);
    expect(await readSessionId(stream, longTimeout)).toBe('abc-1');
    expect(await text(stream)).toBe(`hello\n${init}more`);
  });

  test('however it is cut into chunks', async () => {
    const whole = `é not json {\n{"type":"system","subtype":"other"}\n${init}{"type":"result"}\n`;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 40 }), async (sizes) => {
        const stream = new PassThrough();
        const bytes = Buffer.from(whole);
        let start = 0;
        for (const size of sizes) {
          if (start < bytes.length) stream.write(bytes.subarray(start, start + size));
          start += size;
        }
        stream.end(bytes.subarray(Math.min(start, bytes.length)));
        expect(await readSessionId(stream, longTimeout)).toBe('abc-1');
        expect(await text(stream)).toBe(whole);
      }),
      { numRuns: 30 },
    );
  });

  test('is waited for a part of a millisecond as well', async () => {
    expect(await readSessionId(new PassThrough(), { timeoutMs: 0.5 })).toBeUndefined();
  });

  test('that tells none within the time keeps what was read', async () => {
    const stream = new PassThrough();
    stream.write('something else\n');
    expect(await readSessionId(stream, { timeoutMs: 20 })).toBeUndefined();
    stream.end('and the rest');
    expect(await text(stream)).toBe('something else\nand the rest');
  });

  test('that ends without one gives undefined at once', async () => {
    expect(await readSessionId(Readable.from([]), longTimeout)).toBeUndefined();
  });

  test('is searched for 1 MiB and no further', async () => {
    const stream = new PassThrough({ highWaterMark: 4_000_000 });
    stream.write('x'.repeat(1_048_577));
    stream.end(`\n${init}`);
    expect(await readSessionId(stream, longTimeout)).toBeUndefined();
    expect((await text(stream)).length).toBe(1_048_577 + 1 + init.length);
  });
});

describe('the output of a run', () => {
  test('tells its session, also where that was printed before', async () => {
    const output = new OutputRing();
    output.append(`hello\n${init}`);
    expect(await readSessionId(output, longTimeout)).toBe('abc-1');
    expect(output.text()).toBe(`hello\n${init}`);
  });

  test('that has ended without one gives undefined at once', async () => {
    const output = new OutputRing();
    output.close();
    expect(await readSessionId(output, longTimeout)).toBeUndefined();
  });
});

test.for([
  '{"type":"system","subtype":"init"}',
  '{"type":"system","subtype":"init","session_id":""}',
  '{"type":"system","subtype":"init","session_id":7}',
  '{"type":"user","subtype":"init","session_id":"x"}',
  '"init"',
  'null "init"',
])('%s is no such line', async (line) => {
  expect(await readSessionId(Readable.from([`${line}\n`]), longTimeout)).toBeUndefined();
});

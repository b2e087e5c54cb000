import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChangeReader } from '../../../src/store/change-reader.js';
import { ChangeWriter } from '../../../src/store/change-writer.js';
import { packExited, packRun, packSeen, unpack } from '../../../src/store/changes.js';
import { added, exited, run } from './support/told.js';

const values = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('text' as const),
      value: fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
    }),
    fc.record({
      kind: fc.constant('number' as const),
      value: fc.option(fc.double({ noNaN: true }), { nil: undefined }),
    }),
  ),
  { maxLength: 60 },
);

describe('packing', () => {
  test('gives back what was put in, in order, batch after batch', () => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 4 }), (batches) => {
        const writer = new ChangeWriter('r');
        for (const batch of batches) {
          writer.begin(1);
          for (const { kind, value } of batch) {
            if (kind === 'text') writer.text(value);
            else writer.number(value);
          }
          const packed = writer.take();
          expect([packed.count, writer.count]).toEqual([1, 0]);
          const reader = new ChangeReader(structuredClone(packed));
          expect(reader.number()).toBe(1);
          for (const { kind, value } of batch) {
            expect(kind === 'text' ? reader.optionalText() : reader.optionalNumber()).toBe(value);
          }
          expect(() => reader.number()).toThrow(RangeError);
        }
      }),
    );
  });

  test('gives back changes as they were told', () => {
    const writer = new ChangeWriter('r');
    const record = {
      ...run(1_000_000, {
        hostRunId: 'turn-7',
        root: { pid: 3, birth: 'x' },
        outcome: 'failed',
        startError: 'ENOENT',
      }),
      metadata: '{}',
    };
    packSeen(writer, 5, added(7, { runId: 1_000_000, lifetime: 'kept', escapedTo: '/elsewhere' }));
    packExited(writer, 6, exited(8, { reason: 'killed', exitCode: 1, signal: 'SIGTERM' }));
    packRun(writer, 7, record);
    const at = { blockId: 'pane', generation: 1 };
    const { evidence: _evidence, ...facts } = added(7, {
      runId: 1_000_000,
      lifetime: 'kept',
      escapedTo: '/elsewhere',
    }).process;
    expect(unpack(writer.take())).toEqual([
      { kind: 'seen', at: 5, ...at, process: facts },
      {
        kind: 'exited',
        at: 6,
        ...at,
        process: expect.objectContaining({ pid: 8, command: '' }),
        reason: 'killed',
        exitCode: 1,
        signal: 'SIGTERM',
      },
      { kind: 'run', at: 7, ...at, run: record },
    ]);
  });

  test('does not take a name it does not know for another', () => {
    const writer = new ChangeWriter('r');
    writer.begin(99);
    expect(() => unpack(writer.take())).toThrow(RangeError);
  });
});

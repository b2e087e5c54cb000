import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventLog } from '../../../src/host/events/event-log.js';
import type { HostEvent } from '../../../src/host/wire/index.js';

describe('the event log', () => {
  test('gives what came after a seq, and nothing twice', () => {
    const log = logOf(5);
    expect(numbersAfter(log, 0)).toEqual([1, 2, 3, 4, 5]);
    expect(numbersAfter(log, 3)).toEqual([4, 5]);
    expect(numbersAfter(log, 5)).toEqual([]);
  });

  test('says that it does not know what was never reached', () => {
    expect(logOf(5).after(6)).toBeUndefined();
    expect(logOf(0).after(1)).toBeUndefined();
  });

  test('forgets the oldest, and says so', () => {
    const log = logOf(100, { events: 40 });
    expect(log.seq).toBe(100);
    expect(log.after(50)).toBeUndefined();
    expect(numbersAfter(log, 90)).toEqual([91, 92, 93, 94, 95, 96, 97, 98, 99, 100]);
  });

  test('is bounded by size too, be one event larger than all of it', () => {
    const log = new EventLog({ size: 2000 });
    log.append(eventOf(1, 'x'.repeat(5000)));
    expect(log.after(0)).toBeUndefined();
    log.append(eventOf(2));
    expect(numbersAfter(log, 1)).toEqual([2]);
  });

  test('whatever was appended: after(seq) is all that followed, or nothing', () => {
    const bounds = { events: fc.integer({ min: 1, max: 50 }), size: fc.integer({ min: 100, max: 5000 }) };
    fc.assert(
      fc.property(fc.record(bounds), fc.nat(300), fc.nat(320), (options, count, seq) => {
        const numbers = numbersAfter(logOf(count, options), seq);
        if (numbers === undefined) return;
        expect(numbers).toEqual(Array.from({ length: count - seq }, (_, index) => seq + index + 1));
      }),
    );
  });

  test('never holds more than its bounds', () => {
    const log = logOf(1000, { events: 64 });
    const known = Array.from({ length: 1001 }, (_, seq) => log.after(seq)).find((each) => each !== undefined);
    expect(known?.length).toBeLessThanOrEqual(64);
    expect(known?.length).toBeGreaterThan(32);
  });
});

function logOf(count: number, bounds?: ConstructorParameters<typeof EventLog>[0]): EventLog {
  const log = new EventLog(bounds);
  for (let number = 1; number <= count; number++) log.append(eventOf(number));
  return log;
}

function eventOf(generation: number, blockId = 'a'): HostEvent {
  return { type: 'pane-closed', blockId, generation };
}

function numbersAfter(log: EventLog, seq: number): readonly number[] | undefined {
  return log.after(seq)?.map((text) => JSON.parse(text).generation);
}

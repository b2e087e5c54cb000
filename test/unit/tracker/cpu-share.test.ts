import { describe, expect, test } from 'vitest';
import type { ProcessUsage } from '../../../src/platform/contract.js';
import { type CpuReading, sharesBetween } from '../../../src/tracker/cpu-share.js';

interface Times {
  readonly block?: number;
  readonly processes: Readonly<Record<string, number | undefined>>;
}

/** Processes are named `pid/birth`. */
function reading(at: number, { block, processes }: Times): CpuReading {
  const used = Object.entries(processes).map(([name, cpuTimeMs]) => usedBy(name, cpuTimeMs));
  return { at, usage: { cpuTimeMs: block, processes: used } };
}

function usedBy(name: string, cpuTimeMs: number | undefined): ProcessUsage {
  const [pid, birth = ''] = name.split('/');
  const unknown = { residentBytes: undefined, readBytes: undefined, writtenBytes: undefined };
  return { pid: Number(pid), birth, cpuTimeMs, ...unknown };
}

const a = { pid: 1, birth: 'a' };
const b = { pid: 1, birth: 'b' };

describe('a process', () => {
  test('has its part of one core', () => {
    const before = reading(1000, { processes: { '1/a': 50 } });
    expect(sharesBetween(before, reading(3000, { processes: { '1/a': 1050 } })).of(a)).toBe(50);
    expect(sharesBetween(before, reading(2000, { processes: { '1/a': 4050 } })).of(a)).toBe(400);
    expect(sharesBetween(before, reading(2000, { processes: { '1/a': 50 } })).of(a)).toBe(0);
  });

  test('has none at the first reading, nor at the first one it is in', () => {
    const first = reading(1000, { processes: { '1/a': 50 } });
    expect(sharesBetween(undefined, first).of(a)).toBeUndefined();
    const second = reading(2000, { processes: { '1/a': 50, '2/a': 900 } });
    expect(sharesBetween(first, second).of({ pid: 2, birth: 'a' })).toBeUndefined();
  });

  test('rule 6: is not charged for another one that had its PID', () => {
    const before = reading(1000, { processes: { '1/a': 50 } });
    const after = sharesBetween(before, reading(2000, { processes: { '1/b': 950 } }));
    expect([after.of(a), after.of(b)]).toEqual([undefined, undefined]);
  });

  test('rule 3: has none where its time is not known, or seems to fall, or no time has passed', () => {
    const before = reading(1000, { processes: { '1/a': 50, '2/a': undefined } });
    const unknown = sharesBetween(before, reading(2000, { processes: { '1/a': undefined, '2/a': 7 } }));
    expect([unknown.of(a), unknown.of({ pid: 2, birth: 'a' })]).toEqual([undefined, undefined]);
    expect(sharesBetween(before, reading(2000, { processes: { '1/a': 49 } })).of(a)).toBeUndefined();
    expect(sharesBetween(before, reading(1000, { processes: { '1/a': 51 } })).of(a)).toBeUndefined();
  });
});

describe('a block', () => {
  test('has the part the system has counted, whoever it was', () => {
    const before = reading(1000, { block: 100, processes: { '1/a': 50 } });
    expect(sharesBetween(before, reading(2000, { block: 800, processes: {} })).ofBlock).toBe(70);
  });

  test('rule 3: has none where the count began meanwhile', () => {
    const before = reading(1000, { processes: { '1/a': 50 } });
    expect(sharesBetween(before, reading(2000, { block: 800, processes: {} })).ofBlock).toBeUndefined();
    expect(sharesBetween(undefined, before).ofBlock).toBeUndefined();
  });

  test('has the sum over those who stayed where nobody counts', () => {
    const before = reading(1000, { processes: { '1/a': 0, '2/a': 0, '3/a': 0 } });
    const after = reading(2000, { processes: { '1/a': 300, '2/a': 450, '4/a': 9000 } });
    expect(sharesBetween(before, after).ofBlock).toBe(75);
    expect(sharesBetween(before, reading(2000, { processes: { '4/a': 9 } })).ofBlock).toBeUndefined();
  });
});

import { describe, expect, test } from 'vitest';
import { RateBound } from '../../../src/host/http/rate-bound.js';

describe('the rate bound', () => {
  test('lets a burst through, then as many as come in steadily', () => {
    const bound = new RateBound({ perSecond: 10, burst: 5 });
    expect(taken(bound, 'a', { times: 8, at: 0 })).toBe(5);
    expect(taken(bound, 'a', { times: 8, at: 300 })).toBe(3);
    expect(taken(bound, 'a', { times: 8, at: 10_000 })).toBe(5);
  });

  test('counts each caller for itself', () => {
    const bound = new RateBound({ perSecond: 1, burst: 2 });
    expect(taken(bound, 'a', { times: 5, at: 0 })).toBe(2);
    expect(taken(bound, 'b', { times: 5, at: 0 })).toBe(2);
  });

  test('whoever is refused is not refused for longer by asking on', () => {
    const bound = new RateBound({ perSecond: 1, burst: 1 });
    expect(taken(bound, 'a', { times: 1000, at: 0 })).toBe(1);
    expect(taken(bound, 'a', { times: 1, at: 1000 })).toBe(1);
  });

  test('forgets the callers it has not heard of for longest', () => {
    const bound = new RateBound({ perSecond: 0, burst: 1 });
    expect(taken(bound, 'first', { times: 2, at: 0 })).toBe(1);
    for (let number = 0; number < 1024; number++) bound.take(`caller ${number}`, 0);
    expect(taken(bound, 'first', { times: 2, at: 0 })).toBe(1);
  });
});

function taken(bound: RateBound, caller: string, { times, at }: { times: number; at: number }): number {
  return Array.from({ length: times }, () => bound.take(caller, at)).filter(Boolean).length;
}

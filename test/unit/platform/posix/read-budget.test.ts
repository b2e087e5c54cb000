import { describe, expect, test } from 'vitest';
import { ReadBudget } from '../../../../src/platform/posix/read-budget.js';

/** A budget whose reads take as long as they are told to. */
function budgetOf() {
  const clock = { ms: 0 };
  const budget = new ReadBudget(() => clock.ms);
  const read = (ms: number) => budget.spend(() => (clock.ms += ms));
  return { budget, read, pass: (ms: number) => void (clock.ms += ms) };
}

describe('the budget of reads that wait', () => {
  test('is not touched by reads that wait for nothing', () => {
    const { budget, read } = budgetOf();
    for (let count = 0; count < 10_000; count++) read(20);
    expect(budget.isLeft).toBe(true);
  });

  test('is used up by many short waits and by a long one', () => {
    for (const ms of [25, 2000]) {
      const { budget, read } = budgetOf();
      let reads = 0;
      for (; budget.isLeft; reads++) read(ms);
      expect(reads).toBeLessThanOrEqual(30);
    }
  });

  test('comes back: 5 % of the time, and after 10 s however long a read has waited', () => {
    const { budget, read, pass } = budgetOf();
    read(50);
    expect(budget.isLeft).toBe(true);
    read(60_000);
    expect(budget.isLeft).toBe(false);
    pass(7000);
    expect(budget.isLeft).toBe(false);
    pass(3000);
    expect(budget.isLeft).toBe(true);
  });

  test('is spent by a read that fails as well', () => {
    const { budget, pass } = budgetOf();
    const failing = () => {
      pass(5000);
      throw new Error('it has gone');
    };
    expect(() => budget.spend(failing)).toThrow('it has gone');
    expect(budget.isLeft).toBe(false);
  });
});

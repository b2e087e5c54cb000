import { expect, test } from 'vitest';
import { withAside, withOutcome, withoutOldNotice } from '../../../../src/cli/top/notice.js';
import { initialView } from '../../../../src/cli/top/view.js';

const outcome = { tone: 'good', summary: 'It has ended.', survivors: [], problems: [] } as const;
const good = { subject: 'node (PID 5)', outcome } as const;
const bad = { ...good, outcome: { ...outcome, tone: 'bad' } } as const;
const waiting = { ...initialView, mode: { kind: 'ending', ask: { kind: 'pane', blockId: 'a' } } } as const;

test('what went well is told in passing, until it is old', () => {
  const told = withOutcome(waiting, good, 1000);
  expect(told).toMatchObject({ mode: { kind: 'list' }, notice: { text: 'node (PID 5): It has ended.' } });
  expect(withoutOldNotice(told, 1001).notice).toBeDefined();
  expect(withoutOldNotice(told, 60_000).notice).toBeUndefined();
});

test('what did not is told in a dialog, unless another one is open', () => {
  expect(withOutcome(waiting, bad, 1000).mode).toEqual({ kind: 'outcome', told: bad });
  expect(withOutcome(initialView, bad, 1000).mode).toEqual({ kind: 'outcome', told: bad });
  const helped = withOutcome({ ...initialView, mode: { kind: 'help' } }, bad, 1000);
  expect(helped).toMatchObject({ mode: { kind: 'help' }, notice: { tone: 'bad' } });
});

test('what nobody waits for does not end the waiting for something else', () => {
  for (const told of [good, bad]) {
    const { mode, notice } = withAside(waiting, told, 1000);
    expect([mode, notice?.tone]).toEqual([waiting.mode, told.outcome.tone]);
  }
  expect(withAside(initialView, bad, 1000).mode).toEqual({ kind: 'outcome', told: bad });
});

import { expect, test } from 'vitest';
import { summarize } from '../../../src/cli/summary.js';

test('a survivor cannot write on the terminal by its name', () => {
  const survivors = [{ pid: 7, name: 'a\u001b[2Jb', reason: 'deadline' as const }];
  const report = {
    blockId: 'one',
    status: 'survived' as const,
    ended: [],
    forced: [],
    kept: [],
    problems: [],
  };
  expect(summarize({ ...report, survivors, elapsedMs: 1 }, 'text')).toBe(
    'panetree: nothing was left to end, survived: a\u{FFFD}[2Jb (PID 7, deadline)',
  );
});

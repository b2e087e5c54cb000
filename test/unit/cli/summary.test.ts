import { expect, test } from 'vitest';
import { summarize } from '../../../src/cli/summary.js';

const report = {
  blockId: 'one',
  status: 'ended',
  ended: [{ pid: 7, birth: 'a' }],
  forced: [],
  survivors: [],
  kept: [],
  problems: [],
  elapsedMs: 1,
  confidence: 'high',
} as const;

test('a survivor cannot write on the terminal by its name', () => {
  const survivors = [{ pid: 7, name: 'a\u001b[2Jb', reason: 'deadline' as const }];
  expect(summarize({ ...report, status: 'survived', ended: [], survivors }, 'text')).toBe(
    'panetree: nothing was left to end, survived: a\u{FFFD}[2Jb (PID 7, deadline)',
  );
});

test('nothing survived only where the list is the kernel’s', () => {
  expect(summarize(report, 'text')).toBe('panetree: ended 1 process, nothing survived');
  for (const confidence of ['best-effort', 'none'] as const) {
    expect(summarize({ ...report, confidence }, 'text')).toBe(
      'panetree: ended 1 process, nothing that panetree could see survived; the list is inferred',
    );
    expect(summarize({ ...report, status: 'empty', ended: [], confidence }, 'text')).toBe(
      'panetree: found nothing to end, nothing that panetree could see survived; the list is inferred',
    );
    expect(summarize({ ...report, status: 'kept', ended: [], confidence }, 'text')).toBe(
      'panetree: nothing that panetree could see is left; the list is inferred',
    );
  }
});

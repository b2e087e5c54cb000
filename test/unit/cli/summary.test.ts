import { expect, test } from 'vitest';
import { summarize, summarizePid } from '../../../src/cli/summary.js';

const report = {
  blockId: 'one',
  status: 'ended',
  ended: [{ pid: 7, birth: 'a', name: 'sleep', command: 'sleep 7' }],
  forced: [],
  survivors: [],
  kept: [],
  escaped: [],
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

const redis = { pid: 8, birth: 'a', name: 'redis-server', command: 'redis-server *:6379' };
const away = {
  pid: 9,
  birth: 'a',
  name: 'sl\u001bep',
  command: 'sleep 9',
  runId: undefined,
  place: '/else\u0007where',
};

test('what was forced, kept or has escaped is named, and nothing survived is not said beside what escaped', () => {
  expect(summarize({ ...report, forced: [redis], kept: [redis], escaped: [away] }, 'text')).toBe(
    'panetree: ended 1 process, 1 of them by force: redis-server (PID 8), kept 1 process: redis-server (PID 8), ' +
      'escaped and left alone: sl\u{FFFD}ep (PID 9, in /else\u{FFFD}where)',
  );
  expect(
    summarizePid(7, { status: 'killed', ended: [redis], forced: [redis], kept: [redis], escaped: [away] }),
  ).toBe(
    'panetree: 7: killed, and 1 below it, by force: redis-server (PID 8), kept: redis-server (PID 8), ' +
      'escaped and left alone: sl\u{FFFD}ep (PID 9, in /else\u{FFFD}where)',
  );
});

test('of many the first eight are named', () => {
  const many = Array.from({ length: 10 }, (_, index) => ({ ...redis, pid: index + 1 }));
  expect(summarize({ ...report, forced: many }, 'text')).toContain(
    'redis-server (PID 8) and 2 more, nothing survived',
  );
});

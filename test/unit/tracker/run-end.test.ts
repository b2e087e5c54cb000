import { expect, test } from 'vitest';
import { judge } from '../../../src/tracker/run-end.js';

const exit = (exitCode: number | undefined, signal?: string) => ({ exitCode, signal });

test.for([
  ['code 0', { exit: exit(0), reason: 'exited', wasKilled: false }, 'stopped', 'completed'],
  ['another code', { exit: exit(7), reason: 'exited', wasKilled: false }, 'crashed', 'failed'],
  [
    'a signal from elsewhere',
    { exit: exit(undefined, 'SIGKILL'), reason: 'exited', wasKilled: false },
    'crashed',
    'failed',
  ],
  ['nobody was told how', { exit: undefined, reason: 'exited', wasKilled: false }, 'stopped', undefined],
  [
    'its own kill',
    { exit: exit(undefined, 'SIGTERM'), reason: undefined, wasKilled: true },
    'stopped',
    'cancelled',
  ],
  [
    'its own kill, which it answered with 0',
    { exit: exit(0), reason: undefined, wasKilled: true },
    'stopped',
    'cancelled',
  ],
  ['the kill of its block', { exit: undefined, reason: 'killed', wasKilled: false }, 'stopped', 'cancelled'],
  [
    'the removal of its block',
    { exit: undefined, reason: 'removed', wasKilled: false },
    'stopped',
    'cancelled',
  ],
] as const)('%s', ([, end, status, outcome]) => {
  expect(judge(end)).toEqual({ status, outcome });
});

import { afterEach, expect, test, vi } from 'vitest';
import { PassedSignals } from '../../../src/cli/passed-signals.js';

let signals: PassedSignals | undefined;
afterEach(() => {
  signals?.stop();
  vi.restoreAllMocks();
});

/** Notes what the command is sent, and when panetree stops. */
function open() {
  const acts: string[] = [];
  vi.spyOn(process, 'kill').mockImplementation((pid, signal) => {
    acts.push(`${pid === process.pid ? 'panetree' : pid}: ${signal}`);
    return true;
  });
  signals = new PassedSignals();
  const start = (terminal: 'shared' | 'own' = 'own') =>
    signals?.to({ send: (signal) => void acts.push(`command: ${signal}`), terminal });
  return { acts, start };
}

test('a stop stops the command and then panetree', () => {
  const { acts, start } = open();
  start();
  process.emit('SIGTSTP', 'SIGTSTP');
  expect(acts).toEqual(['command: SIGTSTP', 'panetree: SIGTSTP']);
});

test.each(['own', 'shared'] as const)(
  'a stop that comes before the command waits for it: %s terminal',
  (terminal) => {
    const { acts, start } = open();
    process.emit('SIGTSTP', 'SIGTSTP');
    expect(acts).toEqual([]);
    start(terminal);
    expect(acts).toEqual(['command: SIGTSTP', 'panetree: SIGTSTP']);
  },
);

test('a stop and its end before the command undo each other', () => {
  const { acts, start } = open();
  process.emit('SIGTSTP', 'SIGTSTP');
  process.emit('SIGCONT', 'SIGCONT');
  start();
  expect(acts).toEqual(['command: SIGCONT']);
});

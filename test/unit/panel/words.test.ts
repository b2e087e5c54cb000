import { describe, expect, test } from 'vitest';
import { PlainText } from '../../../src/panel/runs/plain-text.js';
import { commandInBrief } from '../../../src/host/client/command-in-brief.js';
import { distinctPorts } from '../../../src/panel/swarm/distinct-ports.js';
import { runLabel } from '../../../src/host/client/run-words.js';
import { exitTone, exitWords } from '../../../src/host/client/exit-words.js';
import { bytes, duration, percent, shortPath } from '../../../src/panel/views/formatters.js';
import { shortTime } from '../../../src/host/client/words.js';
import { fakeProcess } from '../../support/fake-host/fake-processes.js';

describe('figures', () => {
  test.for([
    [undefined, '–'],
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [1_300_000, '1.2 MB'],
    [50_000_000, '48 MB'],
    [1023 * 1024 * 1024, '1.0 GB'],
  ] as const)('%s bytes are %s', ([count, words]) => {
    expect(bytes(count)).toBe(words);
  });

  test.for([
    [undefined, '–'],
    [-5, '0s'],
    [59_999, '59s'],
    [187_000, '3m 07s'],
    [8_100_000, '2h 15m'],
    [356_400_000, '4d 3h'],
  ] as const)('%s ms are %s', ([ms, words]) => {
    expect(duration(ms)).toBe(words);
  });

  test('a share of a core, a short time, a path', () => {
    expect([percent(undefined), percent(0.42), percent(9.96), percent(212.4)]).toEqual([
      '–',
      '0.4 %',
      '10 %',
      '212 %',
    ]);
    expect([shortTime(83.6), shortTime(2120)]).toEqual(['84 ms', '2.1 s']);
    expect([shortPath('/home/user/shop'), shortPath('/root'), shortPath('/homes/user')]).toEqual([
      '~/shop',
      '~',
      '/homes/user',
    ]);
    expect([runLabel(1_000_012), runLabel(7)]).toEqual(['#12', '#7']);
  });

  test('a command in brief leaves out what is said already', () => {
    expect(brief('node', '/usr/bin/node /srv/a/vite --port 1')).toBe('vite --port 1');
    expect(brief('worker', 'node worker')).toBe('node worker');
    expect(brief('sh', '/')).toBe('/');
  });

  test('one port bound to two addresses is one', () => {
    const listening = { protocol: 'tcp', network: 'host', port: 80, processes: [] } as const;
    const ports = [
      { ...listening, address: '0.0.0.0' },
      { ...listening, address: '::' },
    ];
    expect(distinctPorts(ports)).toHaveLength(1);
  });
});

describe('how a process went', () => {
  const process = fakeProcess({ pid: 1, ppid: 0, command: 'x', escapedTo: '/user.slice' });
  const end = { process, exitCode: undefined, signal: undefined } as const;

  test('is said in few words', () => {
    expect(exitWords({ ...end, reason: 'exited', exitCode: 3 })).toBe('exited, code 3');
    expect(exitWords({ ...end, reason: 'killed', signal: 'SIGTERM' })).toBe('killed, SIGTERM');
    expect(exitWords({ ...end, reason: 'removed' })).toBe('removed');
    expect(exitWords({ ...end, reason: 'escaped' })).toBe('escaped to /user.slice');
    expect(exitWords({ ...end, reason: 'lost' })).toBe('lost from sight');
  });

  test('is calm, wanted or wrong', () => {
    expect(exitTone({ ...end, reason: 'exited', exitCode: 0 })).toBe('calm');
    expect(exitTone({ ...end, reason: 'exited', exitCode: 1 })).toBe('wrong');
    expect(exitTone({ ...end, reason: 'exited', signal: 'SIGSEGV' })).toBe('wrong');
    expect(exitTone({ ...end, reason: 'killed', signal: 'SIGKILL' })).toBe('ended');
  });
});

describe('output as text', () => {
  test('has no colours, titles or other controls', () => {
    expect(plain('\u001b[1;31mred\u001b[0m \u001b]0;title\u0007\u001bP1$q\u001b\\plain\u0007\u001b(B')).toBe(
      'red plain',
    );
  });

  test('has none of a sequence that was cut in two', () => {
    expect(plain('a\u001b[3', '1mb')).toBe('ab');
    expect(plain('a\u001b]8;;http', '://x\u001b\\b')).toBe('ab');
  });

  test('shows the last state of a line that begins again', () => {
    expect(plain('10 %\r50 %\r100 %\r\ndone\n')).toBe('100 %\ndone\n');
  });
});

function brief(name: string, command: string): string {
  return commandInBrief({ name, command });
}

function plain(...pieces: readonly string[]): string {
  const text = new PlainText();
  return pieces.map((piece) => text.add(piece)).join('');
}

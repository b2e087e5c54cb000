import { expect, test } from 'vitest';
import { lineOf, nameOf, terminalEnvironment, userShell } from '../../../src/host/panes/program.js';
import { withPercent } from '../../../src/host/usage/percent.js';
import type { BlockUsage } from '../../../src/host/wire/index.js';

test('the shell is that of the user', () => {
  expect(userShell({ SHELL: '/bin/zsh', ComSpec: 'cmd.exe' })).toBe('/bin/zsh');
  expect(userShell({ SHELL: '', ComSpec: String.raw`C:\Windows\cmd.exe` })).toBe(
    String.raw`C:\Windows\cmd.exe`,
  );
  expect(userShell({})).toBe('/bin/sh');
});

test('a program is told what its terminal can show', () => {
  expect(terminalEnvironment({ A: 'b', UNSET: undefined, TERM_PROGRAM: 'other' })).toEqual({
    A: 'b',
    COLORTERM: 'truecolor',
    TERM_PROGRAM: 'panetree',
  });
});

test('a title is the name of the program', () => {
  expect(['/usr/bin/node', String.raw`C:\bin\node.EXE`, 'vim', '/'].map(nameOf)).toEqual([
    'node',
    'node',
    'vim',
    '/',
  ]);
});

test('a command is shown so that its words can be told apart', () => {
  expect(lineOf({ file: 'sh', args: ['-c', 'echo "a  b"', ''] })).toBe(String.raw`sh -c "echo \"a  b\"" ""`);
});

test('CPU time becomes a share of one core, known only between two samples of one identity', () => {
  const first = usageOf({ observedAt: 1000, cpuTimeMs: 100, births: ['a', 'b'] });
  const second = usageOf({ observedAt: 1500, cpuTimeMs: 350, births: ['a', 'c'] });
  expect(withPercent(first, undefined).cpuPercent).toBeUndefined();
  const { cpuPercent, processes } = withPercent(second, first);
  expect(cpuPercent).toBe(50);
  expect(processes.map((each) => each.cpuPercent)).toEqual([50, undefined]);
  expect(withPercent(first, first).cpuPercent).toBeUndefined();
});

interface Sample {
  readonly observedAt: number;
  readonly cpuTimeMs: number;
  readonly births: readonly string[];
}

function usageOf({ observedAt, cpuTimeMs, births }: Sample): BlockUsage {
  const processes = births.map((birth, index) => ({ pid: index + 2, birth, cpuTimeMs }));
  return { blockId: 'a', observedAt, processCount: 2, peakProcessCount: 2, cpuTimeMs, processes };
}

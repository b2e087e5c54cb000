import { expect, test } from 'vitest';
import {
  lineOf,
  nameOf,
  startDirectory,
  terminalEnvironment,
  userShell,
} from '../../../src/host/panes/program.js';

test('the shell is that of the user', () => {
  expect(userShell({ SHELL: '/bin/zsh', ComSpec: 'cmd.exe' })).toBe('/bin/zsh');
  expect(userShell({ SHELL: '', ComSpec: String.raw`C:\Windows\cmd.exe` })).toBe(
    String.raw`C:\Windows\cmd.exe`,
  );
  expect(userShell({})).toBe('/bin/sh');
});

test('a program is told what its terminal can show', () => {
  expect(
    terminalEnvironment({
      A: 'b',
      TMUX: 'x',
      LINES: '3',
      VTE_VERSION: '1',
      UNSET: undefined,
      TERM_PROGRAM: 'other',
    }),
  ).toEqual({
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

test('a pane that names no directory starts in the first that is there', () => {
  expect(startDirectory('/usr', { HOME: '/' })).toBe('/usr');
  expect(startDirectory('/nowhere', { HOME: '/usr' })).toBe('/usr');
  expect(startDirectory('/nowhere', { HOME: 'relative' })).toBe('/');
  expect(startDirectory(undefined, {})).toBe(process.cwd());
});

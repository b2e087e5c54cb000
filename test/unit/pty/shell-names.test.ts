import { expect, test } from 'vitest';
import { isPrompt } from '../../../src/pty/shell-names.js';

test.for([
  ['/bin/bash', [], true],
  ['-zsh', [], true],
  ['/usr/bin/fish', ['--login'], true],
  ['bash', ['--norc', '--noprofile'], true],
  ['bash', ['-il'], true],
  ['bash', ['-c', 'sleep 1'], false],
  ['bash', ['-lc', 'sleep 1'], false],
  ['fish', ['--command=sleep 1'], false],
  ['sh', ['script.sh'], false],
  ['vim', [], false],
  ['node', ['-i'], false],
] as const)('%s %j prompts: %s', ([file, args, expected]) => {
  expect(isPrompt(file, args)).toBe(expected);
});

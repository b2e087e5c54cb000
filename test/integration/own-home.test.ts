import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { expect, test } from 'vitest';

test.each(['bash', 'sh'])('an interactive %s of a test reads no start file of the user', (shell) => {
  const { stdout } = spawnSync(shell, ['-ic', 'cd; pwd -P; echo "${HISTFILE-none}"'], { encoding: 'utf8' });
  expect(stdout).toContain('panetree-home-');
  expect(stdout).not.toContain(userInfo().homedir);
});

import { expect } from 'vitest';
import { finished } from '../support/command-line.js';
import { test } from '../support/process-test.js';
import { until } from '../support/until.js';

test('SIGTERM to npm ends what npm start runs, though npm tells its shell alone', async ({ scenario }) => {
  const npm = scenario.spawnOutside('npm', ['start', '--', 'sleep', `600.${scenario.token}`]);
  await until(() => scenario.carriers().some(({ name }) => name === 'sleep'), {
    what: 'the command runs',
    withinMs: 25_000,
  });
  npm.kill('SIGTERM');
  await finished(npm);
  await scenario.expectNothingLeft(10_000);
  expect(npm.signalCode ?? npm.exitCode).not.toBe(0);
});

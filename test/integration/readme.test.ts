import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { test } from '../support/process-test.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The first example of the README, which is plain JavaScript. */
function firstExample(): string {
  const example = /```js\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1];
  if (example === undefined) throw new Error('the README has no example');
  return example;
}

test('the example of the README has at most ten lines, runs as it stands, and leaves nothing', async ({
  scenario,
}) => {
  const example = firstExample();
  expect(example.trim().split('\n')).satisfy((lines: readonly string[]) => lines.length <= 10);
  // Inside the package, where its own name can be imported.
  const directory = join(root, 'build', `readme-${scenario.token}`);
  mkdirSync(directory, { recursive: true });
  scenario.atEnd(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, 'example.mjs'), example);
  const { stdout } = await promisify(execFile)(process.execPath, [join(directory, 'example.mjs')], {
    env: scenario.environment,
  });
  expect(stdout).toContain("blockId: 'pane-1'");
  expect(stdout).toContain('survivors: []');
  await scenario.expectNothingLeft();
});

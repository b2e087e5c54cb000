import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { openStore } from '#dist/store/index.js';
import { test } from '../support/linux-test.js';
import type { Scenario } from '../support/scenario.js';

function pathIn(scenario: Scenario): string {
  return join(scenario.temporaryDirectory(), 'panetree', 'store.db');
}

test.for(['', '-wal', '-shm'])(
  'a store whose file%s is a symbolic link is refused, and nothing is touched',
  async (suffix, { scenario }) => {
    const path = pathIn(scenario);
    const other = join(scenario.temporaryDirectory(), 'other');
    writeFileSync(other, 'precious', { mode: 0o644 });
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(other, `${path}${suffix}`);
    await expect(openStore({ path })).rejects.toMatchObject({
      name: 'StoreError',
      code: 'store-unsafe',
      path,
    });
    expect([readFileSync(other, 'utf8'), statSync(other).mode & 0o777]).toEqual(['precious', 0o644]);
  },
);

test('a store in a directory that others may write to is refused', async ({ scenario }) => {
  const path = pathIn(scenario);
  mkdirSync(dirname(path), { recursive: true });
  chmodSync(dirname(path), 0o777);
  await expect(openStore({ path })).rejects.toMatchObject({ code: 'store-unsafe' });
  expect(existsSync(path)).toBe(false);
  chmodSync(dirname(path), 0o1777);
  await (await openStore({ path })).close();
});

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { besideHostLeaf, homeBelow, hostLeaf } from '../../../../src/platform/linux-cgroup/host-leaf.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const scratch = temporaryDirectory();
const at = (...paths: readonly string[]) => paths.map((path) => ({ directory: `/cg${path}`, path }));

test('a host makes its panes where it lives', () => {
  expect(besideHostLeaf(at('/a/b', '/a', '/'))).toEqual(at('/a/b', '/a', '/'));
  expect(besideHostLeaf([])).toEqual([]);
});

test('one that was moved into its leaf makes them beside it', () => {
  expect(besideHostLeaf(at(`/a/${hostLeaf}`, '/a', '/'))).toEqual(at('/a', `/a/${hostLeaf}`, '/'));
  expect(besideHostLeaf(at(`/${hostLeaf}`))).toEqual(at(`/${hostLeaf}`));
});

test('what returns to the host goes into its leaf, once there is one', () => {
  expect(homeBelow(scratch)).toBe(scratch);
  mkdirSync(join(scratch, hostLeaf));
  expect(homeBelow(scratch)).toBe(join(scratch, hostLeaf));
});

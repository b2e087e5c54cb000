import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { cgroupPathOf, isWithin } from '../../../../src/platform/linux-cgroup/placement.js';
import { needsProc } from '../../support/needs.js';

describe('isWithin', () => {
  test.for([
    ['/a/b', '/a/b', true],
    ['/a/b/c', '/a/b', true],
    ['/a/b-c', '/a/b', false],
    ['/a', '/a/b', false],
    ['/', '/a', false],
    ['/x/a/b', '/a/b', false],
  ] as const)('%s in %s: %o', ([path, parent, expected]) => {
    expect(isWithin(path, parent)).toBe(expected);
  });
});

describe('cgroupPathOf', () => {
  beforeEach(needsProc);

  test('of this process is what the kernel says', () => {
    const line = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'));
    expect(cgroupPathOf(process.pid)).toBe(line?.[1]);
  });

  test('of a process that is gone is not known', () => {
    expect(cgroupPathOf(2 ** 30)).toBeUndefined();
  });
});

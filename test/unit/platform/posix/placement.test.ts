import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { cgroupPathOf, isWithin, parseOwnPath } from '../../../../src/platform/posix/placement.js';
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

describe('parseOwnPath', () => {
  test.for([
    ['0::/user.slice/a\n', '/user.slice/a'],
    ['12:pids:/a\n1:name=systemd:/b\n0::/c\n', '/c'],
    ['0::/\n', '/'],
    ['12:pids:/a\n', undefined],
    ['10::/x\n', undefined],
    ['0::/a:b c\n', '/a:b c'],
    ['', undefined],
  ] as const)('of %j is %j', ([text, path]) => {
    expect(parseOwnPath(text)).toBe(path);
  });
});

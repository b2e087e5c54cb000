import { spawnSync, type StdioOptions } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Command } from '../../../../src/platform/contract.js';
import { launcherLine } from '../../../../src/platform/posix/launcher.js';
import { marker } from '../../support/launched.js';
import { needsProc } from '../../support/needs.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const directory = temporaryDirectory();
const file = join(directory, 'open');
const path = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' };

beforeEach((context) => {
  needsProc(context);
  writeFileSync(file, 'text');
});

/** The numbers under which `ls` finds the file open that its starter passes under these numbers. */
function seen(line: Command, numbers: readonly number[], path_ = file): readonly number[] {
  const descriptor = openSync(path_, 'r+');
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
  for (let number = 3; number <= Math.max(2, ...numbers); number++) {
    stdio[number] = numbers.includes(number) ? descriptor : 'ignore';
  }
  try {
    const { stdout, stderr } = spawnSync(line.file, line.args, { env: line.env, stdio, encoding: 'utf8' });
    expect(stderr).toBe('');
    return [...stdout.matchAll(/ (\d+) -> (.*)/g)]
      .filter(([, , target]) => target === path_)
      .map(([, number]) => Number(number))
      .toSorted((one, other) => one - other);
  } finally {
    closeSync(descriptor);
  }
}

function listing(descriptors?: readonly number[]): Command {
  const command = { file: 'ls', args: ['-l', '/proc/self/fd'], env: path };
  return launcherLine({ ...command, descriptors }, { marker, procsPath: undefined });
}

const numbers = [3, 5, 9, 10, 11, 12, 30, 200];

test('control: without the launcher a program inherits them all', () => {
  const bare = { file: 'ls', args: ['-l', '/proc/self/fd'], env: path };
  expect(seen(bare, numbers)).toEqual(numbers);
});

describe('a command inherits the descriptors that are meant for it', () => {
  test('none', () => {
    expect(seen(listing([]), numbers)).toEqual([]);
  });

  test('those named, below 10 and above', () => {
    expect(seen(listing([3, 11, 200]), numbers)).toEqual([3, 11, 200]);
  });

  test('by default all but the masters of terminals', () => {
    expect(seen(listing(), numbers)).toEqual(numbers);
    expect(seen(listing(), numbers, '/dev/ptmx')).toEqual([]);
  });

  test('control: such a master is inherited where it is named', () => {
    expect(seen(listing([3, 12]), [3, 12], '/dev/ptmx')).toEqual([3, 12]);
  });

  test.for<Readonly<Record<string, string>>>([
    {},
    { SHLVL: '3', OLDPWD: '/', PWD: '/nowhere', _: '/x' },
    { SHLVL: '899', _: '' },
    { SHLVL: '999' },
    { SHLVL: 'secret', _: 'a b' },
    { IFS: ':', _: '$(id)', TERM: 'dumb' },
    { BASH_ENV: '/nowhere', BASH_ARGV0: 'x', BASH_COMMAND: 'y', COMP_WORDBREAKS: 'z', PIPESTATUS: '7' },
    { LC_ALL: 'xx_XX.UTF-8', POSIXLY_CORRECT: '1', HOSTNAME: 'h', SHELL: '/s', OPTERR: 'q', TZ: 'Mars' },
    { 'BASH_FUNC_x%%': '() { :; }', _: '/x' },
  ])('no shell that closes them leaves a trace in the environment %j', (variables) => {
    for (const env of [path, { ...path, ...variables }]) {
      const command = { file: '/usr/bin/env', args: ['-0'], env, descriptors: [] };
      const expected = Object.entries({ ...env, PANETREE_BLOCK: marker }).map(
        ([name, value]) => `${name}=${value}`,
      );
      for (const line of bothWays(() => launcherLine(command, { marker, procsPath: undefined }))) {
        const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
        const descriptor = openSync(file, 'r');
        stdio[20] = descriptor;
        const { stdout, stderr } = spawnSync(line.file, line.args, {
          env: line.env,
          stdio,
          encoding: 'utf8',
        });
        closeSync(descriptor);
        const entries = stdout.split('\0').filter((entry) => entry !== '');
        expect([entries.toSorted(), stderr]).toEqual([expected.toSorted(), '']);
      }
    }
  });
});

/** The line of a host without open terminals, which begins with sh, and that of one with a terminal. */
function bothWays(lineOf: () => Command): readonly Command[] {
  const before = lineOf();
  // So many that one has a number of two digits.
  const masters = Array.from({ length: 10 }, () => openSync('/dev/ptmx', 'r+'));
  const after = lineOf();
  for (const master of masters) closeSync(master);
  expect(after.file).toMatch(/bash$/);
  return [before, after];
}

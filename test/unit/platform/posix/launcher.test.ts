import {
  chmodSync,
  existsSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Command } from '../../../../src/platform/contract.js';
import { isLauncher, launcherLine } from '../../../../src/platform/posix/launcher.js';
import { argumentsSeen, environmentSeen, marker, type Result, runLine } from '../../support/launched.js';
import { needsProc } from '../../support/needs.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const directory = temporaryDirectory();
const procsPath = join(directory, 'cgroup.procs');
const path = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' };

beforeEach((context) => {
  needsProc(context);
  rmSync(procsPath, { recursive: true, force: true });
  writeFileSync(procsPath, '');
});

describe('rule 9: joining', () => {
  test('writes 0, which stands for the writer, before the command runs', () => {
    const command = { file: '/bin/cat', args: [procsPath], env: path };
    expect(runLine(launcherLine(command, { marker, procsPath }))).toEqual({
      status: 0,
      stdout: '0\n',
      stderr: '',
    });
  });

  test('keeps exit code and signal of the command', () => {
    const exits = ['exit 7', 'kill -9 $$'].map((script) =>
      runLine(launcherLine({ file: '/bin/sh', args: ['-c', script], env: path }, { marker, procsPath })),
    );
    expect(exits.map(({ status }) => status)).toEqual([7, 'SIGKILL']);
  });

  test('a pane that is gone starts nothing: 125, and it is said', () => {
    const gone = join(directory, 'removed', 'cgroup.procs');
    const result = runLine(
      launcherLine({ file: '/bin/echo', args: ['started'], env: path }, { marker, procsPath: gone }),
    );
    expect(result).toMatchObject({ status: 125, stdout: '' });
    expect(result.stderr).toMatch(/^panetree: .*not started/);
  });

  test('rule 2: where the join fails the command runs all the same, and it is said', () => {
    rmSync(procsPath);
    mkdirSync(procsPath);
    const result = runLine(
      launcherLine({ file: '/bin/echo', args: ['started'], env: path }, { marker, procsPath }),
    );
    expect(result).toMatchObject({ status: 0, stdout: 'started\n' });
    expect(result.stderr).toMatch(/^panetree: cannot join .*not tracked/);
  });

  test('a failed write, like the kernel’s refusal of a join, is a failed join', () => {
    rmSync(procsPath);
    symlinkSync('/dev/full', procsPath);
    const result = runLine(
      launcherLine({ file: '/bin/echo', args: ['started'], env: path }, { marker, procsPath }),
    );
    expect(result).toMatchObject({ status: 0, stdout: 'started\n' });
    expect(result.stderr).toMatch(/^panetree: cannot join/);
  });

  test('a path with spaces, quotes and substitutions is a path', () => {
    const odd = join(directory, `$(id) 'a' "b" \`c\``);
    writeFileSync(odd, '');
    expect(
      runLine(launcherLine({ file: '/bin/true', args: [], env: path }, { marker, procsPath: odd })).stderr,
    ).toBe('');
    expect(readFileSync(odd, 'utf8')).toBe('0\n');
  });
});

const texts = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '*',
    '~',
    '$0',
    '$(id)',
    '`id`',
    "'",
    '"',
    '\\',
    '\n',
    '--',
    '-e',
    'a=b',
    '!',
    '#',
    '&;|<>',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll('\0', '')),
);

describe('rule 9: arguments', () => {
  test('hold no marker, which is a secret', () => {
    const { args } = launcherLine({ file: '/bin/true', args: [], env: path }, { marker, procsPath });
    expect(args.join()).not.toContain(marker);
  });

  test('arrive byte by byte, whatever the environment', () => {
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 8 }), fc.boolean(), (args, isCarried) => {
        const env = isCarried ? { ...path, 'BASH_FUNC_x%%': '() { :; }' } : path;
        expect(argumentsSeen(args, env, procsPath)).toEqual(args);
      }),
      { numRuns: 40 },
    );
  });

  test.for(['plain', 'a b', '$x', "it's", 'a=b', '-n', '--'])('a program named %j is started', (name) => {
    for (const env of [path, { ...path, IFS: ':' }]) {
      const file = join(directory, name);
      copyFileSync('/bin/echo', file);
      chmodSync(file, 0o755);
      const { stdout, stderr } = runLine(launcherLine({ file, args: ['hello'], env }, { marker, procsPath }));
      expect([stdout, stderr]).toEqual(['hello\n', '']);
      rmSync(file);
    }
  });
});

describe('the environment arrives as it is, with the marker of the innermost host', () => {
  test.for<Readonly<Record<string, string>>>([
    {},
    { A: '1' },
    { PWD: '/nowhere/stale' },
    { PWD: '' },
    { OLDPWD: '/nowhere' },
    { IFS: ':' },
    { IFS: '0e/' },
    { PS1: '> ', PS2: '', PS4: '+' },
    { PPID: '7', OPTIND: '9', LINENO: '3', RANDOM: '4', SECONDS: '5', UID: '6', EUID: '6' },
    { SHELLOPTS: 'xtrace', BASHOPTS: 'x', HISTCMD: '1', SHLVL: '4', _: '/bin/x' },
    { ENV: '/nowhere/profile', BASH_ENV: '/nowhere/profile' },
    { 'BASH_FUNC_x%%': '() {  echo "a\nb"\n}' },
    { 'a b': 'x y', '1x': '1', 'a-b': '2', é: 'ü', 'a.b': '3' },
    { '-i': 'looks like an option', '-u': 'also' },
    { '--': 'ends options' },
    { EMPTY: '', 'EMPTY%%': '' },
    { A: 'line\nbreak', B: ' = ', C: '\u{1F600}', D: '$(id)' },
    { PANETREE_LAUNCHER: 'the user’s own' },
    { PANETREE_BLOCK: 'of an outer host' },
  ])('%j', (variables) => {
    for (const env of [{ ...path, ...variables }, variables]) {
      expect(environmentSeen(env, procsPath)).toEqual({ ...env, PANETREE_BLOCK: marker });
    }
  });

  test.for(['/nowhere', ''])('a name the shell cannot hold is carried also where PATH is %j', (PATH) => {
    const env = { PATH, 'BASH_FUNC_x%%': '() { :; }' };
    expect(environmentSeen(env, procsPath)).toEqual({ ...env, PANETREE_BLOCK: marker });
  });

  test('any names and values', () => {
    const names = texts.map((name) => name.replaceAll('=', '')).filter((name) => name !== '');
    fc.assert(
      fc.property(fc.dictionary(names, texts, { maxKeys: 6, noNullPrototype: true }), (variables) => {
        const env = { ...path, ...variables };
        expect(environmentSeen(env, procsPath)).toEqual({ ...env, PANETREE_BLOCK: marker });
      }),
      { numRuns: 40 },
    );
  });

  test('without one of its own a command gets that of the host', () => {
    expect(environmentSeen(undefined, procsPath)).toEqual({ ...process.env, PANETREE_BLOCK: marker });
  });

  test.for<Readonly<Record<string, string>>>([
    { LD_TRACE_LOADED_OBJECTS: '1' },
    { LD_PRELOAD: '/nowhere/preloaded.so' },
    { SHELLOPTS: 'noclobber:xtrace', LD_PRELOAD: '/nowhere/preloaded.so' },
    { 'a.b': '1', LD_TRACE_LOADED_OBJECTS: '1' },
  ])('%j acts on the command alone, and does there what it does without us', (variables) => {
    const command = { file: '/bin/echo', args: ['x'], env: { ...path, ...variables } };
    const started = runLine(launcherLine(command, { marker, procsPath }));
    expect(withoutAddresses(started)).toEqual(withoutAddresses(runLine(command)));
    expect(readFileSync(procsPath, 'utf8')).toBe('0\n');
  });

  test('no value stands in an argument, which everybody on the machine can read', () => {
    const env = { ...path, TOKEN: 'secret', TERM: 'secret', SHLVL: 'secret' };
    const { args } = launcherLine({ file: '/bin/true', args: [], env }, { marker, procsPath });
    expect(args.join('\n')).not.toMatch(/secret|panetree-1-2/);
  });
});

describe('a command that the exec refuses', () => {
  test('is named', () => {
    const script = join(directory, 'script');
    writeFileSync(script, '#!/nowhere/interpreter\n', { mode: 0o755 });
    const line = launcherLine({ file: script, args: [], env: path }, { marker, procsPath });
    const { status, stderr } = runLine(line);
    expect(status === 126 || status === 127).toBe(true);
    expect(stderr).toContain(`panetree: `);
    expect(stderr).toContain(script);
    expect(stderr).not.toContain(procsPath);
  });
});

describe('where /bin/sh is bash', () => {
  test.for<Readonly<Record<string, string>>>([
    { A: '1' },
    { SHLVL: '4', A: '1', _: '/bin/x' },
    { UID: '7', EUID: '7', PPID: '7', BASH_ENV: '/nowhere', SHLVL: '1' },
    { SHELLOPTS: 'noclobber', 'BASH_FUNC_x%%': '() { :; }', SHLVL: '1', _: '' },
    { LC_ALL: 'xx_XX.UTF-8' },
  ])('%j arrives', (variables, { skip }) => {
    skip(!existsSync('/bin/bash'), 'needs bash');
    const env = { ...path, ...variables };
    const command = { file: '/usr/bin/env', args: ['-0'], env };
    const { stdout, stderr } = runLine(asBash(launcherLine(command, { marker, procsPath })));
    const seen = stdout.split('\0').filter((entry) => entry !== '');
    const expected = Object.entries({ ...env, PANETREE_BLOCK: marker }).map(
      ([name, value]) => `${name}=${value}`,
    );
    expect([seen.toSorted(), stderr]).toEqual([expected.toSorted(), '']);
  });
});

describe('isLauncher', () => {
  test('knows the launcher by its arguments, with and without env(1) behind it', () => {
    for (const env of [path, { ...path, IFS: ':' }]) {
      const line = launcherLine({ file: '/bin/true', args: [], env }, { marker, procsPath });
      expect(isLauncher([line.file, ...line.args])).toBe(true);
      const marked = line.args.indexOf('PANETREE_LAUNCHER');
      if (marked > 0) expect(isLauncher(line.args.slice(marked - 2))).toBe(true);
    }
  });

  test.for([[], ['/bin/sh'], ['/bin/sh', '-c', 'echo 0'], ['env', '-u', 'X'], ['/bin/true', 'panetree']])(
    'takes %j for a program of the user',
    (args) => {
      expect(isLauncher(args)).toBe(false);
    },
  );
});

function asBash({ args, ...line }: Command): Command {
  return { ...line, file: '/bin/bash', args: ['--norc', '--posix', ...args] };
}

/** Where the loader has put what it lists differs each time. */
function withoutAddresses({ stdout, ...rest }: Result): Result {
  return { ...rest, stdout: stdout.replaceAll(/0x[0-9a-f]+/g, '') };
}

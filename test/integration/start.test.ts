import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { SpawnError } from '../../src/index.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';

const reporter = fileURLToPath(new URL('../fixtures/hosts/report-start.mjs', import.meta.url));
const path = process.env['PATH'] ?? '/usr/bin:/bin';

const environments: Record<string, Record<string, string>> = {
  'a plain one': { PATH: path, HOME: '/root' },
  'PWD absent': { PATH: path },
  'PWD stale': { PATH: path, PWD: '/nowhere/at all' },
  'PWD empty': { PATH: path, PWD: '', OLDPWD: '/' },
  'names no shell can hold': {
    PATH: path,
    'BASH_FUNC_x%%': '() {  echo hi\n}',
    'a.b': '1',
    'a-b': '',
    '1': 'x',
  },
  'names a shell sets itself': {
    PATH: path,
    IFS: ':',
    OPTIND: '7',
    PPID: '1',
    PS1: '> ',
    PS4: '! ',
    LINENO: '9',
  },
  'values of all kinds': {
    PATH: path,
    EMPTY: '',
    LINES: 'one\ntwo\n',
    QUOTES: `'"\`$(id)\\`,
    EQUALS: 'a=b=c',
  },
  'names that mean something to a shell': {
    PATH: path,
    ENV: '/nowhere',
    BASH_ENV: '/nowhere',
    SHELLOPTS: 'x',
    _: '/x',
  },
  'bytes beyond ASCII': { PATH: path, UMLAUT: 'ä🪟', Ä: 'ö' },
};

const argumentLists: Record<string, readonly string[]> = {
  none: [],
  'empty ones': ['', '', 'x', ''],
  quotes: [`'`, `"`, '`id`', '$(id)', '$HOME', '\\', '\\n'],
  'newlines and tabs': ['a\nb', '\n', '\t', ' a  b '],
  'leading dashes': ['-', '--', '-c', '--help', '-e'],
  globs: ['*', '?', '[a-z]', '~', '{a,b}', '/*'],
  'shell syntax': [';', '&&', '|', '>', '<', '&', '!', '#', '=', 'A=B'],
  'beyond ASCII': ['ä', '🪟', '\u0001'],
  'a long one': ['x'.repeat(100_000)],
};

test.for(Object.keys(environments))(
  'rule 9: the environment arrives unchanged but for the marker: %s',
  async (name, { scenario }) => {
    await expectSameStart(scenario, [], { env: environments[name] });
  },
);

test.for(Object.keys(argumentLists))('rule 9: arguments arrive unchanged: %s', async (name, { scenario }) => {
  await expectSameStart(scenario, argumentLists[name] ?? [], {});
});

test('rule 9: the working directory and the inherited environment arrive unchanged', async ({ scenario }) => {
  await expectSameStart(scenario, ['x'], { cwd: '/proc' });
  await expectSameStart(scenario, ['x'], { cwd: '/', env: { PATH: path, PWD: '/tmp' } });
});

test('rule 9: a program is searched and named as without us', async ({ scenario }) => {
  const directory = scenario.temporaryDirectory();
  for (const name of ['-dash', 'with space', "quo'te"]) {
    const file = `${directory}/${name}`;
    writeFileSync(file, '#!/bin/sh\nprintf "%s\\n" "$0" "$@"\n');
    chmodSync(file, 0o755);
    for (const args of [[], ['-n', '']]) {
      const options = { env: { PATH: `${directory}:${path}` }, cwd: directory };
      const expected = await outputOf(spawn(name, args, { ...options, stdio: 'pipe' }));
      const pane = await scenario.pane();
      expect(await outputOf(await pane.spawn(name, args, { ...options, stdio: 'pipe' }))).toBe(expected);
    }
  }
});

test('rule 9: what cannot be started fails as without us', async ({ scenario }) => {
  const directory = scenario.temporaryDirectory();
  const plainFile = `${directory}/plain`;
  writeFileSync(plainFile, '#!/bin/sh\n');
  const tracker = await scenario.pane();
  const attempts: readonly (readonly [string, SpawnOptions])[] = [
    ['/nonexistent/program', {}],
    ['no-such-program-anywhere', {}],
    [plainFile, {}],
    [directory, {}],
    [`${plainFile}/below`, {}],
    ['./missing', { cwd: directory }],
    ['/bin/true', { cwd: '/nonexistent' }],
    ['true', { env: { PATH: '/nonexistent' } }],
  ];
  for (const [file, options] of attempts) {
    const expected = await failureOf(file, options);
    const refused = tracker.spawn(file, ['arg'], { ...options, stdio: 'ignore' });
    const error = await refused.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error, file).toBeInstanceOf(SpawnError);
    const { code, errno, syscall, path: failed, spawnargs } = error as SpawnError;
    expect({ code, errno, syscall, path: failed, spawnargs }).toEqual(expected);
  }
  expect(await tracker.list()).toEqual([]);
  expect(tracker.confidence).toBe('high');
});

test('spawn passes signals, exit codes, stdio and shell on as without us', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const coded = await tracker.spawn('/bin/sh', ['-c', 'exit 42']);
  expect((await once(coded, 'exit'))[0]).toBe(42);
  const killed = await tracker.spawn('/bin/sh', ['-c', 'kill -USR1 $$']);
  expect((await once(killed, 'exit'))[1]).toBe('SIGUSR1');
  const echoing = await tracker.spawn('cat', [], { stdio: 'pipe' });
  echoing.stdin?.end('through');
  expect(await outputOf(echoing)).toBe('through');
  const inShell = await tracker.spawn('echo one; echo', ['two'], { shell: true, stdio: 'pipe' });
  expect(await outputOf(inShell)).toBe('one\ntwo\n');
  const aborted = new AbortController();
  const endless = await tracker.spawn('sleep', [`600.${scenario.token}`], {
    signal: aborted.signal,
    stdio: 'ignore',
  });
  endless.on('error', () => undefined);
  aborted.abort();
  expect((await once(endless, 'exit'))[1]).toBe('SIGTERM');
});

async function expectSameStart(
  scenario: Scenario,
  args: readonly string[],
  options: SpawnOptions,
): Promise<void> {
  const target = `${scenario.temporaryDirectory()}/started.json`;
  const line = [reporter, target, ...args];
  const started = async (child: ReturnType<typeof spawn>) => {
    expect(await once(child, 'exit')).toEqual([0, null]);
    const start = JSON.parse(readFileSync(target, 'utf8')) as { readonly environment: readonly string[] };
    const environment = start.environment.filter((variable) => !isMarker(variable));
    return { start: { ...start, environment }, markers: start.environment.filter(isMarker) };
  };
  const bare = await started(spawn(process.execPath, line, { ...options, stdio: 'inherit' }));
  const tracker = await scenario.pane();
  const tracked = await started(
    await tracker.spawn(process.execPath, line, { ...options, stdio: 'inherit' }),
  );
  expect(tracked.start).toEqual(bare.start);
  expect(tracked.markers).toEqual([expect.stringMatching(`^PANETREE_BLOCK=panetree-${process.pid}-.+:`)]);
}

function isMarker(variable: string): boolean {
  return variable.startsWith('PANETREE_BLOCK=');
}

/** Most failures come as an event; some, ENOTDIR among them, are thrown and lack all but the code. */
async function failureOf(file: string, options: SpawnOptions): Promise<object> {
  const rest = { syscall: `spawn ${file}`, path: file, spawnargs: ['arg'] };
  try {
    const bare = spawn(file, ['arg'], { ...options, stdio: 'ignore' });
    const [error]: NodeJS.ErrnoException[] = await once(bare, 'error');
    return { ...error };
  } catch (thrown) {
    const { code, errno } = thrown as NodeJS.ErrnoException;
    return { ...rest, code, errno };
  }
}

async function outputOf(child: ReturnType<typeof spawn>): Promise<string> {
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  return Buffer.concat(chunks).toString();
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Command } from '../../../../src/platform/contract.js';
import { resolveExecutable } from '../../../../src/platform/posix/executable.js';
import { needsPosix } from '../../support/needs.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const base = temporaryDirectory();
const at = (name: string) => join(base, name);

mkdirSync(at('programs'));
mkdirSync(at('plain'));
mkdirSync(at('programs/folder'));
writeFileSync(at('programs/tool'), '#!/bin/sh\n', { mode: 0o755 });
writeFileSync(at('plain/tool'), '#!/bin/sh\n', { mode: 0o644 });
writeFileSync(at('plain/text'), 'text\n', { mode: 0o644 });
symlinkSync('nowhere', at('plain/dangling'));
symlinkSync('circle', at('plain/circle'));
chmodSync(at('programs/tool'), 0o755);

type Case = readonly [title: string, command: Partial<Command> & { readonly file: string }];

const failures: readonly Case[] = [
  ['a bare name that is nowhere', { file: 'panetree-no-such-program' }],
  ['a bare name with arguments', { file: 'panetree-no-such-program', args: ['-l', 'a b'] }],
  ['a path that leads nowhere', { file: at('nowhere') }],
  ['a path through a file', { file: at('plain/text/tool') }],
  ['a file that is not executable', { file: at('plain/text') }],
  ['a directory', { file: at('plain') }],
  ['a directory by a relative path', { file: './folder', cwd: at('programs') }],
  ['a relative path that leads nowhere from cwd', { file: './tool', cwd: base }],
  ['a link that leads nowhere', { file: at('plain/dangling') }],
  ['a link that leads to itself', { file: at('plain/circle') }],
  ['a path too long', { file: `/${'x'.repeat(5000)}` }],
  ['a name too long', { file: 'x'.repeat(300) }],
  ['a cwd that is not there', { file: '/bin/true', cwd: at('nowhere') }],
  ['a cwd that is a file', { file: '/bin/true', cwd: at('plain/text') }],
  ['a cwd through a file', { file: '/bin/true', cwd: at('plain/text/x') }],
  ['no PATH', { file: 'panetree-no-such-program', env: {} }],
  ['an empty PATH', { file: 'true', env: { PATH: '' }, cwd: at('plain') }],
  ['a PATH with a file that is not executable', { file: 'tool', env: { PATH: at('plain') } }],
  [
    'a PATH with one that is not executable, then nothing',
    { file: 'tool', env: { PATH: `${at('plain')}:${base}` } },
  ],
  ['a PATH with a directory of that name', { file: 'folder', env: { PATH: at('programs') } }],
  ['a PATH of a file', { file: 'tool', env: { PATH: at('plain/text') } }],
  ['a PATH of nothing, then a file', { file: 'tool', env: { PATH: `${at('nowhere')}:${at('plain/text')}` } }],
  ['a PATH of a file, then nothing', { file: 'tool', env: { PATH: `${at('plain/text')}:${at('nowhere')}` } }],
];

const found: readonly Case[] = [
  ['an absolute path', { file: at('programs/tool') }],
  ['a path relative to cwd', { file: './tool', cwd: at('programs') }],
  ['a path through a parent', { file: '../programs/tool', cwd: at('plain') }],
  ['a PATH entry', { file: 'tool', env: { PATH: at('programs') } }],
  [
    'a later PATH entry, past one that is not executable',
    { file: 'tool', env: { PATH: `${at('plain')}:${at('programs')}` } },
  ],
  [
    'a later PATH entry, past a file',
    { file: 'tool', env: { PATH: `${at('plain/text')}:${at('programs')}` } },
  ],
  [
    'an empty PATH entry, which is cwd',
    { file: 'tool', env: { PATH: `:${at('plain')}` }, cwd: at('programs') },
  ],
  ['a relative PATH entry, from cwd', { file: 'tool', env: { PATH: 'programs' }, cwd: base }],
  ['no PATH at all', { file: 'true', env: {} }],
];

beforeEach(needsPosix);

describe('rule 9: what cannot be started fails as node’s own spawn does', () => {
  test.for(failures)('%s', async ([, some]) => {
    const command = { args: [], ...some };
    const expected = await nodesOwn(command);
    expect(expected).toBeDefined();
    expect(ours(command)).toMatchObject(expected ?? {});
  });

  test.for(failures)('%s: and says for which command', ([, some]) => {
    const { file, args = [] } = some;
    expect(ours({ args, ...some })).toMatchObject({ syscall: `spawn ${file}`, path: file, spawnargs: args });
  });
});

test('a working directory that cannot be entered is named', () => {
  expect(ours({ file: '/bin/true', args: [], cwd: at('nowhere') })).toMatchObject({
    code: 'ENOENT',
    message: `spawn /bin/true ENOENT: the working directory ${at('nowhere')} cannot be entered`,
  });
});

describe('what node’s own spawn starts is found', () => {
  test.for(found)('%s', async ([, some]) => {
    const command = { args: [], ...some };
    expect(await nodesOwn(command)).toBeUndefined();
    expect(resolveExecutable(command)).toMatch(/^\/.*\/(tool|true)$/);
  });
});

function ours(command: Command): unknown {
  try {
    resolveExecutable(command);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Most failures node reports by an event, with all about the command; the rare ones it throws, with the errno alone. */
async function nodesOwn({ file, args, cwd, env }: Command): Promise<object | undefined> {
  const options = {
    stdio: 'ignore' as const,
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env: { ...env } }),
  };
  try {
    const child = spawn(file, [...args], options);
    await once(child, 'exit');
    return undefined;
  } catch (error) {
    const { message, code, errno, ...rest } = error as NodeJS.ErrnoException;
    // Node names the file also where the working directory is what is missing.
    const isOfFile = cwd === undefined || existsSync(cwd);
    return 'spawnargs' in rest ? { ...(isOfFile && { message }), code, errno, ...rest } : { code, errno };
  }
}

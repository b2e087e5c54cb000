import { EventEmitter } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { InvalidArgumentError } from '../../../src/tracker/errors.js';
import { exitOf, toCommand } from '../../../src/tracker/spawning.js';

describe('toCommand', () => {
  test('rule 9: leaves file and arguments as they are', () => {
    const args = ['', '-c', '$(id)', '"quoted"', 'a b', '\u{1F600}'];
    expect(toCommand('ls', args, {})).toEqual({ file: 'ls', args, descriptors: [] });
  });

  test.for([
    [undefined, { file: 'echo', args: ['$HOME', 'a b'] }],
    [false, { file: 'echo', args: ['$HOME', 'a b'] }],
    ['', { file: 'echo', args: ['$HOME', 'a b'] }],
    [true, { file: '/bin/sh', args: ['-c', 'echo $HOME a b'] }],
    ['/bin/bash', { file: '/bin/bash', args: ['-c', 'echo $HOME a b'] }],
  ] as const)('shell: %o is what child_process makes of it', ([shell, command]) => {
    expect(toCommand('echo', ['$HOME', 'a b'], shell === undefined ? {} : { shell })).toMatchObject(command);
  });

  test('takes the directory as a path or as a file URL', () => {
    expect(toCommand('ls', [], { cwd: '/tmp' }).cwd).toBe('/tmp');
    expect(toCommand('ls', [], { cwd: new URL('file:///tmp/a%20b') }).cwd).toBe('/tmp/a b');
  });

  test('leaves out of the environment what is undefined, and knows none apart from an empty one', () => {
    expect(toCommand('ls', [], { env: { A: '1', B: undefined } }).env).toEqual({ A: '1' });
    expect(toCommand('ls', [], { env: {} }).env).toEqual({});
    expect(toCommand('ls', [], {})).not.toHaveProperty('env');
  });

  test.for([
    [{ uid: 0 }, 'options.uid'],
    [{ gid: 1000 }, 'options.gid'],
    [{ argv0: 'login' }, 'options.argv0'],
    [{ cwd: new URL('https://example.org/') }, 'options.cwd'],
  ] as const)('rule 29: refuses %o', ([options, argument]) => {
    const call = () => toCommand('ls', [], options);
    expect(call).toThrow(InvalidArgumentError);
    expect(call).toThrow(expect.objectContaining({ argument }));
  });

  test.for([
    ['', [], {}],
    ['ls', 'all', {}],
    ['ls', [1], {}],
    ['ls', [], null],
  ] as const)('rule 29: refuses %o with %o and %o', ([file, args, options]) => {
    expect(() => toCommand(file, args as never, options as never)).toThrow(InvalidArgumentError);
  });
});

describe('exitOf', () => {
  test.for([
    [0, null, { exitCode: 0, signal: undefined }],
    [7, null, { exitCode: 7, signal: undefined }],
    [null, 'SIGHUP', { exitCode: undefined, signal: 'SIGHUP' }],
  ] as const)('rule 3: exit(%o, %o) tells what is known', async ([code, signal, expected]) => {
    const child = new EventEmitter();
    const exited = exitOf(child as ChildProcess);
    child.emit('exit', code, signal);
    expect(await exited).toEqual(expected);
  });
});

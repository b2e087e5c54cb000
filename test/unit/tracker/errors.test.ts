import { describe, expect, test } from 'vitest';
import {
  BackendUnavailableError,
  ClosedError,
  InvalidArgumentError,
  SpawnError,
  StoreError,
  TrackerError,
} from '../../../src/tracker/errors.js';

const missing = Object.assign(new Error('spawn /bin/sh ENOENT'), {
  code: 'ENOENT',
  errno: -2,
  syscall: 'spawn /bin/sh',
  path: '/bin/sh',
});

describe('each error', () => {
  test.for([
    [new TrackerError('read-failed', 'text'), 'TrackerError', 'read-failed'],
    [new InvalidArgumentError('pid', 'a positive integer', 0), 'InvalidArgumentError', 'invalid-argument'],
    [new ClosedError('the registry'), 'ClosedError', 'closed'],
    [
      new BackendUnavailableError('windows-job', 'not here'),
      'BackendUnavailableError',
      'backend-unavailable',
    ],
    [new SpawnError(missing, 'nope', []), 'SpawnError', 'ENOENT'],
    [new StoreError('store-full', 'text', { path: '/store.db' }), 'StoreError', 'store-full'],
  ] as const)('%s is a TrackerError with its name and code', ([error, name, code]) => {
    expect(error).toBeInstanceOf(TrackerError);
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.code]).toEqual([name, code]);
    expect(error.stack).toContain(name);
  });

  test('keeps the failure underneath', () => {
    const cause = new Error('EIO');
    expect(new TrackerError('read-failed', 'text', { cause }).cause).toBe(cause);
    expect(new SpawnError(missing, 'nope', []).cause).toBe(missing);
  });
});

describe('InvalidArgumentError', () => {
  test.for([
    [0, 'pid must be a positive integer; got 0'],
    ['', "pid must be a positive integer; got ''"],
    [NaN, 'pid must be a positive integer; got NaN'],
    [undefined, 'pid must be a positive integer; got undefined'],
    [Symbol('x'), 'pid must be a positive integer; got Symbol(x)'],
    ['a\nb', String.raw`pid must be a positive integer; got 'a\nb'`],
  ] as const)('names argument, rule and value: %o', ([value, message]) => {
    expect(new InvalidArgumentError('pid', 'a positive integer', value).message).toBe(message);
  });

  test('shows no more of a long value than fits a line', () => {
    const { message } = new InvalidArgumentError('blockId', 'short', 'x'.repeat(2000));
    expect(message.length).toBeLessThan(120);
    expect(message).toContain('2002 characters');
  });

  test('can show a value that cannot be turned into text', () => {
    const { message } = new InvalidArgumentError('blockId', 'a string', Object.create(null));
    expect(message).toContain('blockId must be a string; got ');
  });
});

describe('SpawnError', () => {
  test('speaks of the command that was asked for, not of the launcher', () => {
    const args = ['-l'];
    expect(new SpawnError(missing, 'nope', args)).toMatchObject({
      code: 'ENOENT',
      errno: -2,
      syscall: 'spawn nope',
      path: 'nope',
      spawnargs: args,
    });
  });

  test('a failure without an errno we know is UNKNOWN, with the failure as its cause', () => {
    const odd = Object.assign(new Error('odd'), { code: 'EXDEV' });
    expect(new SpawnError(odd, 'nope', [])).toMatchObject({ code: 'UNKNOWN', errno: undefined, cause: odd });
  });
});

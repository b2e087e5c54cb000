import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  requireBlockId,
  requireCommand,
  requireKillOptions,
  requireKillPidOptions,
  requireLimits,
  requireMs,
  requireOneOf,
  requirePid,
  requireTarget,
  requireUsageOptions,
  requireWatchOptions,
} from '../../../src/tracker/arguments.js';
import { InvalidArgumentError } from '../../../src/tracker/errors.js';

type Check = (value: never) => void;
type Good = readonly [check: Check, value: unknown];
type Bad = readonly [check: Check, value: unknown, argument: string];

const text = '\u{1F600}';

const bad: readonly Bad[] = [
  ...['', 'x'.repeat(1025), 7, undefined, null, {}, ['a'], Symbol('id'), Object.create(null)].map(
    (value): Bad => [requireBlockId, value, 'blockId'],
  ),
  ...[0, -1, NaN, 1.5, Infinity, 2 ** 53, '7', undefined, null, 7n].map(
    (value): Bad => [requirePid, value, 'pid'],
  ),
  ...[0, -1, NaN, 1.5, '7', undefined, null].map((value): Bad => [requireTarget, value, 'target']),
  [requireTarget, {}, 'target.pid'],
  [requireTarget, { birth: 'a' }, 'target.pid'],
  [requireTarget, { pid: 0, birth: 'a' }, 'target.pid'],
  [requireTarget, { pid: 7 }, 'target.birth'],
  [requireTarget, { pid: 7, birth: '' }, 'target.birth'],
  [requireTarget, { pid: 7, birth: 5 }, 'target.birth'],
  [requireKillOptions, null, 'options'],
  [requireUsageOptions, null, 'options'],
  [requireUsageOptions, { ports: 'yes' }, 'options.ports'],
  [requireWatchOptions, { ports: 1 }, 'options.ports'],
  [requireWatchOptions, { intervalMs: 249 }, 'options.intervalMs'],
  [requireWatchOptions, { intervalMs: Infinity }, 'options.intervalMs'],
  [requireLimits, undefined, 'limits'],
  [requireLimits, null, 'limits'],
  [requireLimits, { memory: 5000 }, 'limits.memory'],
  [requireLimits, { memoryMaxBytes: 4095 }, 'limits.memoryMaxBytes'],
  [requireLimits, { memoryMaxBytes: '50M' }, 'limits.memoryMaxBytes'],
  [requireLimits, { memoryMaxBytes: 4096.5 }, 'limits.memoryMaxBytes'],
  [requireLimits, { memoryMaxBytes: null }, 'limits.memoryMaxBytes'],
  [requireLimits, { processesMax: 0 }, 'limits.processesMax'],
  [requireLimits, { processesMax: NaN }, 'limits.processesMax'],
  [requireLimits, { cpuWeight: 'max' }, 'limits.cpuWeight'],
  [requireLimits, { cpuWeight: 10_001 }, 'limits.cpuWeight'],
  [requireKillOptions, 5000, 'options'],
  [requireKillOptions, { steps: 'SIGTERM' }, 'options.steps'],
  [requireKillOptions, { steps: [null] }, 'options.steps[0]'],
  [requireKillOptions, { steps: ['SIGTERM'] }, 'options.steps[0]'],
  [requireKillOptions, { steps: [{ signal: 'SIGTERM' }] }, 'options.steps[0].graceMs'],
  [requireKillOptions, { steps: [good('SIGHUP'), good('TERM')] }, 'options.steps[1].signal'],
  [requireKillOptions, { steps: [good('toString')] }, 'options.steps[0].signal'],
  [requireKillOptions, { steps: [good(15)] }, 'options.steps[0].signal'],
  ...[0, -1, NaN, Infinity, 2 ** 31, '5000', null].map(
    (deadlineMs): Bad => [requireKillOptions, { deadlineMs }, 'options.deadlineMs'],
  ),
  [requireKillOptions, { signal: {} }, 'options.signal'],
  [requireKillOptions, { signal: new AbortController() }, 'options.signal'],
  [requireKillPidOptions, { deadlineMs: 0 }, 'options.deadlineMs'],
  [requireKillPidOptions, { only: 'KILL' }, 'options.only'],
  [requireKillPidOptions, { only: 9 }, 'options.only'],
  [requireKillPidOptions, { subtree: 'yes' }, 'options.subtree'],
  [requireKillPidOptions, { subtree: 1 }, 'options.subtree'],
  [requireCommand, undefined, 'command'],
  [requireCommand, 'ls', 'command'],
  [requireCommand, { args: [] }, 'file'],
  [requireCommand, { file: '', args: [] }, 'file'],
  [requireCommand, { file: 'a\0b', args: [] }, 'file'],
  [requireCommand, { file: 'ls' }, 'args'],
  [requireCommand, { file: 'ls', args: '-l' }, 'args'],
  [requireCommand, { file: 'ls', args: ['-l', 5] }, 'args[1]'],
  [requireCommand, { file: 'ls', args: ['a\0b'] }, 'args[0]'],
  [requireCommand, { file: 'ls', args: Array.from({ length: 1 }) }, 'args[0]'],
  [requireCommand, { file: 'ls', args: [], cwd: 5 }, 'cwd'],
  [requireCommand, { file: 'ls', args: [], cwd: 'a\0b' }, 'cwd'],
  [requireCommand, { file: 'ls', args: [], env: 'A=1' }, 'env'],
  [requireCommand, { file: 'ls', args: [], env: { A: 'a\0b' } }, 'env.A'],
];

describe('rule 29: a wrong argument is refused by name', () => {
  test.for(bad.map(titled))('$title: $argument', ({ check, value, argument }) => {
    const error = errorOf(check, value);
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(error).toMatchObject({ code: 'invalid-argument', argument });
    expect(String(error)).toContain(`${argument} must be `);
  });

  test('rule 29: whatever else a blockId, a PID or a target is, it is refused and nothing else goes wrong', () => {
    const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withSparseArray: true });
    fc.assert(
      fc.property(anything, (value) => {
        const checks = [
          ...(typeof value === 'string' ? [] : [requireBlockId]),
          ...(Number.isInteger(value) ? [] : [requirePid, requireTarget]),
        ];
        for (const check of checks) expect(errorOf(check, value)).toBeInstanceOf(InvalidArgumentError);
      }),
    );
  });

  test.for([49, NaN, '50', undefined])('requireMs refuses %o where 50 is the least', (value) => {
    expect(() => requireMs(value, 'interval', 50)).toThrow(
      'interval must be a number of milliseconds from 50',
    );
  });

  test.for(['lose', undefined, 5])('requireOneOf refuses %o and names the choices', (value) => {
    expect(() => requireOneOf(value, 'how', ['kill', 'keep'])).toThrow('how must be one of kill, keep');
  });
});

const fine: readonly Good[] = [
  ...['a', ' ', 'a/b', '../..', 'cgroup.procs', 'a\0b', text.repeat(512), '\ud800'].map(
    (value) => [requireBlockId, value] as const,
  ),
  ...[1, 2, 4_194_304].map((value) => [requirePid, value] as const),
  [requireTarget, 7],
  [requireTarget, { pid: 7, birth: 'a' }],
  [requireKillOptions, undefined],
  [requireKillOptions, {}],
  [requireKillOptions, { steps: [], deadlineMs: 1, signal: AbortSignal.abort() }],
  [requireKillOptions, { steps: [good('SIGHUP'), { signal: 'SIGKILL', graceMs: 0 }] }],
  [requireKillPidOptions, { only: 'SIGWINCH', subtree: false }],
  [requireUsageOptions, { ports: false }],
  [requireWatchOptions, { ports: true, intervalMs: 250 }],
  [requireLimits, {}],
  [requireLimits, { memoryMaxBytes: 4096, processesMax: 1, cpuWeight: 10_000 }],
  [requireLimits, { memoryMaxBytes: 'max', processesMax: 'max' }],
  [requireCommand, { file: 'ls', args: [] }],
  [requireCommand, { file: ' ', args: ['', '-l', text], cwd: '/', env: { A: '' } }],
  [(value: never) => requireMs(value, 'interval', 50), 50],
  [(value: never) => requireOneOf(value, 'how', ['kill', 'keep']), 'keep'],
];

describe('an argument that is right is let through', () => {
  test.for(fine.map(titled))('$title', ({ check, value }) => {
    expect(errorOf(check, value)).toBeUndefined();
  });

  test('any string of 1 to 1,024 characters is a blockId', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 512 }), (blockId) => {
        expect(errorOf(requireBlockId, blockId)).toBeUndefined();
      }),
    );
  });
});

/** A name for each row, because not every value here can be turned into text. */
function titled([check, value, argument = '']: Good | Bad) {
  return { check, value, argument, title: `${check.name} ${inspect(value).slice(0, 60)}` };
}

function good(signal: unknown): unknown {
  return { signal, graceMs: 10 };
}

function errorOf(check: Check, value: unknown): unknown {
  try {
    check(value as never);
    return undefined;
  } catch (error) {
    return error;
  }
}

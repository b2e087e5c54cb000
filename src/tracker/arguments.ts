import { constants } from 'node:os';
import type { Command, ProcessRef } from '../platform/contract.js';
import { InvalidArgumentError } from './errors.js';
import type { KillOptions, KillPidOptions } from './kill-api.js';

const longestBlockId = 1024;
/** What a timer can hold (a signed 32-bit number of milliseconds, some 24 days). */
const longestMs = 2_147_483_647;

export function requireBlockId(value: unknown): asserts value is string {
  demand(
    typeof value === 'string' && value.length > 0 && value.length <= longestBlockId,
    'blockId',
    `a non-empty string of at most ${longestBlockId} characters`,
    value,
  );
}

export function requirePid(value: unknown, argument = 'pid'): asserts value is number {
  demand(Number.isSafeInteger(value) && Number(value) > 0, argument, 'a positive integer', value);
}

export function requireTarget(value: unknown): asserts value is number | ProcessRef {
  if (typeof value !== 'object' || value === null) return requirePid(value, 'target');
  requirePid('pid' in value ? value.pid : undefined, 'target.pid');
  const birth = 'birth' in value ? value.birth : undefined;
  demand(typeof birth === 'string' && birth !== '', 'target.birth', 'a non-empty string', birth);
}

export function requireKillOptions(options: KillOptions | undefined): void {
  if (options === undefined) return;
  requireObject(options, 'options');
  const { steps, deadlineMs, signal } = options;
  if (steps !== undefined) {
    demand(Array.isArray(steps), 'options.steps', 'an array', steps);
    for (const [index, step] of steps.entries()) {
      requireObject(step, `options.steps[${index}]`);
      requireSignal(step.signal, `options.steps[${index}].signal`);
      requireMs(step.graceMs, `options.steps[${index}].graceMs`, 0);
    }
  }
  if (deadlineMs !== undefined) requireMs(deadlineMs, 'options.deadlineMs', 1);
  if (signal !== undefined) demand(signal instanceof AbortSignal, 'options.signal', 'an AbortSignal', signal);
}

export function requireKillPidOptions(options: KillPidOptions | undefined): void {
  requireKillOptions(options);
  if (options?.only !== undefined) requireSignal(options.only, 'options.only');
  if (options?.subtree !== undefined) {
    demand(typeof options.subtree === 'boolean', 'options.subtree', 'a boolean', options.subtree);
  }
}

export function requireCommand(command: unknown): asserts command is Command {
  requireObject(command, 'command');
  const { file, args } = command as Partial<Command>;
  requireText(file, 'file');
  demand(file !== '', 'file', 'a non-empty string', file);
  demand(Array.isArray(args), 'args', 'an array of strings', args);
  for (const [index, argument] of (args ?? []).entries()) requireText(argument, `args[${index}]`);
}

export function requireMs(value: unknown, argument: string, least: number): asserts value is number {
  const isInRange = typeof value === 'number' && value >= least && value <= longestMs;
  demand(isInRange, argument, `a number of milliseconds from ${least} to ${longestMs}`, value);
}

export function requireOneOf<T extends string>(
  value: unknown,
  argument: string,
  choices: readonly T[],
): asserts value is T {
  demand(
    choices.some((choice) => choice === value),
    argument,
    `one of ${choices.join(', ')}`,
    value,
  );
}

/** The kernel ends a string at NUL, so that one inside would silently cut it. */
function requireText(value: unknown, argument: string): void {
  demand(typeof value === 'string' && !value.includes('\0'), argument, 'a string without NUL', value);
}

function requireSignal(value: unknown, argument: string): void {
  demand(
    typeof value === 'string' && value in constants.signals,
    argument,
    'the name of a signal, e.g. SIGTERM',
    value,
  );
}

export function requireObject(value: unknown, argument: string): asserts value is object {
  demand(typeof value === 'object' && value !== null, argument, 'an object', value);
}

function demand(holds: boolean, argument: string, rule: string, value: unknown): void {
  if (!holds) throw new InvalidArgumentError(argument, rule, value);
}

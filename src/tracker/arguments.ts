import { runKinds } from '../names.js';
import type { Command, Limits, ProcessRef } from '../platform/contract.js';
import { definedOnly } from '../platform/environment.js';
import type { AdoptOptions, UsageOptions, WatchUsageOptions, WrapOptions } from './api.js';
import {
  check,
  isInteger,
  longestMs,
  leastSampleMs,
  blockIdRule,
  hostRunIdRule,
  pidRule,
  textRule,
  inputRule,
  nonEmptyRule,
  signalRule,
  objectRule,
  arrayRule,
  booleanRule,
  abortRule,
  functionRule,
  descriptorRule,
  jsonRule,
  limitRules,
} from './argument-rules.js';
import { requireKeys } from './known-keys.js';
import * as keys from './option-tables.js';
import type { KillOptions, KillPidOptions } from './kill-api.js';
import type { RunDescription, RunRoot, RunSpawnOptions } from './run-api.js';

export function requireBlockId(value: unknown): asserts value is string {
  check('blockId', value, blockIdRule);
}

/** What is written to the input of a program. */
export function requireInput(value: unknown): void {
  check('data', value, inputRule);
}

export function requirePid(value: unknown, argument = 'pid'): asserts value is number {
  check(argument, value, pidRule);
}

export function requireTarget(value: unknown): asserts value is number | ProcessRef {
  if (typeof value !== 'object' || value === null) return check('target', value, pidRule);
  check('target.pid', 'pid' in value ? value.pid : undefined, pidRule);
  check('target.birth', 'birth' in value ? value.birth : undefined, nonEmptyRule);
}

export function requireKillOptions(options: KillOptions | undefined): void {
  if (options === undefined) return;
  requireKeys(options, 'options', keys.killKeys);
  requireEscalation(options);
}

function requireEscalation({ steps, deadlineMs, signal }: KillOptions): void {
  if (steps !== undefined) requireSteps(steps);
  if (deadlineMs !== undefined) requireMs(deadlineMs, 'options.deadlineMs', 1);
  if (signal !== undefined) check('options.signal', signal, abortRule);
}

export function requireKillPidOptions(options: KillPidOptions | undefined): void {
  if (options === undefined) return;
  requireKeys(options, 'options', keys.killPidKeys);
  requireEscalation(options);
  const { only, subtree } = options;
  if (only !== undefined) check('options.only', only, signalRule);
  if (subtree !== undefined) check('options.subtree', subtree, booleanRule);
}

export function requireCommand(command: Command): void {
  requireKeys(command, 'command', keys.commandKeys);
  const { file, args } = command;
  check('file', file, textRule);
  check('file', file, nonEmptyRule);
  check('args', args, arrayRule);
  for (const [index, argument] of args.entries()) check(`args[${index}]`, argument, textRule);
  if (command.cwd !== undefined) check('cwd', command.cwd, textRule);
  requireDescriptors(command.descriptors);
  if (command.env === undefined) return;
  check('env', command.env, objectRule);
  for (const [name, value] of Object.entries(definedOnly(command.env))) {
    check(`env.${name}`, value, textRule);
  }
}

function requireDescriptors(descriptors: Command['descriptors']): void {
  if (descriptors === undefined) return;
  check('descriptors', descriptors, arrayRule);
  for (const [index, number] of descriptors.entries()) {
    check(`descriptors[${index}]`, number, descriptorRule);
  }
}

export function requireMs(value: unknown, argument: string, least: number): void {
  check(argument, value, {
    text: `a number of milliseconds from ${least} to ${longestMs}`,
    holds: (ms) => typeof ms === 'number' && ms >= least && ms <= longestMs,
  });
}

/** The range includes both of its ends. */
export function requireInteger(
  value: unknown,
  argument: string,
  [least, most]: readonly [number, number],
): void {
  check(argument, value, {
    text: `an integer from ${least} to ${most}`,
    holds: (number) => isInteger(number, least, most),
  });
}

export function requireUsageOptions(options: UsageOptions): void {
  requireKeys(options, 'options', keys.usageKeys);
  requirePorts(options);
}

function requirePorts({ ports }: UsageOptions): void {
  if (ports !== undefined) check('options.ports', ports, booleanRule);
}

export function requireWatchOptions(options: WatchUsageOptions): void {
  requireKeys(options, 'options', keys.watchUsageKeys);
  requirePorts(options);
  if (options.intervalMs !== undefined) requireMs(options.intervalMs, 'options.intervalMs', leastSampleMs);
}

export function requireWrapOptions(options: WrapOptions): WrapOptions {
  requireKeys(options, 'options', keys.wrapKeys);
  return options;
}

export function requireAdoptOptions(options: AdoptOptions): void {
  requireKeys(options, 'options', keys.adoptKeys);
  if (options.runOf !== undefined) requireFunction(options.runOf, 'options.runOf');
}

export function requireRunSpawnOptions(options: RunSpawnOptions): RunSpawnOptions {
  requireKeys(options, 'options', keys.runSpawnKeys);
  if (options.output !== undefined) requireOneOf(options.output, 'options.output', ['capture', 'ignore']);
  return options;
}

export function requireConfirmed(pid: unknown, root: RunRoot): asserts pid is number {
  requirePid(pid);
  requireKeys(root, 'root', keys.runRootKeys);
  if (root.write !== undefined) requireFunction(root.write, 'root.write');
}

export function requireLimits(limits: Limits): void {
  requireKeys(limits, 'limits', keys.limitKeys);
  for (const [name, rule] of Object.entries(limitRules)) {
    const value: unknown = Reflect.get(limits, name);
    if (value !== undefined) check(`limits.${name}`, value, rule);
  }
}

export function requireTextOrBytes(value: unknown, argument: string): void {
  check(argument, value, {
    text: 'a string or a Uint8Array',
    holds: (chunk) => typeof chunk === 'string' || chunk instanceof Uint8Array,
  });
}

export function requireAbortSignal(value: unknown, argument: string): void {
  check(argument, value, abortRule);
}

export function requireOneOf(value: unknown, argument: string, choices: readonly string[]): void {
  check(argument, value, {
    text: `one of ${choices.join(', ')}`,
    holds: (candidate) => choices.some((choice) => choice === candidate),
  });
}

export function requireDescription(description: RunDescription): void {
  requireKeys(description, 'description', keys.descriptionKeys);
  requireOneOf(description.kind, 'description.kind', runKinds);
  if (description.kind === 'agent') {
    check('description.agentId', description.agentId, nonEmptyRule);
    check('description.agentName', description.agentName, nonEmptyRule);
  }
  const { hostRunId, sessionId, task, model, projectPath, metadata } = description;
  if (hostRunId !== undefined) requireHostRunId(hostRunId, 'description.hostRunId');
  if (sessionId !== undefined) requireSessionId(sessionId, 'description.sessionId');
  for (const [name, value] of Object.entries({ task, model, projectPath })) {
    if (value !== undefined) check(`description.${name}`, value, textRule);
  }
  if (metadata !== undefined) check('description.metadata', metadata, jsonRule);
}

export function requireHostRunId(value: unknown, argument = 'hostRunId'): asserts value is string {
  check(argument, value, hostRunIdRule);
}

export function requireSessionId(value: unknown, argument = 'sessionId'): asserts value is string {
  check(argument, value, nonEmptyRule);
}

export function requirePath(value: unknown, argument: string): asserts value is string {
  check(argument, value, nonEmptyRule);
  check(argument, value, textRule);
}

export function requireRunId(value: unknown): asserts value is number {
  check('runId', value, pidRule);
}

export function requireObject(value: unknown, argument: string): void {
  check(argument, value, objectRule);
}

export function requireFunction(value: unknown, argument: string): void {
  check(argument, value, functionRule);
}

export function requireMethods(value: unknown, argument: string, methods: readonly string[]): void {
  check(argument, value, {
    text: `an object with the methods ${methods.join(', ')}`,
    holds: (candidate) =>
      typeof candidate === 'object' &&
      candidate !== null &&
      methods.every((method) => typeof Reflect.get(candidate, method) === 'function'),
  });
}

function requireSteps(steps: unknown): void {
  check('options.steps', steps, arrayRule);
  if (!Array.isArray(steps)) return;
  for (const [index, step] of steps.entries()) {
    requireKeys(step, `options.steps[${index}]`, keys.killStepKeys);
    check(`options.steps[${index}].signal`, Reflect.get(step, 'signal'), signalRule);
    requireMs(Reflect.get(step, 'graceMs'), `options.steps[${index}].graceMs`, 0);
  }
}

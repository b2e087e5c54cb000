import { isAbsolute } from 'node:path';
import { processStatuses, runKinds, runStatuses } from '../names.js';
import {
  requireFunction,
  requireMs,
  requireObject,
  requireOneOf,
  requirePid,
  requireMethods,
  requireTarget,
} from '../tracker/arguments.js';
import { InvalidArgumentError } from '../tracker/errors.js';
import { requireKeys } from '../tracker/known-keys.js';
import type {
  HistoryFilter,
  MessagesOptions,
  OutgoingMessage,
  ProcessFilter,
  RunFilter,
  StoredTarget,
  StoreOptions,
  SweepOptions,
} from './api.js';
import * as keys from './option-tables.js';
import type { ProcessDescription, ProcessResources } from './records.js';

const mostRows = 1_000_000;

export function requireStoreOptions(options: StoreOptions): void {
  requireKeys(options, 'options', keys.storeKeys);
  const { path, host, mode, redaction, retention, busyTimeoutMs, waitingChanges, onError, workerFile } =
    options;
  if (path !== undefined) requirePath(path);
  requireOptionalText(host, 'options.host');
  if (mode !== undefined) requireOneOf(mode, 'options.mode', ['write', 'read']);
  if (redaction !== undefined) requireOneOf(redaction, 'options.redaction', ['secrets', 'off']);
  if (busyTimeoutMs !== undefined) requireMs(busyTimeoutMs, 'options.busyTimeoutMs', 0);
  if (waitingChanges !== undefined) requireCount(waitingChanges, 'options.waitingChanges', { least: 1000 });
  if (onError !== undefined) requireFunction(onError, 'options.onError');
  if (workerFile !== undefined && !(workerFile instanceof URL)) requirePath(workerFile, 'options.workerFile');
  if (retention === undefined) return;
  requireKeys(retention, 'options.retention', keys.retentionKeys);
  const { maxAgeMs, maxRows } = retention;
  if (maxAgeMs !== undefined) requireCount(maxAgeMs, 'options.retention.maxAgeMs');
  if (maxRows !== undefined) requireCount(maxRows, 'options.retention.maxRows');
}

export function requireListener(listener: unknown): void {
  requireFunction(listener, 'listener');
}

export function requireRegistry(registry: unknown): void {
  requireMethods(registry, 'registry', ['on', 'blocks', 'snapshot', 'tracker', 'reserveRunIds']);
}

export function requireStoredTarget(target: StoredTarget): void {
  requireTarget(target);
  if (typeof target === 'object') requireOptionalText(target.host, 'target.host');
}

export function requireProcessFilter(filter: ProcessFilter): void {
  requireKeys(filter, 'filter', keys.processFilterKeys);
  requirePlace(filter);
  requireOptionalText(filter.host, 'filter.host');
  if (filter.status !== undefined) requireStatus(filter.status, 'filter.status');
  if (filter.registeredBy !== undefined) {
    requireOneOf(filter.registeredBy, 'filter.registeredBy', ['registry', 'host']);
  }
}

export function requireHistoryFilter(filter: HistoryFilter): void {
  requireKeys(filter, 'filter', keys.historyFilterKeys);
  requirePlace(filter);
  requireOptionalText(filter.host, 'filter.host');
  if (filter.pid !== undefined) requirePid(filter.pid, 'filter.pid');
  if (filter.since !== undefined) requireAmount(filter.since, 'filter.since');
  if (filter.before !== undefined) requirePid(filter.before, 'filter.before');
}

export function requireRunFilter(filter: RunFilter): void {
  requireKeys(filter, 'filter', keys.runFilterKeys);
  requirePlace(filter);
  requireOptionalText(filter.hostRunId, 'filter.hostRunId');
  if (filter.kind !== undefined) requireOneOf(filter.kind, 'filter.kind', runKinds);
  if (filter.status !== undefined) requireOneOf(filter.status, 'filter.status', runStatuses);
}

export function requireStatus(status: unknown, argument = 'status'): void {
  requireOneOf(status, argument, processStatuses);
}

export function requireResources(resources: Partial<ProcessResources>): void {
  requireKeys(resources, 'resources', keys.resourcesKeys);
  const { cpuTimeMs, ports, ...bytes } = resources;
  if (cpuTimeMs !== undefined) requireAmount(cpuTimeMs, 'resources.cpuTimeMs');
  for (const [name, value] of Object.entries(bytes)) {
    if (value !== undefined) requireCount(value, `resources.${name}`, { least: 0 });
  }
  if (ports !== undefined) requirePorts(ports, 'resources.ports');
}

export function requirePorts(ports: unknown, argument: string): void {
  if (!Array.isArray(ports)) throw new InvalidArgumentError(argument, 'an array', ports);
  for (const [index, port] of ports.entries()) requirePid(port, `${argument}[${index}]`);
}

export function requireDescription(description: Partial<ProcessDescription>): void {
  requireKeys(description, 'description', keys.descriptionKeys);
  requireFacts(description, 'description');
}

export function requireFacts(description: Partial<ProcessDescription>, argument: string): void {
  const { user, projectPath, metadata } = description;
  requireOptionalText(user, `${argument}.user`);
  requireOptionalText(projectPath, `${argument}.projectPath`);
  if (metadata === undefined) return;
  requireObject(metadata, `${argument}.metadata`);
  toJson(metadata, `${argument}.metadata`);
}

export function requireSweepOptions(options: SweepOptions): void {
  requireKeys(options, 'options', keys.sweepKeys);
  if (options.isAlive !== undefined) requireFunction(options.isAlive, 'options.isAlive');
  if (options.unseenForMs !== undefined) requireMs(options.unseenForMs, 'options.unseenForMs', 0);
}

/** Gives the payload as JSON. */
export function requireMessage(message: OutgoingMessage): string {
  requireKeys(message, 'message', keys.messageKeys);
  requireText(message.from, 'message.from');
  requireOptionalText(message.to, 'message.to');
  requireText(message.type, 'message.type');
  if (message.ttlMs !== undefined) requireMs(message.ttlMs, 'message.ttlMs', 0);
  return toJson(message.payload ?? null, 'message.payload');
}

export function requireMessageIds(ids: readonly number[]): void {
  if (!Array.isArray(ids)) throw new InvalidArgumentError('messageIds', 'an array', ids);
  for (const [index, id] of ids.entries()) requirePid(id, `messageIds[${index}]`);
}

export function requireText(value: unknown, argument: string): void {
  if (typeof value === 'string' && value !== '') return;
  throw new InvalidArgumentError(argument, 'a non-empty string', value);
}

export function unreadOnlyOf(options: MessagesOptions): boolean {
  requireKeys(options, 'options', keys.messagesKeys);
  const { unreadOnly = false } = options;
  if (typeof unreadOnly === 'boolean') return unreadOnly;
  throw new InvalidArgumentError('options.unreadOnly', 'a boolean', unreadOnly);
}

export function requireRunId(value: unknown): void {
  requirePid(value, 'runId');
}

function requirePlace(filter: Omit<ProcessFilter, 'status'>): void {
  requireOptionalText(filter.blockId, 'filter.blockId');
  requireOptionalText(filter.sessionId, 'filter.sessionId');
  if (filter.runId !== undefined) requirePid(filter.runId, 'filter.runId');
  if (filter.limit !== undefined) requireCount(filter.limit, 'filter.limit', { most: mostRows });
}

export function requireOptionalText(value: unknown, argument: string): void {
  if (value !== undefined) requireText(value, argument);
}

function requirePath(path: unknown, argument = 'options.path'): void {
  if (typeof path === 'string' && isAbsolute(path) && !path.includes('\0')) return;
  throw new InvalidArgumentError(argument, 'an absolute path of a file', path);
}

function requireCount(
  value: unknown,
  argument: string,
  { least = 1, most = Number.MAX_SAFE_INTEGER }: { readonly least?: number; readonly most?: number } = {},
): void {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new InvalidArgumentError(argument, `a whole number from ${least} to ${most}`, value);
}

function requireAmount(value: unknown, argument: string): void {
  if (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER) return;
  throw new InvalidArgumentError(argument, 'a number that is not negative', value);
}

function toJson(value: unknown, argument: string): string {
  try {
    const json: string | undefined = JSON.stringify(value);
    if (json !== undefined) return json;
  } catch {
    // Said below: a cycle and a BigInt are as wrong as a function.
  }
  throw new InvalidArgumentError(argument, 'something that survives JSON', value);
}

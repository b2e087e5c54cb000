import { backendNames } from '../names.js';
import type { BackendName } from '../platform/contract.js';
import { selectBackend } from '../platform/select.js';
import type { RegistryOptions, TrackerRegistry } from './api.js';
import { requireFunction, requireMethods, requireMs, requireOneOf, requirePath } from './arguments.js';
import { logForDebugging } from './debug-log.js';
import { BackendUnavailableError } from './errors.js';
import { requireKeys } from './known-keys.js';
import { requireNode } from './node-version.js';
import { registryKeys } from './option-tables.js';
import { Registry } from './registry.js';

const choices: readonly ('auto' | BackendName)[] = ['auto', ...backendNames];
const environmentVariable = 'PANETREE_BACKEND';
/** Below this a tick could not keep up with its own hints. */
const leastPollIntervalMs = 50;

/**
 * Opens the backend, proves it on this machine, and gives the registry over it.
 *
 * With `backend: 'auto'` it always opens, with the backend that the environment variable PANETREE_BACKEND names or
 * the best one; where nothing works, `backend.confidence` is `none` and `backend.downgrades` says why. Rejects with BackendUnavailableError for a backend asked for that does not
 * work, InvalidArgumentError, and TrackerError `unsupported` for a Node that is too old.
 */
export async function openRegistry(options: RegistryOptions = {}): Promise<TrackerRegistry> {
  requireNode();
  requireRegistryOptions(options);
  const { backend = 'auto', onHostExit = 'kill', delegation = 'never', stateDir } = options;
  const choice = backend === 'auto' ? fromEnvironment() : backend;
  const selection = await selectBackend(choice, { onHostExit, delegation, stateDir });
  if (!('session' in selection)) throw new BackendUnavailableError(selection.backend, selection.reason);
  const registry = new Registry(selection, options);
  logForDebugging(registry, selection);
  return registry;
}

/** What a user has set for a program that leaves the choice open. */
function fromEnvironment(): 'auto' | BackendName {
  const value = process.env[environmentVariable];
  if (value === undefined || value === '') return 'auto';
  requireOneOf(value, environmentVariable, choices);
  return choices.find((name) => name === value) ?? 'auto';
}

function requireRegistryOptions(options: RegistryOptions): void {
  requireKeys(options, 'options', registryKeys);
  const { backend, pollIntervalMs, onHostExit, delegation, stateDir, bus, redact } = options;
  if (typeof backend === 'object') requireMethods(backend, 'options.backend', ['open']);
  else if (backend !== undefined) requireOneOf(backend, 'options.backend', choices);
  if (pollIntervalMs !== undefined) requireMs(pollIntervalMs, 'options.pollIntervalMs', leastPollIntervalMs);
  if (onHostExit !== undefined) requireOneOf(onHostExit, 'options.onHostExit', ['kill', 'keep']);
  if (delegation !== undefined) requireOneOf(delegation, 'options.delegation', ['auto', 'never']);
  if (stateDir !== undefined) requirePath(stateDir, 'options.stateDir');
  if (bus !== undefined) requireMethods(bus, 'options.bus', ['on', 'off', 'emit']);
  if (redact !== undefined) requireFunction(redact, 'options.redact');
}

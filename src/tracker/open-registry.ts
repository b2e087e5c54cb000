import type { BackendName } from '../platform/contract.js';
import { selectBackend } from '../platform/select.js';
import type { RegistryOptions, TrackerRegistry } from './api.js';
import { requireFunction, requireMethods, requireMs, requireObject, requireOneOf } from './arguments.js';
import { BackendUnavailableError } from './errors.js';
import { Registry } from './registry.js';

const backendNames: readonly ('auto' | BackendName)[] = [
  'auto',
  'linux-cgroup',
  'linux-procfs',
  'macos-pgid',
  'windows-job',
  'process-list',
];
/** Below this a tick could not keep up with its own hints. */
const leastPollIntervalMs = 50;

/**
 * Opens the backend, proves it on this machine, and gives the registry over it.
 *
 * With `backend: 'auto'` it always opens; where nothing works, `backend.confidence` is `none` and
 * `backend.downgrades` says why. Rejects with BackendUnavailableError for a backend asked for that does not
 * work, and InvalidArgumentError.
 */
export async function openRegistry(options: RegistryOptions = {}): Promise<TrackerRegistry> {
  requireRegistryOptions(options);
  const { backend = 'auto', onHostExit = 'kill', delegation = 'never' } = options;
  const selection = await selectBackend(backend, { onHostExit, delegation });
  if ('session' in selection) return new Registry(selection, options);
  throw new BackendUnavailableError(selection.backend, selection.reason);
}

function requireRegistryOptions(options: RegistryOptions): void {
  requireObject(options, 'options');
  const { backend, pollIntervalMs, onHostExit, delegation, bus, redact } = options;
  if (typeof backend === 'object') requireMethods(backend, 'options.backend', ['open']);
  else if (backend !== undefined) requireOneOf(backend, 'options.backend', backendNames);
  if (pollIntervalMs !== undefined) requireMs(pollIntervalMs, 'options.pollIntervalMs', leastPollIntervalMs);
  if (onHostExit !== undefined) requireOneOf(onHostExit, 'options.onHostExit', ['kill', 'keep']);
  if (delegation !== undefined) requireOneOf(delegation, 'options.delegation', ['auto', 'never']);
  if (bus !== undefined) requireMethods(bus, 'options.bus', ['on', 'off', 'emit']);
  if (redact !== undefined) requireFunction(redact, 'options.redact');
}

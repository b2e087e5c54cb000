import type { TrackerRegistry } from './api.js';

let current: TrackerRegistry | undefined;
let isSaid = false;

/** For code that cannot be handed a registry. `undefined` takes it away again. */
export function setDefaultRegistry(registry: TrackerRegistry | undefined): void {
  current = registry;
  isSaid = false;
}

/** The registry set last; undefined when there is none, and then that is said once, as a process warning. */
export function defaultRegistry(): TrackerRegistry | undefined {
  if (current === undefined && !isSaid) {
    isSaid = true;
    process.emitWarning('no default registry is set: what is started now is not tracked', 'PanetreeWarning');
  }
  return current;
}

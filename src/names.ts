/**
 * The literal names of the public API, each list once. Types, schemas, the codecs of the store and checks of arguments
 * derive from these tables; the page uses them too, so that this file imports nothing.
 */

/** In the order in which `auto` tries them. */
export const backendNames = [
  'linux-cgroup',
  'linux-procfs',
  'macos-pgid',
  'windows-job',
  'process-list',
] as const;

/** Highest first. */
export const confidences = ['high', 'best-effort', 'none'] as const;

export const evidences = [
  'container',
  'descent',
  'session',
  'terminal',
  'group',
  'marker',
  'rlimit',
] as const;

export const roles = ['root', 'plumbing', 'started'] as const;

export const lifetimes = ['pane', 'kept'] as const;

export const limitKinds = ['memory', 'processes'] as const;

export const exitReasons = ['exited', 'killed', 'removed', 'escaped', 'lost'] as const;

export const runKinds = ['agent', 'session'] as const;

export const runStatuses = [
  'starting',
  'running',
  'idle',
  'busy',
  'stopping',
  'stopped',
  'crashed',
  'zombie',
] as const;

export const runOutcomes = ['completed', 'failed', 'cancelled'] as const;

/** Of a process in the store: those of a run, and how tracking can end otherwise. */
export const processStatuses = [...runStatuses, 'escaped', 'lost'] as const;

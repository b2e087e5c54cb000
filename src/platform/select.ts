import type { Backend, BackendName, BackendSession, SessionOptions } from './contract.js';
import { linuxCgroup } from './linux-cgroup/backend.js';
import { untracked } from './untracked.js';

export { linuxCgroup, type LinuxCgroupOptions } from './linux-cgroup/backend.js';
export { untracked };

/** A backend that was passed over, and why. */
export interface Downgrade {
  readonly backend: BackendName;
  readonly reason: string;
}

export interface Selection {
  readonly name: BackendName | 'none';
  readonly session: BackendSession;
  readonly downgrades: readonly Downgrade[];
}

/** Best first. */
const backends: readonly Backend[] = [linuxCgroup()];

/**
 * Opens the first backend that works here. `auto` always gives a session, be it one that tracks nothing;
 * a backend asked for by name or handed in either works or the reason is given.
 */
export async function selectBackend(
  choice: 'auto' | BackendName | Backend,
  options: SessionOptions,
): Promise<Selection | Downgrade> {
  if (choice === 'auto') return firstThatWorks(options);
  const backend = typeof choice === 'string' ? find(choice) : choice;
  if ('reason' in backend) return backend;
  const opening = await backend.open(options);
  return opening.status === 'ready'
    ? { name: backend.name, session: opening.session, downgrades: [] }
    : { backend: backend.name, reason: opening.reason };
}

async function firstThatWorks(options: SessionOptions): Promise<Selection> {
  const downgrades: Downgrade[] = [];
  for (const backend of backends) {
    const opening = await backend.open(options);
    if (opening.status === 'ready') return { name: backend.name, session: opening.session, downgrades };
    downgrades.push({ backend: backend.name, reason: opening.reason });
  }
  return {
    name: 'none',
    session: untracked(downgrades.map(({ backend, reason }) => `${backend}: ${reason}`)),
    downgrades,
  };
}

function find(name: BackendName): Backend | Downgrade {
  return (
    backends.find((backend) => backend.name === name) ?? {
      backend: name,
      reason: 'this version does not have it',
    }
  );
}

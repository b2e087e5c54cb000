import type { Backend, BackendName, BackendSession, SessionOptions } from './contract.js';
import { FallbackSession } from './fallback/session.js';
import { linuxCgroup } from './linux-cgroup/backend.js';
import { linuxProcfs } from './linux-procfs/backend.js';
import { macosPgid } from './macos-pgid/backend.js';
import { processList } from './process-list/backend.js';
import { untracked } from './untracked.js';
import { windowsJob } from './windows-job/backend.js';

export { linuxCgroup, type LinuxCgroupOptions } from './linux-cgroup/backend.js';
export { linuxProcfs } from './linux-procfs/backend.js';
export { macosPgid, type MacosPgidOptions } from './macos-pgid/backend.js';
export { processList } from './process-list/backend.js';
export { windowsJob, type WindowsJobOptions } from './windows-job/backend.js';
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
const backends: readonly Backend[] = [linuxCgroup(), linuxProcfs(), macosPgid(), windowsJob(), processList()];

/**
 * Opens the first backend that works here. `auto` always gives a session, be it one that tracks nothing, and turns to
 * the next backend where the first one is lost later; a backend asked for by name or handed in either works or the
 * reason is given.
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
  for (const [rung, backend] of backends.entries()) {
    const opening = await backend.open(options);
    if (opening.status === 'unavailable') {
      downgrades.push({ backend: backend.name, reason: opening.reason });
      continue;
    }
    const session = withLowerRungs(opening.session, () => firstSession(backends.slice(rung + 1), options));
    return { name: backend.name, session, downgrades };
  }
  return {
    name: 'none',
    session: untracked(downgrades.map(({ backend, reason }) => `${backend}: ${reason}`)),
    downgrades,
  };
}

/** One that works the list out itself keeps nothing that could be taken from it. */
function withLowerRungs(
  session: BackendSession,
  openLower: () => Promise<BackendSession | undefined>,
): BackendSession {
  return session.confidence === 'high' ? new FallbackSession(session, openLower) : session;
}

async function firstSession(
  candidates: readonly Backend[],
  options: SessionOptions,
): Promise<BackendSession | undefined> {
  for (const backend of candidates) {
    const opening = await backend.open(options);
    if (opening.status === 'ready') return opening.session;
  }
  return undefined;
}

function find(name: BackendName): Backend | Downgrade {
  return (
    backends.find((backend) => backend.name === name) ?? {
      backend: name,
      reason: 'this version does not have it',
    }
  );
}

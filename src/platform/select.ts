import type { Backend, BackendName, BackendSession, Opening, SessionOptions } from './contract.js';
import { FallbackSession } from './fallback/session.js';
import { linuxCgroup } from './linux-cgroup/backend.js';
import { linuxProcfs, loadProcfs } from './linux-procfs/backend.js';
import { macosPgid } from './macos-pgid/backend.js';
import { loadProcessList, processList } from './process-list/backend.js';
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

/** A program that ends sooner never loads what it would not have used. */
const preloadAfterMs = 1000;

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
  const opening = await (typeof choice === 'string' ? tryToOpen(backend, options) : backend.open(options));
  return opening.status === 'ready'
    ? { name: backend.name, session: opening.session, downgrades: [] }
    : { backend: backend.name, reason: opening.reason };
}

async function firstThatWorks(options: SessionOptions): Promise<Selection> {
  const downgrades: Downgrade[] = [];
  for (const [rung, backend] of backends.entries()) {
    const opening = await tryToOpen(backend, options);
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
  if (session.confidence !== 'high') return session;
  preloadLowerRungs();
  return new FallbackSession(session, openLower);
}

/**
 * A host may run for months: when it falls, its files may have been replaced by an update, and no descriptor may be
 * left to read them with.
 */
function preloadLowerRungs(): void {
  setTimeout(() => void Promise.allSettled([loadProcfs(), loadProcessList()]), preloadAfterMs).unref();
}

/** A backend is loaded when it is opened, and its files or packages may be missing. */
async function tryToOpen(backend: Backend, options: SessionOptions): Promise<Opening> {
  try {
    return await backend.open(options);
  } catch (error) {
    return { status: 'unavailable', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function firstSession(
  candidates: readonly Backend[],
  options: SessionOptions,
): Promise<BackendSession | undefined> {
  for (const backend of candidates) {
    const opening = await tryToOpen(backend, options);
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

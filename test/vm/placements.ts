import { type Backend, type BackendName, linuxCgroup, linuxProcfs } from '../../src/index.js';

/** Where a host may find itself, and what `auto` has to come to there. */
export interface Placement {
  /** The cgroup it starts in. */
  readonly startsIn: RegExp;
  /** The cgroup it lives in once a registry has been opened. */
  readonly endsIn: RegExp;
  readonly name: BackendName;
  readonly confidence: 'high' | 'best-effort';
  /** Why the better backend was passed over. */
  readonly downgrade?: RegExp;
  readonly backend: Backend;
  /** Why no process can be moved to another cgroup. */
  readonly noEscape?: string;
}

const delegatedScope = /\/user@\d+\.service\/.+\.scope$/;
const tracked = { name: 'linux-cgroup', confidence: 'high', backend: mayMoveHost(linuxCgroup()) } as const;

export const placements: Readonly<Record<string, Placement>> = {
  login: { startsIn: /\/session-[^/]+\.scope$/, endsIn: delegatedScope, ...tracked },
  'user-manager': { startsIn: delegatedScope, endsIn: delegatedScope, ...tracked },
  'read-only': {
    startsIn: delegatedScope,
    endsIn: delegatedScope,
    name: 'linux-procfs',
    confidence: 'best-effort',
    downgrade: /EROFS/,
    backend: linuxProcfs(),
    noEscape: 'the cgroups are read-only',
  },
};

/** The same for every registry that the cases open. */
function mayMoveHost(backend: Backend): Backend {
  return { name: backend.name, open: (options) => backend.open({ ...options, delegation: 'auto' }) };
}

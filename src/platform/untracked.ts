import type { BackendSession, Container } from './contract.js';

const why = 'nothing on this machine keeps a list of a block’s processes';

/** Where no backend works: commands run as they are, nothing is listed and nothing is ever signalled. */
export function untracked(reasons: readonly string[]): BackendSession {
  return {
    confidence: 'none',
    reasons,
    guarantees: [],
    features: {},
    beginTick: () => ({}),
    createContainer: async () => nothing,
    leftovers: async () => [],
    adopt: () => Promise.reject(new Error(why)),
    protectedPids: async () => new Set([1, process.pid]),
    onDegraded: () => undefined,
    close: async () => undefined,
  };
}

const nothing: Container = {
  openRun: async () => undefined,
  closeRun: async () => 'closed',
  wrap: async (command) => ({ status: 'wrapped', command }),
  confirmJoin: async () => ({ status: 'not-joined', reason: why }),
  attach: async () => ({ status: 'unsupported', reason: why }),
  contains: async () => false,
  list: async () => [],
  signal: async (targets) => targets.map(() => 'not-member' as const),
  wake: async () => undefined,
  resumeFreeze: async () => undefined,
  endOne: async () => 'not-member',
  endSelected: async () => undefined,
  endAll: async () => undefined,
  isEmpty: async () => true,
  vitality: async () => 'gone',
  keep: async () => [],
  isFrozen: false,
  freeze: () => Promise.reject(new Error(why)),
  thaw: async () => undefined,
  usage: () => Promise.reject(new Error(why)),
  ports: async () => undefined,
  limit: () => Promise.reject(new Error(why)),
  onHint: () => undefined,
  onDowngrade: () => undefined,
  remove: async () => 'removed',
  release: async () => undefined,
};

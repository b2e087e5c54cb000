import type { LedgerScope } from '../../../src/platform/posix/ledger/ledger.js';
import type { ProcessTable, TableEntry } from '../../../src/platform/posix/ledger/table.js';

/** An orphan in a session of its own, started after all with a lower PID. */
export function entry(pid: number, differences: Partial<TableEntry> = {}): TableEntry {
  return {
    pid,
    birth: 'a',
    ppid: 1,
    group: pid,
    session: pid,
    terminal: undefined,
    startTicks: pid,
    isStopped: false,
    marker: undefined,
    limit: undefined,
    user: undefined,
    ...differences,
  };
}

const nobody = (): boolean => false;

/** A table in which everything is new, and no PID has been given out again, unless told otherwise. */
export function tableOf(
  entries: readonly TableEntry[],
  { fresh = entries, mayBeReused = nobody }: Partial<Pick<ProcessTable, 'fresh' | 'mayBeReused'>> = {},
): ProcessTable {
  return { entries: new Map(entries.map((each) => [each.pid, each])), fresh, mayBeReused };
}

export const hostPid = 5;
const shellPid = 4;

/** A host started from a shell in a terminal, with the blocks `a` and `b`. */
export const scope: LedgerScope = {
  hostPid,
  strangers: new Set([1, shellPid, hostPid]),
  outsideSessions: new Set([1, shellPid]),
  outsideTerminals: new Set(['tty1']),
  blocks: new Set(['a', 'b']),
  limits: new Map([['2305843009213693952', 'a']]),
  claims: new Map(),
};

export function claiming(...claims: readonly (readonly [pid: number, owner: string])[]): LedgerScope {
  return { ...scope, claims: new Map(claims) };
}

/** What lives where the host does: in its session, on its terminal. */
export const besideHost: Partial<TableEntry> = { group: hostPid, session: shellPid, terminal: 'tty1' };

export const surroundings: readonly TableEntry[] = [
  entry(1, { ppid: 0 }),
  entry(shellPid, { terminal: 'tty1' }),
  entry(hostPid, { ...besideHost, ppid: shellPid }),
];

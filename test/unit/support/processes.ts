import type { MemberRecord } from '../../../src/platform/contract.js';
import type { TrackedProcess } from '../../../src/tracker/tracked-process.js';

/** A member with nothing special about it; its birth is `a` unless told otherwise. */
export function member(pid: number, differences: Partial<MemberRecord> = {}): MemberRecord {
  return {
    pid,
    birth: 'a',
    ppid: 1,
    name: `program-${pid}`,
    command: `program-${pid} --serve`,
    startedAt: 1_700_000_000_000,
    processGroup: undefined,
    systemSession: undefined,
    evidence: ['container'],
    runId: undefined,
    lifetime: 'pane',
    escapedTo: undefined,
    ...differences,
  };
}

export function tracked(pid: number, differences: Partial<TrackedProcess> = {}): TrackedProcess {
  return { ...member(pid), role: 'started', runId: undefined, ...differences };
}

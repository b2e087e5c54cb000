import type { MemberRecord } from '../contract.js';
import { isCut } from '../posix/command-line.js';
import type { Description } from '../posix/describe.js';
import { runIdOf } from './leaves.js';

/** What the place of a member tells of it. */
export type Standing = Pick<MemberRecord, 'lifetime' | 'runId'>;

export function standingIn(leaf: string, lifetime: Standing['lifetime']): Standing {
  return { lifetime, runId: runIdOf(leaf) };
}

export function withStanding(record: MemberRecord, { lifetime, runId }: Standing): MemberRecord {
  return record.lifetime === lifetime && record.runId === runId && record.escapedTo === undefined
    ? record
    : { ...record, lifetime, runId, escapedTo: undefined };
}

export function isSame(known: MemberRecord, description: Description): boolean {
  return (
    known.ppid === description.ppid &&
    known.name === description.name &&
    known.startedAt === description.startedAt &&
    known.processGroup === description.processGroup &&
    known.systemSession === description.systemSession &&
    known.command === description.command
  );
}

/** A name without a command line is the kernel's, which cuts it; the whole one was completed from the command line. */
export function mayBeNameOf({ name }: MemberRecord, kernelName: string): boolean {
  return name === kernelName || (isCut(kernelName) && name.startsWith(kernelName));
}

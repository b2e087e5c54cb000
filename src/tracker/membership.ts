import type { MemberRecord, ProcessRef } from '../platform/contract.js';
import { byPid } from '../poller/diff.js';
import type { TrackedProcess } from './tracked-process.js';

interface Member {
  readonly record: MemberRecord;
  readonly process: TrackedProcess;
  /** The member that was its parent when it was first seen. */
  readonly firstParent: ProcessRef | undefined;
}

/**
 * Says who the listed processes are: role, run, first parent, redacted command. Gives the same object for the
 * same record and the same map for the same list, so that what has not changed costs one comparison.
 */
export class Membership {
  readonly #redact: (command: string) => string;
  #records: readonly MemberRecord[] = [];
  #members: ReadonlyMap<number, Member> = new Map();
  #processes: ReadonlyMap<number, TrackedProcess> = new Map();

  constructor(redact: (command: string) => string) {
    this.#redact = redact;
  }

  /** The parent a member was first seen with. */
  firstParentOf({ pid, birth }: ProcessRef): ProcessRef | undefined {
    const member = this.#members.get(pid);
    return member?.process.birth === birth ? member.firstParent : undefined;
  }

  identify(records: readonly MemberRecord[]): ReadonlyMap<number, TrackedProcess> {
    if (records === this.#records) return this.#processes;
    const listed = byPid(records);
    const members = records.map((record) => this.#identifyOne(record, listed));
    this.#records = records;
    this.#members = new Map(members.map((member) => [member.record.pid, member]));
    this.#processes = byPid(members.map(({ process }) => process));
    return this.#processes;
  }

  #identifyOne(record: MemberRecord, listed: ReadonlyMap<number, MemberRecord>): Member {
    const known = this.#members.get(record.pid);
    if (known?.record === record) return known;
    const before = known?.record.birth === record.birth ? known : undefined;
    const role = before?.process.role ?? roleOf(record);
    const process = { ...record, command: this.#redact(record.command), role, runId: undefined };
    return {
      record,
      process,
      firstParent: before === undefined ? refOf(listed.get(record.ppid)) : before.firstParent,
    };
  }
}

/** The host is the parent of what it started itself. */
function roleOf(record: MemberRecord): TrackedProcess['role'] {
  return record.ppid === process.pid ? 'root' : 'started';
}

function refOf(record: MemberRecord | undefined): ProcessRef | undefined {
  return record === undefined ? undefined : { pid: record.pid, birth: record.birth };
}

import type { MemberRecord, ProcessRef } from '../platform/contract.js';
import { byPid } from '../poller/diff.js';
import type { TrackedProcess } from './tracked-process.js';

interface Member {
  readonly record: MemberRecord;
  readonly process: TrackedProcess;
  /** The nearest ancestor that is a live member, by the links that were seen. */
  readonly ancestor: ProcessRef | undefined;
}

/**
 * Says who the listed processes are: role, run, ancestor, redacted command. Gives the same object for the
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

  /** The nearest live ancestor of a member, also where the processes between have ended. */
  ancestorOf(ref: ProcessRef): ProcessRef | undefined {
    return this.#find(ref)?.ancestor;
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
    const known = this.#find(record);
    const ancestor =
      known === undefined ? listed.get(record.ppid) : this.#nearestLive(known.ancestor, listed);
    if (known?.record === record) return ancestor === known.ancestor ? known : { ...known, ancestor };
    const role = known?.process.role ?? roleOf(record);
    const process = { ...record, command: this.#redact(record.command), role };
    return { record, process, ancestor };
  }

  /** Links over ancestors that have gone, so that a chain of them is not remembered for ever. */
  #nearestLive(
    ancestor: ProcessRef | undefined,
    listed: ReadonlyMap<number, MemberRecord>,
  ): ProcessRef | undefined {
    let nearest = ancestor;
    while (nearest !== undefined && listed.get(nearest.pid)?.birth !== nearest.birth) {
      nearest = this.ancestorOf(nearest);
    }
    return nearest;
  }

  #find({ pid, birth }: ProcessRef): Member | undefined {
    const member = this.#members.get(pid);
    return member?.record.birth === birth ? member : undefined;
  }
}

/** The host is the parent of what it started itself. */
function roleOf(record: MemberRecord): TrackedProcess['role'] {
  if (record.plumbing !== undefined) return 'plumbing';
  return record.ppid === process.pid ? 'root' : 'started';
}

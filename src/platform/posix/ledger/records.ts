import type { LookDepth, MemberRecord, ProcessRef } from '../../contract.js';
import { PendingJoins } from '../pending-joins.js';
import type { LedgerMember } from './ledger.js';
import type { ProcessDescription, ProcessSource } from './source.js';
import type { TableEntry } from './table.js';

/** How many members are described again when it is a block's turn in the slow rotation. */
const rotationSize = 2;

export interface RecordLook {
  readonly depth: LookDepth;
  /** Whether it is this block's turn in the slow rotation. */
  readonly rotate: boolean;
  readonly entryOf: (pid: number) => TableEntry | undefined;
  readonly runIdOf: (owner: string) => number | undefined;
}

type Standing = Pick<MemberRecord, 'evidence' | 'lifetime' | 'runId'>;

interface Sighting {
  readonly member: LedgerMember;
  readonly entry: TableEntry;
  readonly standing: Standing;
}

/** The members of one block as they are told: described when new, and then seldom. */
export class Records {
  /** What is on its way to become a command, and no member before. */
  readonly joins: PendingJoins = new PendingJoins();
  readonly #source: ProcessSource;
  readonly #isHome: (place: string) => boolean;
  #known: ReadonlyMap<number, MemberRecord> = new Map();
  #all: readonly MemberRecord[] = [];
  /** First described since the last tick: an exec may still be to come. */
  #young = new Set<number>();
  #turn = 0;
  /** By the wall clock; set anew, it moves the start of every member. */
  #bootedAt: number | undefined;

  /** A member whose place is no home has been taken there by somebody. */
  constructor(source: ProcessSource, isHome: (place: string) => boolean) {
    this.#source = source;
    this.#isHome = isHome;
    this.#bootedAt = source.bootedAt;
  }

  find({ pid, birth }: ProcessRef): MemberRecord | undefined {
    const known = this.#known.get(pid);
    return known?.birth === birth ? known : undefined;
  }

  update(members: readonly LedgerMember[], look: RecordLook): readonly MemberRecord[] {
    const due = this.#dueAgain(look);
    if (look.depth === 'tick') this.#young = new Set();
    const next = new Map<number, MemberRecord>();
    for (const member of members) {
      const entry = look.entryOf(member.pid);
      const standing = standingOf(member, look.runIdOf);
      const record = entry === undefined ? undefined : this.#record({ member, entry, standing }, due);
      if (record !== undefined) next.set(member.pid, record);
    }
    this.#publish(next);
    return this.#all;
  }

  #dueAgain({ depth, rotate }: RecordLook): (pid: number) => boolean {
    const { bootedAt } = this.#source;
    const isClockSet = bootedAt !== this.#bootedAt;
    this.#bootedAt = bootedAt;
    if (depth === 'all' || isClockSet) return () => true;
    const due = new Set<number>(depth === 'tick' ? this.#young : []);
    if (rotate) for (const { pid } of this.#nextInTurn()) due.add(pid);
    return (pid) => due.has(pid);
  }

  #nextInTurn(): readonly MemberRecord[] {
    if (this.#turn >= this.#all.length) this.#turn = 0;
    this.#turn += rotationSize;
    return this.#all.slice(this.#turn - rotationSize, this.#turn);
  }

  /** Undefined for a process that is gone or no command yet. */
  #record({ member, entry, standing }: Sighting, isDue: (pid: number) => boolean): MemberRecord | undefined {
    const known = this.find(member);
    if (known !== undefined && !isDue(member.pid)) {
      return changed(known, { ...toldBy(entry), ...standing });
    }
    const described = this.#source.describe(entry);
    if (described === undefined || (described.isStarting && this.joins.has(member.pid))) return known;
    if (known === undefined || described.command === undefined) this.#young.add(member.pid);
    const next = this.#toRecord({ ...standing, ...toldBy(entry) }, described, known);
    return known === undefined ? next : changed(known, next);
  }

  #toRecord(
    identified: Standing & Told,
    described: ProcessDescription,
    known: MemberRecord | undefined,
  ): MemberRecord {
    const { name, startedAt, place } = described;
    const command = described.command ?? known?.command ?? `[${name}]`;
    const escapedTo = place === undefined || this.#isHome(place) ? undefined : place;
    return { ...identified, name, command, startedAt, escapedTo };
  }

  #publish(next: ReadonlyMap<number, MemberRecord>): void {
    const isSame =
      next.size === this.#known.size &&
      [...next.values()].every((record) => this.#known.get(record.pid) === record);
    this.#known = next;
    if (!isSame) this.#all = [...next.values()];
  }
}

function standingOf({ evidence, lifetime, owner }: LedgerMember, runIdOf: RecordLook['runIdOf']): Standing {
  return { evidence, lifetime, runId: runIdOf(owner) };
}

type Told = Pick<MemberRecord, 'pid' | 'birth' | 'ppid' | 'processGroup' | 'systemSession'>;

/** What each look tells anew. */
function toldBy({ pid, birth, ppid, group, session }: TableEntry): Told {
  return { pid, birth, ppid, processGroup: group, systemSession: session };
}

/** The very same record where it says the same. */
function changed(known: MemberRecord, next: Partial<MemberRecord>): MemberRecord {
  const isSame = Object.entries(next).every(([field, value]) => Reflect.get(known, field) === value);
  return isSame ? known : { ...known, ...next };
}

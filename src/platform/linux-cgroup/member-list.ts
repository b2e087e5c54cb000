import type { MemberRecord, ProcessRef, WorkOrigin } from '../contract.js';
import { describe, type Description } from '../posix/describe.js';
import { PendingJoins } from '../posix/pending-joins.js';
import { readBudget } from '../posix/read-budget.js';
import type { PidMark } from '../posix/pid-cursor.js';
import { findAlive } from '../posix/signals.js';
import { cgroupPathOf, isWithin } from '../posix/placement.js';
import type { Half, Look, OriginOf, ProcSource, EscapeeMember } from './look.js';
import { isSame, mayBeNameOf, type Standing, standingIn, withStanding } from './standings.js';
import { emptyListing, type Listing, parseParts, parsePids } from './procs-reader.js';

/** How many members are described again when it is a container's turn in the slow rotation. */
const rotationSize = 2;
/**
 * More new members than this at once are described by what the kernel has of them until the next tick, unless all are
 * asked for: a tree that forks without pause makes each read of its memory wait, and a kill begins with a look.
 */
const mostWhole = 16;

/**
 * The members of one block. In steady state a look is a few preads and a comparison of bytes: only what is
 * new is described, and only a PID that can have been given out again is checked.
 */
export class MemberList {
  /** What is on its way to become a command, and no member before. */
  readonly joins: PendingJoins = new PendingJoins();
  readonly #proc: ProcSource;
  readonly #originOf: OriginOf;
  readonly #halves: { readonly pane: Half; kept?: Half };
  #known: ReadonlyMap<number, MemberRecord> = new Map();
  #members: readonly MemberRecord[] = [];
  #mark: PidMark;
  /** The bytes of the last listing in which every PID was accounted for. */
  #settledBytes: Buffer | undefined;
  /** First seen since the last tick: an exec may still be to come. */
  #young = new Set<number>();
  #turn = 0;
  #metExec = false;
  /** Command lines and environments, in the look under way. */
  #reads: 'all' | 'within-budget' | 'none' = 'all';
  /** By the wall clock; set anew, it moves the start of every member. */
  #bootedAt: number;

  constructor(proc: ProcSource, pane: Half, originOf: OriginOf = () => undefined) {
    this.#proc = proc;
    this.#originOf = originOf;
    this.#halves = { pane };
    this.#mark = proc.cursor.read();
    this.#bootedAt = proc.clock.bootedAt;
  }

  keep(kept: Half): void {
    this.#halves.kept = kept;
  }

  /** After members were moved between the halves: the listing may read the same, byte for byte. */
  invalidate(): void {
    this.#settledBytes = undefined;
  }

  look(look: Look): readonly MemberRecord[] {
    this.#metExec = false;
    const due = this.#dueAgain(look);
    const young = this.#young;
    if (this.#readsYoung(look)) this.#young = new Set();
    try {
      const listing = this.#read(look.depth === 'tick' ? 'skipped' : 'read');
      const escapees = look.escapees.filter(({ pid }) => !this.#known.has(pid));
      const isSettled =
        due.size === 0 && escapees.length === 0 && this.#settledBytes?.equals(view(listing)) === true;
      if (!isSettled) this.#take(listing, due, { escapees, depth: look.depth });
      this.#mark = look.mark;
      return this.#members;
    } catch (error) {
      // What was to be looked at again still is.
      this.#young = new Set([...young, ...this.#young]);
      this.#settledBytes = undefined;
      throw error;
    }
  }

  /** Whether the latest look has met a process half-way through an exec, by which it became another program. */
  get metExec(): boolean {
    return this.#metExec;
  }

  hasEscaped(ref: ProcessRef): boolean {
    const known = this.#known.get(ref.pid);
    return known?.birth === ref.birth && known.escapedTo !== undefined;
  }

  #read(quiet: 'skipped' | 'read'): TwoPartListing {
    const listing = emptyListing();
    const paneNested = this.#halves.pane.reader.appendTo(listing, quiet);
    const keptNested = this.#halves.kept?.reader.appendTo(listing, quiet) ?? [];
    return Object.assign(listing, { paneNested, keptNested });
  }

  /** Known PIDs that have to be described again, be they other processes by now or only changed. */
  #dueAgain(look: Look): ReadonlySet<number> {
    const { depth, mark, bootedAt, rotate } = look;
    const reused = this.#proc.cursor.reusedBetween(this.#mark, mark);
    const isClockSet = bootedAt !== this.#bootedAt;
    this.#bootedAt = bootedAt;
    if (depth === 'all' || isClockSet) return new Set(this.#known.keys());
    const due = new Set<number>(this.#readsYoung(look) ? this.#young : []);
    if (rotate) for (const { pid } of this.#nextInTurn()) due.add(pid);
    if (reused !== undefined) for (const pid of this.#known.keys()) if (reused(pid)) due.add(pid);
    return due;
  }

  /** Once reading them does not wait. */
  #readsYoung({ depth }: Look): boolean {
    return depth === 'tick' && this.#young.size > 0 && readBudget.isLeft;
  }

  #nextInTurn(): readonly MemberRecord[] {
    if (this.#turn >= this.#members.length) this.#turn = 0;
    this.#turn += rotationSize;
    return this.#members.slice(this.#turn - rotationSize, this.#turn);
  }

  /** Accounts for every PID of the listing and for every known one that is not in it. */
  #take(listing: TwoPartListing, due: ReadonlySet<number>, { escapees, depth }: LookParts): void {
    const bytes = Buffer.from(view(listing));
    const census: Census = { next: new Map(), fresh: [], isSettled: true };
    const standings = this.#readStandings(listing);
    const isBrief = depth === 'changes' && this.#countUnknown(standings, due) > mostWhole;
    this.#reads = depth === 'all' ? 'all' : isBrief ? 'none' : 'within-budget';
    this.#enterListed(census, standings, due);
    if (census.fresh.length > 0) this.#dropUnconfirmed(census);
    this.#enterAbsent(census, due);
    this.#enterEscapees(census, escapees);
    for (const pid of census.fresh) this.#young.add(pid);
    this.#settledBytes = census.isSettled ? bytes : undefined;
    this.#publish(census.next);
  }

  #mayRead(): boolean {
    return this.#reads === 'all' || (this.#reads === 'within-budget' && readBudget.isLeft);
  }

  #countUnknown(standings: ReadonlyMap<number, Standing>, due: ReadonlySet<number>): number {
    let count = 0;
    for (const pid of standings.keys()) if (!this.#known.has(pid) || due.has(pid)) count++;
    return count;
  }

  #readStandings(listing: TwoPartListing): ReadonlyMap<number, Standing> {
    const { pane, kept } = this.#halves;
    const standings = [
      ...[...pane.reader.parts, ...listing.paneNested].map((leaf) => standingIn(leaf, 'pane')),
      ...[...(kept?.reader.parts ?? []), ...listing.keptNested].map((leaf) => standingIn(leaf, 'kept')),
    ];
    const parts = parseParts(listing);
    return new Map(
      standings.flatMap((standing, index) => (parts[index] ?? []).map((pid) => [pid, standing] as const)),
    );
  }

  #enterListed(census: Census, standings: ReadonlyMap<number, Standing>, due: ReadonlySet<number>): void {
    for (const [pid, standing] of standings) {
      const known = this.#known.get(pid);
      const record = known === undefined || due.has(pid) ? this.#describe(pid, standing, known) : known;
      if (record === undefined) {
        census.isSettled = false;
        continue;
      }
      census.next.set(pid, withStanding(record, standing));
      if (record.birth !== known?.birth) census.fresh.push(pid);
    }
  }

  /** Between listing and description a PID can have changed hands: only those still listed are members. */
  #dropUnconfirmed(census: Census): void {
    const listed = new Set(parsePids(this.#read('read')));
    for (const pid of census.fresh) {
      if (listed.has(pid)) continue;
      census.next.delete(pid);
      census.isSettled = false;
    }
  }

  /** A known member that is not listed: it has ended, moved inside the block while we read, or escaped. */
  #enterAbsent(census: Census, due: ReadonlySet<number>): void {
    for (const known of this.#known.values()) {
      if (census.next.get(known.pid)?.birth === known.birth) continue;
      const elsewhere = this.#findElsewhere(known, due.has(known.pid));
      if (elsewhere === undefined) continue;
      census.next.set(known.pid, elsewhere);
      census.isSettled = false;
    }
  }

  /** They have left before they were ever listed. */
  #enterEscapees({ next }: Census, escapees: readonly EscapeeMember[]): void {
    for (const { pid, runId, evidence } of escapees) {
      const record = next.has(pid) ? undefined : this.#describe(pid, { lifetime: 'pane', runId }, undefined);
      const escapedTo = cgroupPathOf(pid);
      if (record === undefined || escapedTo === undefined) continue;
      next.set(pid, { ...record, evidence: [evidence], escapedTo });
    }
  }

  /**
   * The known record itself where nothing has changed; undefined for a process that is gone or no command yet. Half-way
   * through an exec it has the name of the new program, and no command line.
   */
  #describe(pid: number, standing: Standing, known: MemberRecord | undefined): MemberRecord | undefined {
    const description = describe(pid, this.#proc.clock, this.#mayRead() ? 'whole' : 'brief');
    if (description === undefined || (description.isStarting && this.joins.has(pid))) return undefined;
    const isKnown = known?.birth === description.birth;
    if (isKnown && this.#isUnchanged(known, description)) return known;
    this.#metExec ||= description.command === undefined;
    const { isStarting: _, command = `[${description.name}]`, ...described } = description;
    const record = { ...described, command, evidence: byContainer, ...standing, escapedTo: undefined };
    return this.#withOrigin(record, isKnown ? known.startedFor : undefined);
  }

  /** One without a command line is unchanged as far as can be told, and is looked at again. */
  #isUnchanged(known: MemberRecord, description: Description): boolean {
    if (description.command !== undefined) return isSame(known, description);
    this.#young.add(known.pid);
    return mayBeNameOf(known, description.name);
  }

  /** Out of its run, a kept process still carries the marker of that run. */
  #withOrigin(record: MemberRecord, known: WorkOrigin | undefined): MemberRecord {
    const { pid, lifetime, runId } = record;
    const isRead = lifetime !== 'kept' && this.#mayRead();
    const startedFor = (isRead ? this.#originOf(pid, runId) : undefined) ?? known;
    return startedFor === undefined ? record : { ...record, startedFor };
  }

  /** Undefined for one that has ended. */
  #findElsewhere(known: MemberRecord, isDue: boolean): MemberRecord | undefined {
    if (typeof findAlive(known, this.#proc.clock) === 'string') return undefined;
    const path = cgroupPathOf(known.pid);
    if (path === undefined) return undefined;
    const { pane, kept } = this.#halves;
    const inside = isWithin(path, pane.path) || (kept !== undefined && isWithin(path, kept.path));
    const escapedTo = inside ? undefined : path;
    const { pid, birth, lifetime, runId, evidence } = known;
    const again = isDue ? this.#describe(pid, { lifetime, runId }, known) : undefined;
    const now = again?.birth === birth ? again : known;
    return now.escapedTo === escapedTo ? now : { ...now, evidence, escapedTo };
  }

  #publish(next: ReadonlyMap<number, MemberRecord>): void {
    const unchanged =
      next.size === this.#known.size &&
      [...next.values()].every((record) => this.#known.get(record.pid) === record);
    this.#known = next;
    if (!unchanged) this.#members = [...next.values()];
  }
}

type LookParts = Pick<Look, 'escapees' | 'depth'>;

/** A list in the making. */
interface Census {
  readonly next: Map<number, MemberRecord>;
  /** Described for the first time, so still to be confirmed. */
  readonly fresh: number[];
  /** False once something has to be looked at again, whatever the bytes of the next listing are. */
  isSettled: boolean;
}

interface TwoPartListing extends Listing {
  /** The leaves of the cgroups that members have made, in the order of the listing. */
  readonly paneNested: readonly string[];
  readonly keptNested: readonly string[];
}

const byContainer = ['container'] as const;

function view({ bytes, length }: Listing): Buffer {
  return bytes.subarray(0, length);
}

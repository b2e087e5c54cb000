import type { ProcessRef, Tick } from '../../contract.js';
import { EarlyScans } from './early-scans.js';
import type { GuardKnowledge } from './guard.js';
import {
  advance,
  emptyLedger,
  enterAll,
  keepAll,
  type Ledger,
  type LedgerMember,
  withoutOwners,
} from './ledger.js';
import { limitMarkOf } from '../limit-mark.js';
import { type LeftBlock, leftBlocks, type OpenScope } from './leftovers.js';
import type { ProcessSource } from './source.js';
import type { ProcessTable, TableEntry } from './table.js';

/** The looks of one tick, made when the first block asks. */
class LedgerTick {
  look: Promise<void> | undefined;
}

/** The latest table of all processes, the ledger of what has been proven so far, and what only the host knows. */
export class ProcessTracker {
  readonly source: ProcessSource;
  /** Told whenever something may have changed. */
  readonly #tell: (knowledge: GuardKnowledge) => void;
  readonly #blocks = new Set<string>();
  readonly #limits = new Map<string, string>();
  /** Where the host and what was taken in were found: a member elsewhere has escaped. */
  readonly #homes = new Set<string>();
  #ledger: Ledger = emptyLedger;
  #table: ProcessTable = { entries: new Map(), fresh: [], mayBeReused: () => true };
  #claims = new Map<number, string>();
  /** Commands that the host has started and that have not ended yet. */
  readonly #commands = new Set<number>();
  readonly #earlyScans: EarlyScans;
  #strangers: ReadonlySet<number> = new Set();
  readonly #outside = { sessions: new Set<number>(), terminals: new Set<string>() };
  #looking: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #turns = 0;

  constructor(source: ProcessSource, tell: (knowledge: GuardKnowledge) => void) {
    this.source = source;
    this.#tell = tell;
    this.#earlyScans = new EarlyScans(() => this.look(), source.earlyScansMs);
  }

  beginTick(): Tick {
    this.#turns++;
    return new LedgerTick();
  }

  async open(marker: string): Promise<void> {
    this.#enter(marker);
    const { place, ancestors } = await this.source.hostContext();
    this.#strangers = ancestors;
    if (place !== undefined) this.#homes.add(place);
    this.#tellGuard();
  }

  /** A run of a block that is open: an owner of its own among those of the block. */
  openRun(marker: string): void {
    this.#enter(marker);
    this.#tellGuard();
  }

  #enter(marker: string): void {
    this.#blocks.add(marker);
    this.#limits.set(limitMarkOf(marker), marker);
  }

  /** Resolves when no look is under way, and none will be made by itself. */
  async close(): Promise<void> {
    this.#earlyScans.close();
    await this.#looking?.catch(() => undefined);
  }

  /** Brings the ledger up to date; within one tick only once. A look that is under way may have read too early. */
  look(tick?: Tick): Promise<void> {
    if (!(tick instanceof LedgerTick)) return this.#lookAfter();
    tick.look ??= this.#lookAfter();
    return tick.look;
  }

  /** Blocks of dead hosts that were to become of this, in a look made now. */
  async leftBlocks(onHostExit: 'kill' | 'keep'): Promise<readonly LeftBlock[]> {
    await this.look();
    const left = leftBlocks(this.#table, await this.#scope());
    return left.filter(({ owner }) => owner.onHostExit === onHostExit);
  }

  /** Whether it is this block's turn to be described anew in slow rotation. */
  isInTurn(marker: string): boolean {
    const blocks = [...this.#blocks];
    return blocks[this.#turns % blocks.length] === marker;
  }

  membersOf(owners: ReadonlyMap<string, unknown>): readonly LedgerMember[] {
    return [...this.#ledger.members.values()].filter(({ owner }) => owners.has(owner));
  }

  ownerOf(pid: number): string | undefined {
    return this.#ledger.members.get(pid)?.owner;
  }

  isStranger(pid: number): boolean {
    return this.#strangers.has(pid);
  }

  /** Undefined where the system does not tell. */
  isStopped({ pid, birth }: ProcessRef): boolean | undefined {
    const entry = this.#table.entries.get(pid);
    return entry?.birth === birth ? entry.isStopped : false;
  }

  isHome(place: string): boolean {
    return this.#homes.has(place);
  }

  entryOf(pid: number): TableEntry | undefined {
    return this.#table.entries.get(pid);
  }

  get entries(): ReadonlyMap<number, TableEntry> {
    return this.#table.entries;
  }

  /** The host has started this process for the block; it may have ended by the time it can be looked at. */
  claim(pid: number, marker: string): void {
    this.#claims.set(pid, marker);
    this.#commands.add(pid);
    this.#earlyScans.arm();
  }

  /** What runs already is in sessions and has terminals it was started in, which prove nothing. */
  take(entries: readonly TableEntry[], marker: string): void {
    const taken = new Set(entries.map(({ pid }) => pid));
    const isOutside = ({ session }: TableEntry) => session === undefined || !taken.has(session);
    for (const entry of entries.filter(isOutside)) {
      if (entry.session !== undefined) this.#outside.sessions.add(entry.session);
      if (entry.terminal !== undefined) this.#outside.terminals.add(entry.terminal);
    }
    const [root] = entries;
    if (root !== undefined && !this.#ledger.members.has(root.ppid)) this.#addHome(root);
    this.#ledger = enterAll(this.#ledger, entries, marker);
  }

  keep(refs: readonly ProcessRef[]): void {
    this.#ledger = keepAll(this.#ledger, refs);
    this.#tellGuard();
  }

  forget(owners: ReadonlyMap<string, unknown>): void {
    for (const owner of owners.keys()) {
      this.#blocks.delete(owner);
      this.#limits.delete(limitMarkOf(owner));
    }
    this.#ledger = withoutOwners(this.#ledger, owners);
    this.#tellGuard();
  }

  /** Callers during a look share the one after it. */
  #lookAfter(): Promise<void> {
    if (this.#looking === undefined) {
      this.#looking = this.#lookNow().finally(() => (this.#looking = undefined));
      return this.#looking;
    }
    this.#next ??= this.#looking
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.#lookAfter();
      });
    return this.#next;
  }

  async #lookNow(): Promise<void> {
    const scope = await this.#scope();
    const claims = this.#claims;
    this.#claims = new Map();
    try {
      this.#table = await this.source.look((pid) => this.#ledger.members.has(pid) || claims.has(pid));
    } catch (error) {
      this.#claims = new Map([...claims, ...this.#claims]);
      throw error;
    }
    const whole = { ...scope, blocks: this.#blocks, limits: this.#limits, claims };
    this.#ledger = advance(this.#ledger, this.#table, whole);
    this.#noteEnds();
    this.#tellGuard();
  }

  /** A command that ends leaves behind what it has just started. */
  #noteEnds(): void {
    for (const pid of this.#commands) {
      if (this.#ledger.members.has(pid)) continue;
      this.#commands.delete(pid);
      this.#earlyScans.arm();
    }
  }

  async #scope(): Promise<OpenScope> {
    const { ancestors, sessions, terminals, place } = await this.source.hostContext();
    // A desktop moves an application into a scope of its own some time after its start.
    if (place !== undefined) this.#homes.add(place);
    this.#strangers = ancestors;
    return {
      hostPid: process.pid,
      strangers: ancestors,
      outsideSessions: new Set([...sessions, ...this.#outside.sessions]),
      outsideTerminals: new Set([...terminals, ...this.#outside.terminals]),
    };
  }

  #addHome(entry: TableEntry): void {
    const described = this.source.describe(entry);
    if (typeof described === 'object' && described.place !== undefined) this.#homes.add(described.place);
  }

  #tellGuard(): void {
    this.#tell({
      ledger: this.#ledger,
      entries: this.#table.entries,
      blocks: this.#blocks,
      above: this.#strangers,
      homes: this.#homes,
    });
  }
}

import type {
  BackendSession,
  Command,
  Container,
  ContainerKey,
  ProcessRef,
  SessionOptions,
  Tick,
} from '../../contract.js';
import { launch } from '../launcher.js';
import { markerOf } from '../marker.js';
import { type SelfTest, selfTest } from '../self-test.js';
import { LedgerContainer } from './container.js';
import { type GuardTable, LedgerGuard } from './guard.js';
import {
  advance,
  emptyLedger,
  enterAll,
  keepAll,
  type Ledger,
  type LedgerMember,
  withoutBlock,
} from './ledger.js';
import type { ProcessSource } from './source.js';
import type { ProcessTable, TableEntry } from './table.js';

export interface LedgerSessionOptions extends Pick<SessionOptions, 'onHostExit'> {
  readonly source: ProcessSource;
  /** What a guard can read here; without it there is none, and processes outlive a host that is killed. */
  readonly guardTable?: GuardTable;
  /** Names this registry among all of all hosts. */
  readonly instance: string;
  readonly reasons: readonly string[];
  readonly features: Readonly<Record<string, string>>;
  /** Default: through a shell that marks the command. */
  readonly launch?: (command: Command, marker: string) => Command;
  /** What it must be able to do here; default `daemons`. */
  readonly selfTest?: SelfTest;
}

const guarantees: readonly string[] = [
  'one process is killed alone, its birth read again right before each signal',
  'a process is listed and killed only where a link to its pane is proven',
];

const guarded =
  'what its panes run when this host dies, by SIGKILL included, is found the same way and ended within about a second';
const kept = 'processes outlive this host';

function launchMarked(command: Command, marker: string): Command {
  return launch(command, { marker, procsPath: undefined });
}

/** The looks of one tick, made when the first block asks. */
class LedgerTick {
  look: Promise<void> | undefined;
}

/**
 * The blocks of a host where the kernel keeps no list: one table for all of them at each look, and a ledger of what it
 * has proven so far.
 */
export class LedgerSession implements BackendSession {
  readonly confidence = 'best-effort';
  readonly guarantees: readonly string[];
  readonly reasons: readonly string[];
  readonly #options: LedgerSessionOptions;
  readonly #guard: LedgerGuard | undefined;
  readonly #blocks = new Set<string>();
  /** Where the host and what was taken in were found: a member elsewhere has escaped. */
  readonly #homes = new Set<string>();
  /** What was lost before anybody listened. */
  readonly #unheard: string[] = [];
  #hear: ((reason: string) => void) | undefined;
  #ledger: Ledger = emptyLedger;
  #table: ProcessTable = { entries: new Map(), fresh: [], mayBeReused: () => true };
  #claims = new Map<number, string>();
  #strangers: ReadonlySet<number> = new Set();
  readonly #outside = { sessions: new Set<number>(), terminals: new Set<string>() };
  #looking: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #turns = 0;

  /** Proves itself, and leaves nothing behind where the proof fails. */
  static async open(options: LedgerSessionOptions): Promise<LedgerSession> {
    const session = new LedgerSession(options);
    try {
      const container = await session.createContainer({ blockId: 'self-test', generation: 0 });
      const reason = await selfTest(container, options.selfTest);
      if (reason !== undefined) await container.endAll();
      await container.release();
      if (reason === undefined) return session;
      throw new Error(`the self-test failed: ${reason}`);
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  private constructor(options: LedgerSessionOptions) {
    this.#options = options;
    const { instance, guardTable: table, onHostExit } = options;
    const report = (reason: string) => this.#report(reason);
    const isGuarded = onHostExit === 'kill' && table !== undefined;
    this.#guard = isGuarded ? new LedgerGuard({ instance, table, report }) : undefined;
    this.reasons = options.reasons;
    this.guarantees = [...guarantees, ...(isGuarded ? [guarded] : onHostExit === 'keep' ? [kept] : [])];
  }

  get features(): Readonly<Record<string, string>> {
    const pid = this.#guard?.pid;
    return {
      ...this.#options.features,
      'self-test': 'passed',
      guard: pid === undefined ? 'none: processes outlive the host' : `PID ${pid}`,
    };
  }

  get source(): ProcessSource {
    return this.#options.source;
  }

  launch(command: Command, marker: string): Command {
    return (this.#options.launch ?? launchMarked)(command, marker);
  }

  beginTick(): Tick {
    this.#turns++;
    return new LedgerTick();
  }

  async createContainer(key: ContainerKey): Promise<Container> {
    const marker = markerOf(this.#options.instance, key);
    this.#blocks.add(marker);
    const { place, ancestors } = await this.source.surroundings();
    this.#strangers = ancestors;
    if (place !== undefined) this.#homes.add(place);
    this.#tellGuard();
    return new LedgerContainer(this, marker);
  }

  async protectedPids(): Promise<ReadonlySet<number>> {
    const { ancestors } = await this.source.surroundings();
    const guard = this.#guard?.pid;
    return guard === undefined ? ancestors : new Set([...ancestors, guard]);
  }

  onDegraded(listener: (reason: string) => void): void {
    this.#hear = listener;
    for (const reason of this.#unheard.splice(0)) listener(reason);
  }

  async close(): Promise<void> {
    await this.#looking?.catch(() => undefined);
    await this.#guard?.close();
    this.source.close();
  }

  /** Brings the ledger up to date; within one tick only once. A look that is under way may have read too early. */
  look(tick?: Tick): Promise<void> {
    if (!(tick instanceof LedgerTick)) return this.#lookAfter();
    tick.look ??= this.#lookAfter();
    return tick.look;
  }

  /** Whether it is this block's turn to be described anew in slow rotation. */
  isInTurn(marker: string): boolean {
    const blocks = [...this.#blocks];
    return blocks[this.#turns % blocks.length] === marker;
  }

  membersOf(marker: string): readonly LedgerMember[] {
    return [...this.#ledger.members.values()].filter(({ owner }) => owner === marker);
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

  forget(marker: string): void {
    this.#blocks.delete(marker);
    this.#ledger = withoutBlock(this.#ledger, marker);
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
    const { ancestors, sessions, terminals, place } = await this.source.surroundings();
    // A desktop moves an application into a scope of its own some time after its start.
    if (place !== undefined) this.#homes.add(place);
    this.#strangers = ancestors;
    const claims = this.#claims;
    this.#claims = new Map();
    try {
      this.#table = await this.source.look((pid) => this.#ledger.members.has(pid) || claims.has(pid));
    } catch (error) {
      this.#claims = new Map([...claims, ...this.#claims]);
      throw error;
    }
    this.#ledger = advance(this.#ledger, this.#table, {
      hostPid: process.pid,
      strangers: ancestors,
      outsideSessions: new Set([...sessions, ...this.#outside.sessions]),
      outsideTerminals: new Set([...terminals, ...this.#outside.terminals]),
      blocks: this.#blocks,
      claims,
    });
    this.#tellGuard();
  }

  #addHome(entry: TableEntry): void {
    const described = this.source.describe(entry);
    if (typeof described === 'object' && described.place !== undefined) this.#homes.add(described.place);
  }

  #tellGuard(): void {
    this.#guard?.tell({
      ledger: this.#ledger,
      entries: this.#table.entries,
      blocks: this.#blocks,
      above: this.#strangers,
      homes: this.#homes,
    });
  }

  #report(reason: string): void {
    if (this.#hear === undefined) this.#unheard.push(reason);
    else this.#hear(reason);
  }
}

import * as fc from 'fast-check';
import type { LedgerScope } from '../../../src/platform/posix/ledger/ledger.js';
import type { ProcessTable, TableEntry } from '../../../src/platform/posix/ledger/table.js';

const acts = [
  'spawn',
  'start outside',
  'fork',
  'fork and exit',
  'new session',
  'new group',
  'join group',
  'open terminal',
  'clear environment',
  'exit',
] as const;

/** One thing that happens; the numbers pick, among those who can do it, who does, and which of its ways. */
export interface Step {
  readonly act: (typeof acts)[number];
  readonly who: number;
  readonly way: number;
}

export const steps: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(...acts),
  who: fc.nat({ max: 999 }),
  way: fc.nat({ max: 5 }),
});

export const shell = 2;
const host = 3;
/** So few that PIDs come back all the time. */
const mostPids = 12;
/** Whoever it was, its PID is not given out while its session lives. */
export const leaderThatEnded: number = mostPids + 1;
const blocks = ['a', 'b'] as const;

export interface SystemTraits {
  /** What orphans are given to. */
  readonly adopter: number;
  /** macOS does not tell sessions, reads its table in one go, and has no containers. */
  readonly tellsSessions: boolean;
  /** The session the host lives in may have lost its leader long ago. */
  readonly hostSession: number;
}

type Living = { -readonly [K in keyof TableEntry]: TableEntry[K] } & {
  /** Containers number their terminals for themselves. */
  readonly devpts: number;
};

/** A system that forks, changes sessions, ends and gives PIDs out again, and knows the truth: whose each process is. */
export class SimulatedSystem {
  readonly #living = new Map<number, Living>();
  readonly #truth = new Map<string, string | undefined>();
  #claims = new Map<number, string>();
  #last: ReadonlyMap<number, TableEntry> = new Map();
  #lastPid = 0;
  #markedPid = 0;
  #givenOut = 0;
  #ticks = 0;
  /** Freed since the reading before began. */
  #freed = new Set<number>();
  /** A table is read within milliseconds: what was freed that late does not come back in the middle of it. */
  #held: ReadonlySet<number> = new Set();
  readonly #traits: SystemTraits;

  constructor(traits: SystemTraits) {
    this.#traits = traits;
    this.#fork(undefined, {});
    const terminal = this.#freeTerminal(0);
    this.#fork(1, { session: traits.hostSession, group: shell, terminal });
    this.#fork(shell, { group: host });
    this.look();
  }

  blockOf(birth: string): string | undefined {
    return this.#truth.get(birth);
  }

  /** Those that are a block's, by the truth. */
  get memberPids(): readonly number[] {
    const isMember = ({ birth }: Living) => this.#truth.get(birth) !== undefined;
    return [...this.#living.values()].filter(isMember).map(({ pid }) => pid);
  }

  do({ act, who, way }: Step): void {
    if (act === 'spawn') return this.#spawn(way);
    if (act === 'start outside') return this.#startOutside(way);
    const able = [...this.#living.values()].filter((process) => process.pid > host && canDo(process, act));
    const actor = able[who % able.length];
    if (actor === undefined) return;
    if (act === 'fork' || act === 'fork and exit') this.#fork(actor.pid, {});
    if (act === 'exit' || act === 'fork and exit') this.#end(actor);
    else this.#change(actor, act, way);
  }

  /** Reads one process after the other; what happens in between happens in the middle of the reading. */
  look(between: readonly Step[] = []): ProcessTable {
    const reused = this.#reusedSinceMark();
    this.#claims = new Map();
    this.#held = new Set([...this.#living.keys(), ...this.#freed]);
    this.#freed = new Set();
    const happening = this.#traits.tellsSessions ? [...between] : [];
    const entries = new Map<number, TableEntry>();
    for (const pid of [...this.#living.keys()].toSorted((a, b) => a - b)) {
      const now = this.#living.get(pid);
      if (now !== undefined) entries.set(pid, this.#entryOf(now));
      const [step] = happening.splice(0, 1);
      if (step !== undefined) this.do(step);
    }
    this.#held = new Set();
    const fresh = [...entries.values()].filter((entry) => this.#last.get(entry.pid) !== entry);
    this.#last = entries;
    return { entries, fresh, mayBeReused: reused };
  }

  /** What the host knows right before a look. */
  scope(): LedgerScope {
    const own = [...this.#living.values()].filter(({ pid }) => pid <= host);
    return {
      hostPid: host,
      strangers: new Set([1, shell, host]),
      outsideSessions: new Set(own.flatMap(({ session }) => session ?? [])),
      outsideTerminals: new Set(own.flatMap(({ terminal }) => terminal ?? [])),
      blocks: new Set(blocks),
      limits: new Map(),
      claims: this.#claims,
    };
  }

  /** As a plain child of the host, in a session of its own, or in a terminal of its own. */
  #spawn(way: number): void {
    const owner = blocks[way % 2] ?? 'a';
    const root = this.#fork(host, { marker: owner });
    if (root === undefined) return;
    this.#truth.set(root.birth, owner);
    this.#claims.set(root.pid, owner);
    if (way < 2) return;
    this.#leave(root);
    if (way > 3) root.terminal = this.#freeTerminal(0);
  }

  /** By the system, by the shell the host was started from, or by the host itself, for no pane. */
  #startOutside(way: number): void {
    const parent = [1, shell, host][way % 3] ?? 1;
    const isContained = way > 2 && this.#traits.tellsSessions;
    const process = this.#fork(parent, { marker: 'somebody else’s', ...(isContained ? { devpts: 1 } : {}) });
    if (process !== undefined && isContained) this.#leave(process);
  }

  #fork(ppid: number | undefined, traits: Partial<Living>): Living | undefined {
    const pid = this.#nextPid();
    if (pid === undefined) return undefined;
    const parent = ppid === undefined ? undefined : this.#living.get(ppid);
    const inherited = parent ?? {
      group: pid,
      session: pid,
      terminal: undefined,
      marker: undefined,
      limit: undefined,
      user: undefined,
      devpts: 0,
    };
    const birth = `${pid} of ${++this.#ticks}`;
    const own = { pid, birth, ppid: ppid ?? 0, startTicks: this.#ticks, isStopped: false };
    const child: Living = { ...inherited, ...own, ...traits };
    this.#living.set(pid, child);
    this.#truth.set(birth, parent === undefined ? undefined : this.#truth.get(parent.birth));
    return child;
  }

  /** In a circle, past all that a process still bears or the host is just telling of. */
  #nextPid(): number | undefined {
    const taken = new Set(
      [...this.#living.values()].flatMap(({ pid, session, group }) => [pid, session, group]),
    );
    for (let ahead = 1; ahead <= mostPids; ahead++) {
      const pid = ((this.#lastPid + ahead - 1) % mostPids) + 1;
      if (taken.has(pid) || this.#held.has(pid) || this.#claims.has(pid)) continue;
      this.#lastPid = pid;
      this.#givenOut += ahead;
      return pid;
    }
    return undefined;
  }

  #reusedSinceMark(): (pid: number) => boolean {
    const [from, to, passed] = [this.#markedPid, this.#lastPid, this.#givenOut];
    this.#markedPid = to;
    this.#givenOut = 0;
    if (passed === 0) return () => false;
    if (passed >= mostPids) return () => true;
    return from <= to ? (pid) => pid >= from && pid <= to : (pid) => pid >= from || pid <= to;
  }

  #end(process: Living): void {
    this.#living.delete(process.pid);
    this.#freed.add(process.pid);
    for (const other of this.#living.values()) {
      if (other.ppid === process.pid) other.ppid = this.#traits.adopter;
      // A terminal is taken from a whole session when its leader ends.
      if (other.session === process.pid) other.terminal = undefined;
    }
  }

  #change(process: Living, act: Step['act'], way: number): void {
    if (act === 'new session') this.#leave(process);
    if (act === 'new group') process.group = process.pid;
    if (act === 'join group') this.#joinGroup(process, way);
    if (act === 'open terminal') process.terminal = this.#freeTerminal(process.devpts);
    if (act === 'clear environment') process.marker = undefined;
  }

  #leave(process: Living): void {
    process.session = process.pid;
    process.group = process.pid;
    process.terminal = undefined;
  }

  /** Nobody joins the group of another pane's or of none's. */
  #joinGroup(process: Living, way: number): void {
    const block = this.#truth.get(process.birth);
    const groups = [...this.#living.values()]
      .filter(({ session, birth }) => session === process.session && this.#truth.get(birth) === block)
      .map(({ group }) => group);
    process.group = groups[way % groups.length];
  }

  #freeTerminal(devpts: number): string {
    const taken = new Set(
      [...this.#living.values()].flatMap((each) => (each.devpts === devpts ? each.terminal : [])),
    );
    let number = 0;
    while (taken.has(`pts/${number}`)) number++;
    return `pts/${number}`;
  }

  /** The very same object where nothing has changed. */
  #entryOf(process: Living): TableEntry {
    const entry = this.#traits.tellsSessions ? { ...process } : { ...process, session: undefined };
    const last = this.#last.get(entry.pid);
    const isSame = last !== undefined && JSON.stringify(last) === JSON.stringify(entry);
    return isSame ? last : entry;
  }
}

function canDo({ pid, session, group, terminal }: Living, act: Step['act']): boolean {
  if (act === 'new session') return group !== pid;
  if (act === 'new group' || act === 'join group') return session !== pid;
  return act !== 'open terminal' || (session === pid && terminal === undefined);
}

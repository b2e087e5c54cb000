import type { Evidence, MemberRecord, ProcessRef } from '../../contract.js';
import type { ProcessTable, TableEntry } from './table.js';

/** Whose a process is: a block or a run of one, by its marker. */
export interface Ownership {
  readonly owner: string;
  readonly lifetime: MemberRecord['lifetime'];
}

export interface LedgerMember extends ProcessRef, Ownership {
  readonly evidence: readonly Evidence[];
}

/** What has been proven so far, of all blocks of a host. */
export interface Ledger {
  readonly members: ReadonlyMap<number, LedgerMember>;
  /**
   * PIDs that are or were a member's and cannot have been given out again. A session and a process group bear
   * the PID of the process that made them, so whoever is in one named here descends from a member.
   */
  readonly names: ReadonlyMap<number, Ownership>;
  /** Controlling terminals that members opened; each belongs to one session. */
  readonly terminals: ReadonlyMap<string, Ownership>;
}

/** What the host knows and no table tells. */
export interface LedgerScope {
  readonly hostPid: number;
  /** The host and its ancestors: never a member, and the parents that orphans can be given to, as PID 1 is. */
  readonly strangers: ReadonlySet<number>;
  /** Sessions and terminals that panes were started in: being in one links nobody to anything. */
  readonly outsideSessions: ReadonlySet<number>;
  readonly outsideTerminals: ReadonlySet<string>;
  /** The blocks of this host and their runs, by their markers. */
  readonly blocks: ReadonlySet<string>;
  /** The same markers by the limits that go with them. */
  readonly limits: ReadonlyMap<string, string>;
  /** Commands the host has started since the last look, with the blocks they are for. */
  readonly claims: ReadonlyMap<number, string>;
}

export const emptyLedger: Ledger = { members: new Map(), names: new Map(), terminals: new Map() };

/** A ledger in the making, and what it is made from. */
interface Draft {
  readonly members: Map<number, LedgerMember>;
  readonly names: Map<number, Ownership>;
  readonly terminals: Map<string, Ownership>;
  readonly table: ProcessTable;
  readonly scope: LedgerScope;
}

/**
 * What a look adds to what was proven before: members that have gone are taken off, and whoever is linked to one is
 * put on, until nothing is added any more. Gives the same ledger where nothing has changed.
 */
export function advance(before: Ledger, table: ProcessTable, scope: LedgerScope): Ledger {
  const names = namesStillOurs(before, table);
  const members = new Map([...before.members].filter(([, member]) => isInTable(member, table)));
  const hasShrunk = names.size < before.names.size || members.size < before.members.size;
  if (!hasShrunk && table.fresh.length === 0 && scope.claims.size === 0) return before;
  const terminals = terminalsInUse(before, members, table);
  const draft: Draft = { members, names, terminals, table, scope };
  for (const [pid, owner] of scope.claims) enterClaimed(pid, { owner, lifetime: 'pane' }, draft);
  const newcomers = parentsFirst(table.fresh);
  for (const entry of newcomers) nameWhatItMade(entry, draft);
  admitLinked(newcomers, draft);
  return { members, names, terminals };
}

/** Takes in processes that run already. */
export function enterAll(ledger: Ledger, entries: readonly TableEntry[], owner: string): Ledger {
  const members = new Map(ledger.members);
  const names = new Map(ledger.names);
  for (const { pid, birth } of entries) {
    members.set(pid, { pid, birth, owner, lifetime: 'pane', evidence: ['descent'] });
    names.set(pid, { owner, lifetime: 'pane' });
  }
  return { ...ledger, members, names };
}

/** Marks members as kept, and with them what they will start. */
export function keepAll(ledger: Ledger, kept: readonly ProcessRef[]): Ledger {
  const members = new Map(ledger.members);
  const names = new Map(ledger.names);
  for (const { pid, birth } of kept) {
    const member = members.get(pid);
    if (member?.birth !== birth) continue;
    members.set(pid, { ...member, lifetime: 'kept' });
    names.set(pid, { owner: member.owner, lifetime: 'kept' });
  }
  return { ...ledger, members, names };
}

export function withoutOwners(
  { members, names, terminals }: Ledger,
  owners: ReadonlyMap<string, unknown>,
): Ledger {
  return {
    members: withoutThoseOf(owners, members),
    names: withoutThoseOf(owners, names),
    terminals: withoutThoseOf(owners, terminals),
  };
}

function withoutThoseOf<K, V extends Ownership>(
  owners: ReadonlyMap<string, unknown>,
  map: ReadonlyMap<K, V>,
): ReadonlyMap<K, V> {
  return new Map([...map].filter(([, { owner }]) => !owners.has(owner)));
}

function isInTable({ pid, birth }: ProcessRef, { entries }: ProcessTable): boolean {
  return entries.get(pid)?.birth === birth;
}

/**
 * A PID is not given out again while a session or a group bears it (free_pid in kernel/pid.c), so a name stands as
 * long as a live member uses it, and otherwise until the allocator may have passed over it.
 */
function namesStillOurs(before: Ledger, table: ProcessTable): Map<number, Ownership> {
  const inUse = new Set<number | undefined>();
  for (const member of before.members.values()) {
    const entry = table.entries.get(member.pid);
    if (entry?.birth === member.birth) inUse.add(member.pid).add(entry.session).add(entry.group);
  }
  const isOurs = (pid: number) => inUse.has(pid) || !(table.mayBeReused(pid) || table.entries.has(pid));
  return new Map([...before.names].filter(([pid]) => isOurs(pid)));
}

function terminalsInUse(
  before: Ledger,
  members: ReadonlyMap<number, LedgerMember>,
  { entries }: ProcessTable,
): Map<string, Ownership> {
  const inUse = new Set([...members.keys()].map((pid) => entries.get(pid)?.terminal));
  return new Map([...before.terminals].filter(([terminal]) => inUse.has(terminal)));
}

/** One that has ended already leaves its name: what it has left behind may bear it. */
function enterClaimed(pid: number, ownership: Ownership, { members, names, table, scope }: Draft): void {
  const entry = table.entries.get(pid);
  const isStarted =
    entry === undefined ||
    entry.ppid === scope.hostPid ||
    entry.marker === ownership.owner ||
    scope.limits.get(entry.limit ?? '') === ownership.owner;
  if (!isStarted || members.has(pid)) return;
  names.set(pid, ownership);
  if (entry !== undefined) members.set(pid, { pid, birth: entry.birth, ...ownership, evidence: ['descent'] });
}

/** Whose parent is new as well is judged after that one: it is what its parent is, whatever else links it. */
function parentsFirst(entries: readonly TableEntry[]): readonly TableEntry[] {
  const waiting = new Map(entries.toSorted((a, b) => a.pid - b.pid).map((entry) => [entry.pid, entry]));
  const ordered: TableEntry[] = [];
  for (const youngest of waiting.values()) {
    const line: TableEntry[] = [];
    for (let entry: TableEntry | undefined = youngest; entry !== undefined; ) {
      waiting.delete(entry.pid);
      line.push(entry);
      entry = waiting.get(entry.ppid);
    }
    ordered.push(...line.toReversed());
  }
  return ordered;
}

/** Puts on whoever is linked to a member, then whoever is linked to those. */
function admitLinked(newcomers: readonly TableEntry[], draft: Draft): void {
  const { members, scope } = draft;
  let candidates = newcomers.filter(({ pid }) => !members.has(pid) && !scope.strangers.has(pid));
  let left: number;
  do {
    left = candidates.length;
    candidates = candidates.filter((entry) => !admit(entry, draft));
  } while (candidates.length > 0 && candidates.length < left);
}

interface Link {
  readonly evidence: Evidence;
  readonly ownership: Ownership;
}

function admit(entry: TableEntry, draft: Draft): boolean {
  const links = linksOf(entry, draft);
  const [strongest] = links;
  if (strongest === undefined) return false;
  const { pid, birth } = entry;
  const { ownership } = strongest;
  const evidence = links.flatMap((link) => (link.ownership.owner === ownership.owner ? [link.evidence] : []));
  draft.members.set(pid, { pid, birth, owner: ownership.owner, lifetime: ownership.lifetime, evidence });
  draft.names.set(pid, ownership);
  nameWhatItMade(entry, draft);
  return true;
}

/** Strongest first: that one says whose it is. */
function linksOf(entry: TableEntry, draft: Draft): readonly Link[] {
  const candidates: readonly (readonly [Evidence, Ownership | undefined])[] = [
    ['descent', byDescent(entry, draft)],
    ['session', byName(entry.session, draft)],
    ['group', byName(entry.group, draft)],
    ['terminal', byTerminal(entry, draft)],
    ['marker', byMark(entry, entry.marker, draft)],
    ['rlimit', byMark(entry, draft.scope.limits.get(entry.limit ?? ''), draft)],
  ];
  return candidates.flatMap(([evidence, ownership]) =>
    ownership === undefined ? [] : [{ evidence, ownership }],
  );
}

/** A parent younger than its child is no parent. One that ended while the table was read still was one. */
function byDescent(entry: TableEntry, { members, names, table }: Draft): Ownership | undefined {
  const parent = table.entries.get(entry.ppid);
  if (parent === undefined) return names.get(entry.ppid);
  return parent.startTicks <= entry.startTicks ? members.get(entry.ppid) : undefined;
}

/** A session or group whose leader lives and is no member is somebody else's. */
function byName(name: number | undefined, { members, names, table }: Draft): Ownership | undefined {
  if (name === undefined || (table.entries.has(name) && !members.has(name))) return undefined;
  return names.get(name);
}

/**
 * Each container numbers its terminals from 0, so where the system tells sessions, a terminal must be that of a
 * session of ours: it is taken from all of the session when its leader ends.
 */
function byTerminal({ terminal, session }: TableEntry, draft: Draft): Ownership | undefined {
  if (terminal === undefined) return undefined;
  if (session !== undefined && byName(session, draft) === undefined) return undefined;
  return draft.terminals.get(terminal);
}

/**
 * A mark can be copied, into a shell's startup file for one. Who carries it and has a parent that is no member and
 * that orphans are not given to was not started by a member.
 */
function byMark(
  { ppid }: TableEntry,
  marker: string | undefined,
  { members, table, scope }: Draft,
): Ownership | undefined {
  if (marker === undefined || !scope.blocks.has(marker)) return undefined;
  const adopts = ppid <= 1 || scope.strangers.has(ppid) || !table.entries.has(ppid);
  return adopts || members.has(ppid) ? { owner: marker, lifetime: 'pane' } : undefined;
}

/**
 * A process can neither enter a session nor take a terminal of another one, so those of a member, where they are not
 * what its pane was started in, were made by a member, seen or not.
 */
function nameWhatItMade({ pid, session, terminal }: TableEntry, draft: Draft): void {
  const { members, names, terminals, table, scope } = draft;
  const member = members.get(pid);
  if (member === undefined) return;
  const { owner, lifetime } = member;
  const isLeft = session !== undefined && !table.entries.has(session);
  if (isLeft && !names.has(session) && !scope.outsideSessions.has(session)) {
    names.set(session, { owner, lifetime });
  }
  if (terminal === undefined || scope.outsideTerminals.has(terminal) || terminals.has(terminal)) return;
  terminals.set(terminal, { owner, lifetime });
}

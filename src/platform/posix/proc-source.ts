import { readdirSync } from 'node:fs';
import type {
  PortReading,
  ProcessRef,
  ProcessUsage,
  Sample,
  SignalOutcome,
  SystemSession,
  Vitality,
} from '../contract.js';
import { hostAndAncestors } from './ancestors.js';
import { BootClock, msPerTick } from './boot-clock.js';
import { describe } from './describe.js';
import type { ProcessDescription, ProcessSource, HostContext } from './ledger/source.js';
import type { ProcessTable, TableEntry } from './ledger/table.js';
import { ListeningPorts } from './listening-ports.js';
import { readLimitMarkBeside, realUserOf } from './limit-mark.js';
import { readMarker } from './marker.js';
import { flatMapChunked } from './chunked.js';
import { PidCursor, type PidMark } from './pid-cursor.js';
import { cgroupPathOf } from './placement.js';
import { idInside, isAlive, type ProcStat, readProcStat, sessionIn } from './proc-stat.js';
import { processUsage } from './process-usage.js';
import { sendVerified, vitalityOf } from './signals.js';
import { unlessHidden } from './system-error.js';

/** A launcher needs about 1 ms from its fork to the exec that gives it its marker; a busy machine takes longer. */
const youngMs = 2000;

interface Reading {
  readonly before: Known | undefined;
  readonly isMember: boolean;
  /** On the clock of the system's uptime. */
  readonly youngSince: number;
}

/** What is known of a PID that has been read. */
interface Known {
  readonly entry: TableEntry;
  /** Its exec may still be to come, and with it an environment of its own. */
  readonly isYoung: boolean;
}

/**
 * All processes by one pass over `/proc`. In steady state only members are read: whoever was found to be none stays
 * none, and the allocator's cursor tells which PIDs can be somebody else's by now.
 */
export class ProcSource implements ProcessSource {
  readonly earlyScansMs: readonly number[] = [5, 10, 20, 40, 80, 160, 320];
  readonly signalGroup = undefined;
  readonly endTree = undefined;
  readonly #clock = new BootClock();
  readonly #cursor = new PidCursor();
  readonly #ports = new ListeningPorts(this.#clock);
  #known: ReadonlyMap<number, Known> = new Map();
  #mark: PidMark = this.#cursor.read();

  async look(isMember: (pid: number) => boolean): Promise<ProcessTable> {
    // Read before the listing, so that no PID given out after it goes unnoticed at the next look.
    const mark = this.#cursor.read();
    const reused = this.#cursor.reusedBetween(this.#mark, mark) ?? (() => false);
    const youngSince = this.#clock.uptimeMs - youngMs;
    const known = new Map<number, Known>();
    const fresh: TableEntry[] = [];
    for (const name of readdirSync('/proc')) {
      const pid = Number(name);
      if (!Number.isInteger(pid)) continue;
      const before = this.#known.get(pid);
      const isSettled = before?.isYoung === false && !reused(pid);
      const isMine = isMember(pid);
      const now = isSettled && !isMine ? before : this.#read(pid, { before, isMember: isMine, youngSince });
      if (now === undefined) continue;
      known.set(pid, now);
      if (now.entry !== before?.entry || before.isYoung) fresh.push(now.entry);
    }
    this.#known = known;
    this.#mark = mark;
    return { entries: entriesOf(known), fresh, mayBeReused: reused };
  }

  async hostContext(): Promise<HostContext> {
    const ancestors = hostAndAncestors();
    const stats = [...ancestors].flatMap((pid) => unlessHidden(() => readProcStat(pid)) ?? []);
    return {
      ancestors,
      sessions: new Set(stats.map(({ session }) => session)),
      terminals: new Set(stats.flatMap((stat) => terminalOf(stat) ?? [])),
      place: cgroupPathOf(process.pid),
    };
  }

  get bootedAt(): number {
    return this.#clock.bootedAt;
  }

  describe({ pid, birth }: TableEntry): ProcessDescription | undefined {
    const description = unlessHidden(() => describe(pid, this.#clock));
    return description?.birth === birth ? { ...description, place: cgroupPathOf(pid) } : undefined;
  }

  async signal(targets: readonly ProcessRef[], signal: NodeJS.Signals): Promise<readonly SignalOutcome[]> {
    return targets.map((target) => sendVerified(target, signal, this.#clock));
  }

  async vitality(ref: ProcessRef): Promise<Vitality> {
    return vitalityOf(ref, this.#clock);
  }

  async usage(members: readonly ProcessRef[]): Promise<readonly ProcessUsage[]> {
    return flatMapChunked(members, (member) => processUsage(member, this.#clock));
  }

  async ports(members: readonly ProcessRef[], sample?: Sample): Promise<PortReading> {
    return this.#ports.of(members, sample);
  }

  sessionOf(pid: number): SystemSession | undefined {
    return sessionIn(unlessHidden(() => readProcStat(pid)));
  }

  close(): void {
    this.#cursor.close();
  }

  #read(pid: number, { before, isMember, youngSince }: Reading): Known | undefined {
    const stat = unlessHidden(() => readProcStat(pid));
    if (stat === undefined || !isAlive(stat)) return undefined;
    const birth = this.#clock.birthOf(stat);
    const old = before?.entry.birth === birth ? before : undefined;
    // What is known of a member's environment will do: it is one already.
    const marks = old?.isYoung === false ? old.entry : readMarks(pid, isMember ? old : undefined);
    const { marker, limit, user } = marks;
    const entry = { ...toEntry(stat), birth, marker, limit, user };
    const isSame = old !== undefined && isEqual(old.entry, entry);
    return { entry: isSame ? old.entry : entry, isYoung: stat.startTicks * msPerTick > youngSince };
  }
}

function entriesOf(known: ReadonlyMap<number, Known>): ReadonlyMap<number, TableEntry> {
  return new Map([...known].map(([pid, { entry }]) => [pid, entry]));
}

type Marks = Pick<TableEntry, 'marker' | 'limit' | 'user'>;

/** Whoever is a member already needs no second marker: `member` is what was known of one. */
function readMarks(pid: number, member: Known | undefined): Marks {
  const marker = readMarker(pid);
  return {
    marker,
    limit: member === undefined ? readLimitMarkBeside(pid) : member.entry.limit,
    user: marker === undefined ? undefined : realUserOf(pid),
  };
}

function toEntry(stat: ProcStat): Omit<TableEntry, 'birth' | keyof Marks> {
  return {
    pid: stat.pid,
    ppid: stat.ppid,
    group: idInside(stat.group),
    session: idInside(stat.session),
    terminal: terminalOf(stat),
    startTicks: stat.startTicks,
    isStopped: stat.state === 'T',
  };
}

function terminalOf({ terminal }: ProcStat): string | undefined {
  return terminal === 0 ? undefined : String(terminal);
}

function isEqual(a: TableEntry, b: TableEntry): boolean {
  return (
    a.ppid === b.ppid &&
    a.group === b.group &&
    a.session === b.session &&
    a.terminal === b.terminal &&
    a.isStopped === b.isStopped &&
    a.marker === b.marker &&
    a.limit === b.limit &&
    a.user === b.user
  );
}

import type { ProcessRef, ProcessUsage, SignalOutcome, Vitality } from '../contract.js';
import type { ProcessDescription, ProcessSource, HostContext } from './ledger/source.js';
import type { ProcessTable, TableEntry } from './ledger/table.js';
import { isLauncherLine } from './launcher.js';
import { send } from './signals.js';

/** A process as a program that lists them all prints it. */
export interface ProcessRow extends TableEntry {
  readonly name: string;
  readonly command: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number | undefined;
  readonly isUninterruptible: boolean;
}

export interface RowTable {
  /** The live processes; no zombies. */
  readonly rows: readonly ProcessRow[];
  /** The PID of the program that listed them, so the last one given out then; undefined where it is not known. */
  readonly ownPid: number | undefined;
}

export interface RowSourceOptions {
  readonly read: () => Promise<RowTable>;
  readonly wider?: Pick<ProcessSource, 'signalGroup' | 'endTree'>;
}

const unknown = {
  cpuTimeMs: undefined,
  residentBytes: undefined,
  readBytes: undefined,
  writtenBytes: undefined,
};

/** PIDs are given out in a circle of at least 32,768; longer than this and it may have come round. */
const arcBoundMs = 10_000;
/** With a start time of 1 s grain: an exec may still be to come, and with it an environment of its own. */
const youngMs = 3000;

interface Start {
  readonly birth: string;
  /** On the clock of `performance.now()`, as worked out when it was first seen: the wall clock may be set later. */
  readonly startedAt: number;
}

/** All processes by one run of a program that lists them. */
export class RowSource implements ProcessSource {
  readonly bootedAt = undefined;
  readonly earlyScansMs: readonly number[] = [50, 200, 500];
  readonly signalGroup: ProcessSource['signalGroup'];
  readonly endTree: ProcessSource['endTree'];
  readonly #read: () => Promise<RowTable>;
  #rows: ReadonlyMap<number, ProcessRow> = new Map();
  #starts: ReadonlyMap<number, Start> = new Map();
  #lookedAt = Number.NEGATIVE_INFINITY;
  #lastPid: number | undefined;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor({ read, wider }: RowSourceOptions) {
    this.#read = read;
    this.signalGroup = wider?.signalGroup;
    this.endTree = wider?.endTree;
  }

  async look(): Promise<ProcessTable> {
    const before = this.#rows;
    const from = performance.now() - this.#readAt < arcBoundMs ? this.#lastPid : undefined;
    const rows = await this.#refresh();
    const fresh = this.#freshAmong(rows, before);
    return { entries: rows, fresh, mayBeReused: arc(from, this.#lastPid) };
  }

  async hostContext(): Promise<HostContext> {
    const rows = this.#rows.has(process.pid) ? this.#rows : await this.#refresh();
    const ancestors = ancestorsIn(rows);
    const own = [...ancestors].flatMap((pid) => rows.get(pid) ?? []);
    return {
      ancestors: new Set([...ancestors, 1]),
      sessions: new Set(own.flatMap(({ session }) => session ?? [])),
      terminals: new Set(own.flatMap(({ terminal }) => terminal ?? [])),
      place: undefined,
    };
  }

  describe({ pid, birth }: TableEntry): ProcessDescription | undefined {
    const row = this.#rows.get(pid);
    if (row?.birth !== birth) return undefined;
    return { ...row, place: undefined, isStarting: isLauncherLine(row.command) };
  }

  async signal(targets: readonly ProcessRef[], signal: NodeJS.Signals): Promise<readonly SignalOutcome[]> {
    if (targets.length === 0) return [];
    const { rows } = await this.#read();
    const births = new Map(rows.map(({ pid, birth }) => [pid, birth]));
    return targets.map(({ pid, birth }) => {
      const now = births.get(pid);
      if (now === undefined) return 'already-gone';
      return now === birth ? send(pid, signal) : 'identity-changed';
    });
  }

  async vitality({ pid, birth }: ProcessRef): Promise<Vitality> {
    const { rows } = await this.#read();
    const row = rows.find((each) => each.pid === pid);
    if (row === undefined) return 'gone';
    if (row.birth !== birth) return 'replaced';
    return row.isUninterruptible ? 'uninterruptible' : 'alive';
  }

  async usage(members: readonly ProcessRef[]): Promise<readonly ProcessUsage[]> {
    return members.map(({ pid, birth }) => ({ pid, birth, ...unknown }));
  }

  async ports(): Promise<undefined> {
    return undefined;
  }

  close(): void {
    // It holds nothing between two runs.
  }

  #freshAmong(
    rows: ReadonlyMap<number, ProcessRow>,
    before: ReadonlyMap<number, ProcessRow>,
  ): readonly ProcessRow[] {
    const lookedAt = performance.now();
    const starts = new Map([...rows.values()].map((row) => [row.pid, this.#startOf(row, lookedAt)]));
    this.#starts = starts;
    this.#lookedAt = lookedAt;
    return [...rows.values()].filter((row) => {
      const old = before.get(row.pid);
      const isSame = old?.birth === row.birth && old.session === row.session && old.terminal === row.terminal;
      const { startedAt = lookedAt } = starts.get(row.pid) ?? {};
      return !isSame || lookedAt - startedAt < youngMs;
    });
  }

  /** One that was not there at the look before has started since, whatever the wall clock says. */
  #startOf({ pid, birth, startedAt = 0 }: ProcessRow, lookedAt: number): Start {
    const known = this.#starts.get(pid);
    if (known?.birth === birth) return known;
    const ageMs = Math.max(0, Date.now() - startedAt);
    return { birth, startedAt: Math.max(lookedAt - ageMs, this.#lookedAt) };
  }

  async #refresh(): Promise<ReadonlyMap<number, ProcessRow>> {
    const readAt = performance.now();
    const { rows, ownPid } = await this.#read();
    this.#rows = new Map(rows.map((row) => [row.pid, row]));
    this.#lastPid = ownPid;
    this.#readAt = readAt;
    return this.#rows;
  }
}

/** Where it is not known how far the PIDs have come, any of them may have been given out again. */
function arc(from: number | undefined, to: number | undefined): (pid: number) => boolean {
  if (from === undefined || to === undefined) return () => true;
  return from <= to ? (pid) => pid >= from && pid <= to : (pid) => pid >= from || pid <= to;
}

function ancestorsIn(rows: ReadonlyMap<number, ProcessRow>): ReadonlySet<number> {
  const pids = new Set<number>();
  let pid: number | undefined = process.pid;
  while (pid !== undefined && pid > 0 && !pids.has(pid)) {
    pids.add(pid);
    pid = rows.get(pid)?.ppid;
  }
  return pids;
}

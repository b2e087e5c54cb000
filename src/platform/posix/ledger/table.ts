import type { ProcessRef } from '../../contract.js';

/** A live process as one look at the system shows it. What the system does not tell is undefined. */
export interface TableEntry extends ProcessRef {
  readonly ppid: number;
  readonly group: number | undefined;
  readonly session: number | undefined;
  /** Its controlling terminal, by whatever name the system has for it. */
  readonly terminal: string | undefined;
  /** When it started, in a unit of the source's own; only compared. */
  readonly startTicks: number;
  readonly isStopped: boolean | undefined;
  /** The value of the marker in its environment. */
  readonly marker: string | undefined;
  /** Its RLIMIT_RSS where that is a mark, and whoever set it may be believed. */
  readonly limit: string | undefined;
  /** The real user; told only of who carries a marker, and undefined where the source does not tell. */
  readonly user: number | undefined;
}

/** One look at all processes of the system. */
export interface ProcessTable {
  /** The live ones by PID; zombies are left out. */
  readonly entries: ReadonlyMap<number, TableEntry>;
  /** Those that were not there, or not read, at the look before: only they can be new members. */
  readonly fresh: readonly TableEntry[];
  /** Whether a PID can have been given out again since the look before. */
  readonly mayBeReused: (pid: number) => boolean;
}

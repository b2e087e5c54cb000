import type {
  PortReading,
  ProcessRef,
  ProcessUsage,
  Sample,
  SignalOutcome,
  SystemSession,
  Vitality,
} from '../../contract.js';
import type { ProcessTable, TableEntry } from './table.js';

/** What is told of a member. */
export interface ProcessDescription {
  readonly ppid: number;
  readonly name: string;
  /** `[name]` for a blank title; undefined in the middle of an exec, and for a process that has none. */
  readonly command: string | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number | undefined;
  /** Where the system's service manager has put it; undefined where there is no telling. */
  readonly place: string | undefined;
  /** Whether it can be a launcher on its way to a command: if it is, only whoever waits for its join can tell. */
  readonly isStarting: boolean;
}

export interface HostContext {
  /** The host and every process above it. */
  readonly ancestors: ReadonlySet<number>;
  /** The sessions and terminals these live in. */
  readonly sessions: ReadonlySet<number>;
  readonly terminals: ReadonlySet<string>;
  /** Where the service manager has put the host; undefined where there is no telling. */
  readonly place: string | undefined;
}

/** Reads the processes of a system and signals them; all that two ledgers over different systems differ in. */
export interface ProcessSource {
  /** Pauses between the scans after a start, as short as their cost allows. */
  readonly earlyScansMs: readonly number[];
  /**
   * All processes now. Members are read anew; of the others it may tell what it knows. Rejects where what it has read
   * cannot be believed. Looks never overlap.
   */
  look(isMember: (pid: number) => boolean): Promise<ProcessTable>;
  hostContext(): Promise<HostContext>;
  /** What start times count from, in milliseconds since the epoch by the wall clock as it is set now; undefined: dates. */
  readonly bootedAt: number | undefined;
  /** Undefined: gone. */
  describe(entry: TableEntry): ProcessDescription | undefined;
  /** Reads each birth again right before the signal; one outcome a target, in order. */
  signal(targets: readonly ProcessRef[], signal: NodeJS.Signals): Promise<readonly SignalOutcome[]>;
  /** Signals a process group, whoever is in it; undefined where that reaches nobody a look would not find. */
  readonly signalGroup: ((group: number, signal: NodeJS.Signals) => void) | undefined;
  /** Ends a process and what it finds below it by ways of its own; undefined where there is none. */
  readonly endTree: ((root: number) => Promise<void>) | undefined;
  /** Undefined where the table alone tells. */
  readonly sessionOf?: (pid: number) => SystemSession | undefined;
  vitality(ref: ProcessRef): Promise<Vitality>;
  usage(members: readonly ProcessRef[]): Promise<readonly ProcessUsage[]>;
  /** Undefined where it cannot be told. */
  ports(members: readonly ProcessRef[], sample?: Sample): Promise<PortReading | undefined>;
  close(): void;
}

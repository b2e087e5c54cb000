import type { Database, Statement } from './sqlite.js';
import type { ExitReason } from '../../tracker/events.js';
import type { HistoryEvent, ProcessStatus } from '../records.js';

/** The columns of a process that its history repeats, so that it is found when the process no longer is. */
export interface HistorySubject {
  readonly host: string;
  readonly pid: number | undefined;
  readonly birth: string | undefined;
  readonly name: string | undefined;
  readonly block: string;
  readonly generation: number;
  readonly run: number | undefined;
  readonly session: string | undefined;
}

export interface NewEntry {
  readonly at: number;
  readonly subject: 'process' | 'run';
  readonly event: HistoryEvent;
  readonly oldStatus?: ProcessStatus | undefined;
  readonly newStatus?: ProcessStatus | undefined;
  readonly exitReason?: ExitReason | undefined;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
}

const insertion = `
INSERT INTO history (at, subject, event, host, pid, birth, name, block, generation, run, session,
  old_status, new_status, exit_reason, exit_code, signal, details)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

export class HistoryLog {
  readonly #insert: Statement<(string | number | null)[]>;

  constructor(database: Database) {
    this.#insert = database.prepare(insertion);
  }

  add(of: HistorySubject, entry: NewEntry): void {
    this.#insert.run(
      entry.at,
      entry.subject,
      entry.event,
      of.host,
      of.pid ?? null,
      of.birth ?? null,
      of.name ?? null,
      of.block,
      of.generation,
      of.run ?? null,
      of.session ?? null,
      entry.oldStatus ?? null,
      entry.newStatus ?? null,
      entry.exitReason ?? null,
      entry.exitCode ?? null,
      entry.signal ?? null,
      entry.details === undefined ? null : JSON.stringify(entry.details),
    );
  }
}

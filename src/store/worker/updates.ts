import type { Database, Statement } from './sqlite.js';
import type { StaleProcess, StoreCalls, Target } from '../protocol.js';
import type { ProcessDescription, ProcessStatus } from '../records.js';
import type { RunStatus } from '../../tracker/run-api.js';
import { HistoryLog } from './history-log.js';
import { type ProcessRow, ProcessTable } from './process-table.js';
import { bindable, selectAll, where } from './rows.js';

type Argument<K extends keyof StoreCalls> = Parameters<StoreCalls[K]>[0];

const ended: ReadonlySet<ProcessStatus> = new Set<ProcessStatus>(['stopped', 'crashed', 'escaped', 'lost']);

interface OpenRun {
  readonly run: number;
  readonly registry: string;
  readonly block: string;
  readonly generation: number;
  readonly session: string;
  readonly status: RunStatus;
  readonly name: string;
}

/** What a host tells the store itself, beside what its registry tells. Each runs in a transaction of its caller. */
export class Updates {
  readonly #database: Database;
  readonly #processes: ProcessTable;
  readonly #history: HistoryLog;
  readonly #openRuns: Statement<[number, string, number, string], OpenRun>;
  readonly #endRun: Statement<[number, number, string]>;

  constructor(database: Database) {
    this.#database = database;
    this.#processes = new ProcessTable(database);
    this.#history = new HistoryLog(database);
    this.#openRuns = database.prepare(
      `SELECT run, registry, block, generation, session, status, coalesce(agent_name, task) AS name FROM runs
       WHERE run = ? AND host = ? AND root_pid = ? AND root_birth = ? AND ended_at IS NULL`,
    );
    this.#endRun = database.prepare(
      `UPDATE runs SET status = 'stopped', ended_at = ? WHERE run = ? AND registry = ?`,
    );
  }

  status({ target, status }: Argument<'updateStatus'>): boolean {
    const row = this.find(target);
    if (row === undefined) return false;
    if (row.status === status) return true;
    const at = Date.now();
    const exitedAt = ended.has(status) ? (row.exited_at ?? at) : undefined;
    this.#set(row.id, { status, exited_at: exitedAt });
    this.#history.add(row, {
      at,
      subject: 'process',
      event: 'status_changed',
      oldStatus: row.status,
      newStatus: status,
    });
    return true;
  }

  /** Measurements are no news: the history does not tell them. */
  resources({ target, resources }: Argument<'updateResources'>): boolean {
    const row = this.find(target);
    if (row === undefined) return false;
    const { cpuTimeMs, residentBytes, readBytes, writtenBytes, ports } = resources;
    this.#setGiven(row.id, {
      cpu_time_ms: cpuTimeMs,
      resident_bytes: residentBytes,
      read_bytes: readBytes,
      written_bytes: writtenBytes,
      ports: ports === undefined ? undefined : JSON.stringify(ports),
    });
    return true;
  }

  description({ target, description }: Argument<'updateDescription'>): boolean {
    const row = this.describe(target, description);
    if (row === undefined) return false;
    const properties = Object.keys(description);
    this.#history.add(row, { at: Date.now(), subject: 'process', event: 'updated', details: { properties } });
    return true;
  }

  /** As `description`, without a word in the history. Gives the row as it was. */
  describe(target: Target, description: Partial<ProcessDescription>): ProcessRow | undefined {
    const row = this.find(target);
    if (row === undefined) return undefined;
    const { user, projectPath, metadata } = description;
    this.#setGiven(row.id, {
      user,
      project: projectPath,
      metadata: metadata === undefined ? undefined : JSON.stringify(metadata),
    });
    return row;
  }

  remove(target: Target): boolean {
    const row = this.find(target);
    if (row === undefined) return false;
    this.#database.prepare('DELETE FROM processes WHERE id = ?').run(row.id);
    const entry = { at: Date.now(), subject: 'process', event: 'removed', oldStatus: row.status } as const;
    this.#history.add(row, entry);
    return true;
  }

  /** Gives how many; one that was seen again in the meantime is left alone. A run whose root is among them has ended. */
  lost(stale: readonly StaleProcess[]): number {
    const at = Date.now();
    return stale.filter(({ id, lastSeenAt }) => {
      const row = this.#select({ id, last_seen: lastSeenAt });
      if (row === undefined || row.exited_at !== undefined) return false;
      this.#processes.end(id, { at, status: 'lost', reason: 'lost', exitCode: undefined, signal: undefined });
      this.#history.add(row, {
        at,
        subject: 'process',
        event: 'status_changed',
        oldStatus: row.status,
        newStatus: 'lost',
        exitReason: 'lost',
      });
      this.#endRunOf(row, at);
      return true;
    }).length;
  }

  /** How, nobody was told. */
  #endRunOf({ run: runId, host, pid, birth }: ProcessRow, at: number): void {
    if (runId === undefined) return;
    for (const { registry, status, ...run } of this.#openRuns.all(runId, host, pid, birth)) {
      this.#endRun.run(at, run.run, registry);
      this.#history.add(
        { ...run, host, pid, birth },
        { at, subject: 'run', event: 'status_changed', oldStatus: status, newStatus: 'stopped' },
      );
    }
  }

  find({ host, pid, birth }: Target): ProcessRow | undefined {
    return this.#select({ host, pid, birth });
  }

  #select(values: Readonly<Record<string, string | number | undefined>>): ProcessRow | undefined {
    const bound = bindable(values);
    const sql = `SELECT * FROM processes ${where(bound)} ORDER BY first_seen DESC, id DESC LIMIT 1`;
    return selectAll<ProcessRow>(this.#database, sql, bound)[0];
  }

  #setGiven(id: number, values: Readonly<Record<string, string | number | undefined>>): void {
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    if (given.length > 0) this.#set(id, Object.fromEntries(given));
  }

  #set(id: number, values: Readonly<Record<string, string | number | undefined>>): void {
    const assignments = Object.keys(values).map((column) => `${column} = @${column}`);
    this.#database
      .prepare(`UPDATE processes SET ${assignments.join(', ')} WHERE id = @id`)
      .run(bindable({ ...values, id }));
  }
}

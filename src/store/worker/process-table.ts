import type { Database, Statement } from './sqlite.js';
import type { ExitReason } from '../../tracker/events.js';
import type { ProcessFacts } from '../changes.js';
import type { ProcessStatus } from '../records.js';
import { withoutNulls } from './rows.js';

/** What of a stored process decides what a change means. */
export interface ProcessRow {
  readonly id: number;
  readonly host: string;
  readonly pid: number;
  readonly birth: string;
  readonly registry: string;
  readonly block: string;
  readonly generation: number;
  readonly run: number | undefined;
  readonly session: string | undefined;
  readonly ppid: number;
  readonly name: string;
  readonly command: string;
  readonly role: string;
  readonly lifetime: string;
  readonly escaped_to: string | undefined;
  readonly status: ProcessStatus;
  readonly last_seen: number;
  readonly exited_at: number | undefined;
}

/** Where and when a process was seen. */
export interface Sighting {
  readonly host: string;
  readonly registry: string;
  readonly block: string;
  readonly generation: number;
  readonly session: string | undefined;
  readonly project: string | undefined;
  readonly at: number;
}

export interface End {
  readonly at: number;
  readonly status: ProcessStatus;
  readonly reason: ExitReason;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

const columns =
  'id, host, pid, birth, registry, block, generation, run, session, ppid, name, command, role, lifetime, escaped_to, status, last_seen, exited_at';

type Bindings = (string | number | null)[];

/** Reads and writes one process at a time; the statements are those of the hot path. */
export class ProcessTable {
  readonly #find: Statement<Bindings, ProcessRow>;
  readonly #unseen: Statement<Bindings, ProcessRow>;
  readonly #insert: Statement<Bindings>;
  readonly #update: Statement<Bindings>;
  readonly #see: Statement<Bindings>;
  readonly #end: Statement<Bindings>;

  constructor(database: Database) {
    this.#find = database.prepare(
      `SELECT ${columns} FROM processes WHERE host = ? AND pid = ? AND birth = ?`,
    );
    this.#unseen = database.prepare(
      `SELECT ${columns} FROM processes
       WHERE block = ? AND generation = ? AND registry = ? AND exited_at IS NULL AND last_seen < ?`,
    );
    this.#insert = database.prepare(
      `INSERT INTO processes (status, first_seen, registry, block, generation, run, session, project, ppid, name, command,
         role, lifetime, escaped_to, started_at, last_seen, host, pid, birth)
       VALUES (${Array.from({ length: 19 }, () => '?').join(', ')})`,
    );
    this.#update = database.prepare(
      `UPDATE processes SET status = ?, registry = ?, block = ?, generation = ?, run = ?, session = ?,
         project = coalesce(project, ?), ppid = ?, name = ?, command = ?, role = ?, lifetime = ?, escaped_to = ?,
         started_at = ?, last_seen = ?, exited_at = NULL, exit_reason = NULL, exit_code = NULL, signal = NULL
       WHERE id = ?`,
    );
    this.#see = database.prepare('UPDATE processes SET last_seen = ? WHERE id = ?');
    this.#end = database.prepare(
      `UPDATE processes SET status = ?, exited_at = ?, last_seen = max(last_seen, ?), exit_reason = ?, exit_code = ?, signal = ?
       WHERE id = ?`,
    );
  }

  find(host: string, pid: number, birth: string): ProcessRow | undefined {
    const row = this.#find.get(host, pid, birth);
    return row === undefined ? undefined : withoutNulls(row);
  }

  /** The live ones of a block that were last seen before a time. */
  unseen(where: Sighting): readonly ProcessRow[] {
    const { block, generation, registry, at } = where;
    return this.#unseen.all(block, generation, registry, at).map(withoutNulls);
  }

  insert(facts: ProcessFacts, sighting: Sighting): void {
    this.#insert.run(
      'running',
      sighting.at,
      ...written(facts, sighting),
      sighting.host,
      facts.pid,
      facts.birth,
    );
  }

  update(row: Pick<ProcessRow, 'id' | 'status'>, facts: ProcessFacts, sighting: Sighting): void {
    this.#update.run(row.status, ...written(facts, sighting), row.id);
  }

  see(id: number, at: number): void {
    this.#see.run(at, id);
  }

  end(id: number, { at, status, reason, exitCode, signal }: End): void {
    // A lost one was seen for the last time before, an ended one until now.
    this.#end.run(status, at, reason === 'lost' ? 0 : at, reason, exitCode ?? null, signal ?? null, id);
  }
}

/** From `registry` to `last_seen`, in the order of both statements. */
function written(facts: ProcessFacts, sighting: Sighting): Bindings {
  return [
    sighting.registry,
    sighting.block,
    sighting.generation,
    facts.runId ?? null,
    sighting.session ?? null,
    sighting.project ?? null,
    facts.ppid,
    facts.name,
    facts.command,
    facts.role,
    facts.lifetime,
    facts.escapedTo ?? null,
    facts.startedAt === undefined ? null : Math.round(facts.startedAt),
    sighting.at,
  ];
}

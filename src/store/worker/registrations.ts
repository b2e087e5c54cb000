import type { Database } from './sqlite.js';
import type { ProcessFacts } from '../changes.js';
import type { EngineOptions, NewProcess, RegistrationOutcome, StoreCalls } from '../protocol.js';
import { redactorOf } from '../redact-secrets.js';
import { endStatus } from './end-status.js';
import { HistoryLog } from './history-log.js';
import { type ProcessRow, ProcessTable, type Sighting } from './process-table.js';
import { Updates } from './updates.js';

/** Stands in the column `registry` for a process that the host registered by hand. */
export const noRegistry = '';
/** No block has this id. */
export const noBlock = '';
/** A connected registry renews its rows each minute: a row older than this has no registry any more. */
const trackedForMs = 300_000;

/** Processes that no registry tracks. Each method runs in a transaction of its caller. */
export class Registrations {
  readonly #redact: (command: string) => string;
  readonly #processes: ProcessTable;
  readonly #updates: Updates;
  readonly #history: HistoryLog;

  constructor(database: Database, { redaction }: Pick<EngineOptions, 'redaction'>) {
    this.#redact = redactorOf(redaction);
    this.#processes = new ProcessTable(database);
    this.#updates = new Updates(database);
    this.#history = new HistoryLog(database);
  }

  register(process: NewProcess): RegistrationOutcome {
    const { host, pid, birth, ports, description } = process;
    const at = Date.now();
    const row = this.#processes.find(host, pid, birth);
    if (row !== undefined && isTracked(row, at)) return 'tracked';
    const facts = this.#factsOf(process);
    const sighting = sightingOf(process, row, at);
    if (row !== undefined && isLiveRegistration(row)) this.#update(row, facts, sighting);
    else this.#insert(row, facts, sighting);
    const target = { host, pid, birth };
    if (ports !== undefined) this.#updates.resources({ target, resources: { ports } });
    this.#updates.describe(target, description);
    return 'written';
  }

  end({ target, exitCode, signal }: Parameters<StoreCalls['markEnded']>[0]): RegistrationOutcome {
    const row = this.#updates.find(target);
    if (row === undefined) return 'unknown';
    if (row.registry !== noRegistry) return 'tracked';
    if (row.exited_at !== undefined) return 'written';
    const at = Date.now();
    const status = endStatus({ reason: 'exited', exitCode, signal });
    this.#processes.end(row.id, { at, status, reason: 'exited', exitCode, signal });
    this.#history.add(row, {
      at,
      subject: 'process',
      event: 'status_changed',
      oldStatus: row.status,
      newStatus: status,
      exitReason: 'exited',
      exitCode,
      signal,
    });
    return 'written';
  }

  #insert(row: ProcessRow | undefined, facts: ProcessFacts, sighting: Sighting): void {
    if (row === undefined) this.#processes.insert(facts, sighting);
    else this.#processes.update({ ...row, status: 'running' }, facts, sighting);
    const { pid, birth, name } = facts;
    this.#history.add(
      { ...sighting, pid, birth, name, run: undefined },
      { at: sighting.at, subject: 'process', event: 'registered', newStatus: 'running' },
    );
  }

  #update(row: ProcessRow, facts: ProcessFacts, sighting: Sighting): void {
    this.#processes.update(row, facts, sighting);
    const details = changesOf(row, facts, sighting);
    if (Object.keys(details).length === 0) return;
    this.#history.add(
      { ...row, name: facts.name, session: sighting.session },
      { at: sighting.at, subject: 'process', event: 'updated', details },
    );
  }

  #factsOf({ pid, birth, ppid, name, command, startedAt }: NewProcess): ProcessFacts {
    return {
      pid,
      birth,
      ppid,
      name,
      command: this.#redact(command),
      startedAt,
      role: 'started',
      // The end of no pane ends it.
      lifetime: 'kept',
      runId: undefined,
      escapedTo: undefined,
    };
  }
}

function isTracked({ registry, exited_at, last_seen }: ProcessRow, now: number): boolean {
  return registry !== noRegistry && exited_at === undefined && last_seen > now - trackedForMs;
}

function isLiveRegistration({ registry, exited_at }: ProcessRow): boolean {
  return registry === noRegistry && exited_at === undefined;
}

function sightingOf(process: NewProcess, row: ProcessRow | undefined, at: number): Sighting {
  const { host, sessionId, description } = process;
  return {
    host,
    registry: noRegistry,
    block: noBlock,
    generation: 0,
    session: sessionId ?? row?.session,
    project: description.projectPath,
    at,
  };
}

function changesOf(row: ProcessRow, facts: ProcessFacts, { session }: Sighting): Record<string, unknown> {
  const pairs = [
    ['name', row.name, facts.name],
    ['command', row.command, facts.command],
    ['ppid', row.ppid, facts.ppid],
    ['sessionId', row.session, session],
  ] as const;
  const changed = pairs.filter(([, before, after]) => before !== after);
  return Object.fromEntries(changed.map(([property, before, after]) => [property, { before, after }]));
}

import type { Database } from './sqlite.js';
import type { HistoryFilter, ProcessFilter, RunFilter } from '../api.js';
import type { StaleProcess, Target } from '../protocol.js';
import type { HistoryEntry, StoredProcess, StoredRun } from '../records.js';
import { noBlock, noRegistry } from './registrations.js';
import { bindable, parseNumbers, parseObject, selectAll, where } from './rows.js';

type ProcessSelection = Omit<StoredProcess, 'ports' | 'metadata'> & {
  readonly ports: string;
  readonly metadata: string;
};

const processColumns = `
  host, iif(registry = '${noRegistry}', 'host', 'registry') AS registeredBy, pid, birth,
  nullif(block, '${noBlock}') AS blockId, nullif(generation, 0) AS generation, run AS runId, session AS sessionId, ppid, name, command, role, lifetime,
  escaped_to AS escapedTo, status, started_at AS startedAt, first_seen AS firstSeenAt, last_seen AS lastSeenAt,
  exited_at AS exitedAt, exit_reason AS exitReason, exit_code AS exitCode, signal, cpu_time_ms AS cpuTimeMs,
  resident_bytes AS residentBytes, read_bytes AS readBytes, written_bytes AS writtenBytes, ports, user,
  project AS projectPath, metadata`;

const ownerConditions = {
  host: `registry = '${noRegistry}'`,
  registry: `registry <> '${noRegistry}'`,
} as const;

export function findProcess(database: Database, { host, pid, birth }: Target): StoredProcess | undefined {
  const values = bindable({ host, pid, birth });
  const sql = `SELECT ${processColumns} FROM processes ${where(values)} ORDER BY first_seen DESC, id DESC LIMIT 1`;
  const [row] = selectAll<ProcessSelection>(database, sql, values);
  return row === undefined ? undefined : toProcess(row);
}

export function listProcesses(database: Database, filter: ProcessFilter): readonly StoredProcess[] {
  const { host, blockId, runId, sessionId, status, registeredBy, limit = 1000 } = filter;
  const values = bindable({ host, block: blockId, run: runId, session: sessionId, status });
  const others = registeredBy === undefined ? [] : [ownerConditions[registeredBy]];
  const sql = `SELECT ${processColumns} FROM processes ${where(values, others)} ORDER BY id DESC LIMIT @limit`;
  return selectAll<ProcessSelection>(database, sql, { ...values, limit }).map(toProcess);
}

export function listStale(
  database: Database,
  { host, unseenSince }: { readonly host: string; readonly unseenSince: number },
): readonly StaleProcess[] {
  return selectAll(
    database,
    `SELECT id, pid, birth, last_seen AS lastSeenAt FROM processes
     WHERE host = @host AND exited_at IS NULL AND last_seen < @unseenSince`,
    { host, unseenSince },
  );
}

type HistorySelection = Omit<HistoryEntry, 'process' | 'details'> & {
  readonly pid: number | undefined;
  readonly birth: string | undefined;
  readonly details: string | undefined;
};

const historyColumns = `
  id, at, subject, event, host, pid, birth, name, nullif(block, '${noBlock}') AS blockId, nullif(generation, 0) AS generation, run AS runId, session AS sessionId,
  old_status AS oldStatus, new_status AS newStatus, exit_reason AS exitReason, exit_code AS exitCode, signal, details,
  (SELECT command FROM processes
   WHERE processes.host = history.host AND processes.pid = history.pid AND processes.birth = history.birth) AS command`;

export function listHistory(database: Database, filter: HistoryFilter): readonly HistoryEntry[] {
  const { host, pid, blockId, runId, sessionId, since, before, limit = 100 } = filter;
  const values = bindable({ host, pid, block: blockId, run: runId, session: sessionId });
  const bounds = [
    ...(since === undefined ? [] : ['at >= @since']),
    ...(before === undefined ? [] : ['id < @before']),
  ];
  const sql = `SELECT ${historyColumns} FROM history ${where(values, bounds)} ORDER BY id DESC LIMIT @limit`;
  return selectAll<HistorySelection>(database, sql, {
    ...values,
    since: since ?? null,
    before: before ?? null,
    limit,
  }).map(toEntry);
}

type RunSelection = Omit<StoredRun, 'metadata' | 'root'> & {
  readonly metadata: string;
  readonly rootPid: number | undefined;
  readonly rootBirth: string | undefined;
};

const runColumns = `
  run AS runId, host_run AS hostRunId, host, block AS blockId, generation, kind, agent_id AS agentId, agent_name AS agentName,
  session AS sessionId, task, model, project AS projectPath, metadata, status, outcome, exit_code AS exitCode, signal, start_error AS startError,
  root_pid AS rootPid, root_birth AS rootBirth, started_at AS startedAt, ended_at AS endedAt`;

export function findRun(database: Database, runId: number): StoredRun | undefined {
  const sql = `SELECT ${runColumns} FROM runs WHERE run = @run ORDER BY started_at DESC LIMIT 1`;
  const [row] = selectAll<RunSelection>(database, sql, { run: runId });
  return row === undefined ? undefined : toRun(row);
}

export function listRuns(database: Database, filter: RunFilter): readonly StoredRun[] {
  const { blockId, hostRunId, sessionId, kind, status, limit = 100 } = filter;
  const values = bindable({ block: blockId, host_run: hostRunId, session: sessionId, kind, status });
  const sql = `SELECT ${runColumns} FROM runs ${where(values)} ORDER BY run DESC, started_at DESC LIMIT @limit`;
  return selectAll<RunSelection>(database, sql, { ...values, limit }).map(toRun);
}

function toProcess({ ports, metadata, ...row }: ProcessSelection): StoredProcess {
  return { ...row, ports: parseNumbers(ports), metadata: parseObject(metadata) };
}

function toEntry({ pid, birth, details, ...row }: HistorySelection): HistoryEntry {
  return {
    ...row,
    process: pid === undefined || birth === undefined ? undefined : { pid, birth },
    details: details === undefined ? undefined : parseObject(details),
  };
}

function toRun({ metadata, rootPid, rootBirth, ...row }: RunSelection): StoredRun {
  return {
    ...row,
    metadata: parseObject(metadata),
    root: rootPid === undefined || rootBirth === undefined ? undefined : { pid: rootPid, birth: rootBirth },
  };
}

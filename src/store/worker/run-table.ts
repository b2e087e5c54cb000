import type { Change } from '../changes.js';
import type { RunFacts } from '../run-facts.js';
import type { RunStatus } from '../../tracker/run-api.js';
import type { HistoryLog } from './history-log.js';
import { bindable, withoutNulls } from './rows.js';
import type { Database, Statement, Values } from './sqlite.js';

interface RunRow {
  readonly session: string;
  readonly project: string | undefined;
  readonly status: RunStatus;
}

type Bindings = (string | number | null)[];
type RunChange = Extract<Change, { readonly kind: 'run' }>;

/** They come and go with the CPU, and would fill the history. */
const alike: ReadonlySet<RunStatus> = new Set<RunStatus>(['running', 'idle', 'busy']);

const columns = [
  'run',
  'host_run',
  'registry',
  'host',
  'block',
  'generation',
  'kind',
  'agent_id',
  'agent_name',
  'session',
  'task',
  'model',
  'project',
  'metadata',
  'status',
  'outcome',
  'exit_code',
  'signal',
  'start_error',
  'root_pid',
  'root_birth',
  'started_at',
  'ended_at',
] as const;

/** Keeps the runs, and what processes are told of theirs. */
export class RunTable {
  readonly #host: string;
  readonly #history: HistoryLog;
  readonly #find: Statement<Bindings, RunRow>;
  readonly #takeOver: Statement<Bindings>;
  readonly #write: Statement<[Values]>;
  readonly #renameIn: readonly Statement<Bindings>[];

  constructor(
    database: Database,
    { host, history }: { readonly host: string; readonly history: HistoryLog },
  ) {
    this.#host = host;
    this.#history = history;
    this.#find = database.prepare('SELECT session, project, status FROM runs WHERE run = ? AND registry = ?');
    this.#takeOver = database.prepare(
      `UPDATE OR REPLACE runs SET registry = ?
       WHERE run = ? AND host = ? AND block = ? AND generation < ? AND started_at = ?`,
    );
    this.#write = database.prepare(
      `INSERT INTO runs (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})
       ON CONFLICT DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    );
    this.#renameIn = ['processes', 'history'].map((table) =>
      database.prepare(`UPDATE ${table} SET session = ? WHERE run = ? AND session = ?`),
    );
  }

  find(registry: string, runId: number): RunRow | undefined {
    const row = this.#find.get(runId, registry);
    return row === undefined ? undefined : withoutNulls(row);
  }

  record(registry: string, { run, at }: RunChange): void {
    const known = this.find(registry, run.runId) ?? this.#findAdopted(registry, run);
    this.#write.run(bindable({ ...columnsOf(run), registry, host: this.#host }));
    if (known !== undefined && known.session !== run.sessionId) {
      for (const rename of this.#renameIn) rename.run(run.sessionId, run.runId, known.session);
    }
    this.#tell(run, known?.status, at);
  }

  /** A run that another host began, and that goes on in a later generation of its block, is still the same run. */
  #findAdopted(registry: string, { runId, blockId, generation, startedAt }: RunFacts): RunRow | undefined {
    this.#takeOver.run(registry, runId, this.#host, blockId, generation, Math.round(startedAt));
    return this.find(registry, runId);
  }

  #tell(run: RunFacts, oldStatus: RunStatus | undefined, at: number): void {
    const isNews =
      oldStatus === undefined ||
      (oldStatus !== run.status && !(alike.has(oldStatus) && alike.has(run.status)));
    if (!isNews) return;
    const { exitCode, signal, status } = run;
    this.#history.add(
      {
        host: this.#host,
        block: run.blockId,
        generation: run.generation,
        run: run.runId,
        session: run.sessionId,
        name: run.agentName ?? run.task,
        pid: run.root?.pid,
        birth: run.root?.birth,
      },
      {
        at,
        subject: 'run',
        event: oldStatus === undefined ? 'registered' : 'status_changed',
        oldStatus,
        newStatus: status,
        exitCode,
        signal,
      },
    );
  }
}

function columnsOf(run: RunFacts) {
  return {
    run: run.runId,
    host_run: run.hostRunId,
    block: run.blockId,
    generation: run.generation,
    kind: run.kind,
    agent_id: run.agentId,
    agent_name: run.agentName,
    session: run.sessionId,
    task: run.task,
    model: run.model,
    project: run.projectPath,
    metadata: run.metadata,
    status: run.status,
    outcome: run.outcome,
    exit_code: run.exitCode,
    signal: run.signal,
    start_error: run.startError,
    root_pid: run.root?.pid,
    root_birth: run.root?.birth,
    started_at: Math.round(run.startedAt),
    ended_at: run.endedAt === undefined ? undefined : Math.round(run.endedAt),
  };
}

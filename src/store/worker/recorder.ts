import type { Database } from './sqlite.js';
import { type Change, type ProcessFacts, unpack } from '../changes.js';
import type { EngineOptions, PackedChanges } from '../protocol.js';
import { redactorOf } from '../redact-secrets.js';
import { endStatus } from './end-status.js';
import { HistoryLog } from './history-log.js';
import { type ProcessRow, ProcessTable, type Sighting } from './process-table.js';
import { RunTable } from './run-table.js';

type ChangeOf<K extends Change['kind']> = Extract<Change, { readonly kind: K }>;

/**
 * Writes changes into the tables; runs inside a transaction of its caller. Written twice, a change counts once, so that
 * a registry may tell again what it told before.
 */
export class Recorder {
  readonly #host: string;
  readonly #redact: (command: string) => string;
  readonly #processes: ProcessTable;
  readonly #runs: RunTable;
  readonly #history: HistoryLog;

  constructor(database: Database, { host, redaction }: Pick<EngineOptions, 'host' | 'redaction'>) {
    this.#host = host;
    this.#redact = redactorOf(redaction);
    this.#history = new HistoryLog(database);
    this.#processes = new ProcessTable(database);
    this.#runs = new RunTable(database, { host, history: this.#history });
  }

  record(packed: PackedChanges): void {
    for (const change of unpack(packed)) this.#recordOne(packed.registry, change);
  }

  #recordOne(registry: string, change: Change): void {
    switch (change.kind) {
      case 'seen':
        return this.#see(registry, change);
      case 'exited':
        return this.#end(registry, change);
      case 'all-seen':
        return this.#endUnseen(registry, change);
      case 'run':
        return this.#runs.record(registry, change);
    }
  }

  #see(registry: string, change: ChangeOf<'seen'>): void {
    const facts = { ...change.process, command: this.#redact(change.process.command) };
    const sighting = this.#sightingOf(registry, change, facts.runId);
    const row = this.#processes.find(this.#host, facts.pid, facts.birth);
    if (row !== undefined && isAsBefore(row, sighting)) this.#update(row, facts, sighting);
    else this.#register(row, facts, sighting);
  }

  #register(row: ProcessRow | undefined, facts: ProcessFacts, sighting: Sighting): void {
    if (row === undefined) this.#processes.insert(facts, sighting);
    else this.#processes.update({ ...row, status: 'running' }, facts, sighting);
    const { pid, birth, name, runId } = facts;
    this.#history.add(
      { ...sighting, pid, birth, name, run: runId },
      { at: sighting.at, subject: 'process', event: 'registered', newStatus: 'running' },
    );
  }

  #update(row: ProcessRow, facts: ProcessFacts, sighting: Sighting): void {
    const details = differences(row, facts);
    if (details === undefined) return this.#processes.see(row.id, sighting.at);
    this.#processes.update(row, facts, sighting);
    this.#history.add(
      { ...row, name: facts.name, run: facts.runId, session: sighting.session },
      { at: sighting.at, subject: 'process', event: 'updated', details },
    );
  }

  #end(registry: string, change: ChangeOf<'exited'>): void {
    const { process } = change;
    const sighting = this.#sightingOf(registry, change, process.runId);
    const find = () => this.#processes.find(this.#host, process.pid, process.birth);
    const known = find();
    // Its beginning was given up, or its row was removed: what is known of it is written first.
    if (known === undefined) this.#register(undefined, process, sighting);
    const row = known ?? find();
    // It may have ended already, or belong elsewhere by now: then this end is not news.
    if (row === undefined || !isAsBefore(row, sighting)) return;
    this.#endRow(row, { ...change, status: endStatus(change) });
  }

  #endUnseen(registry: string, change: ChangeOf<'all-seen'>): void {
    const { at } = change;
    for (const row of this.#processes.unseen(this.#sightingOf(registry, change, undefined))) {
      this.#endRow(row, { at, status: 'lost', reason: 'lost', exitCode: undefined, signal: undefined });
    }
  }

  #endRow(row: ProcessRow, end: Parameters<ProcessTable['end']>[1]): void {
    this.#processes.end(row.id, end);
    this.#history.add(row, {
      at: end.at,
      subject: 'process',
      event: 'status_changed',
      oldStatus: row.status,
      newStatus: end.status,
      exitReason: end.reason,
      exitCode: end.exitCode,
      signal: end.signal,
    });
  }

  #sightingOf(registry: string, change: Change, runId: number | undefined): Sighting {
    const { blockId, generation, at } = change;
    const run = runId === undefined ? undefined : this.#runs.find(registry, runId);
    const { session, project } = run ?? { session: undefined, project: undefined };
    return { host: this.#host, registry, block: blockId, generation, session, project, at };
  }
}

/** The same life in the same block: what comes is news of it, not a new registration. */
function isAsBefore(row: ProcessRow, { registry, block, generation }: Sighting): boolean {
  return (
    row.exited_at === undefined &&
    row.registry === registry &&
    row.block === block &&
    row.generation === generation
  );
}

function differences(row: ProcessRow, facts: ProcessFacts): Readonly<Record<string, unknown>> | undefined {
  const pairs = [
    ['name', row.name, facts.name],
    ['command', row.command, facts.command],
    ['ppid', row.ppid, facts.ppid],
    ['role', row.role, facts.role],
    ['runId', row.run, facts.runId],
    ['lifetime', row.lifetime, facts.lifetime],
    ['escapedTo', row.escaped_to, facts.escapedTo],
  ] as const;
  const changed = pairs.filter(([, before, after]) => before !== after);
  if (changed.length === 0) return undefined;
  return Object.fromEntries(changed.map(([property, before, after]) => [property, { before, after }]));
}

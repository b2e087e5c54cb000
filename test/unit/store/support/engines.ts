import { join } from 'node:path';
import { afterEach } from 'vitest';
import { ChangeWriter } from '../../../../src/store/change-writer.js';
import { packAllSeen, packExited, packRun, packSeen } from '../../../../src/store/changes.js';
import type { EngineOptions } from '../../../../src/store/protocol.js';
import { Engine } from '../../../../src/store/worker/engine.js';
import type { TrackerEvents } from '../../../../src/tracker/events.js';
import type { RunRecord } from '../../../../src/tracker/run-api.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { sqlite } from './sqlite.js';
import { scope } from './told.js';

const directory = temporaryDirectory();
const opened: Engine[] = [];
let files = 0;

afterEach(() => {
  for (const engine of opened.splice(0)) engine.close();
});

export function freshPath(): string {
  return join(directory, String(++files), 'store.db');
}

export function optionsOf(path: string, differences: Partial<EngineOptions> = {}): EngineOptions {
  return {
    path,
    host: 'here',
    mode: 'write',
    redaction: 'secrets',
    maxAgeMs: 86_400_000,
    maxRows: 1_000_000,
    busyTimeoutMs: 500,
    waitingChanges: 100_000,
    ...differences,
  };
}

/** An engine over a file of its own, closed after the test. */
export function openEngine(differences: Partial<EngineOptions> = {}): Engine {
  const engine = new Engine(sqlite, optionsOf(freshPath(), differences));
  opened.push(engine);
  return engine;
}

/** Tells an engine what a registry would, each call one transaction. */
export class Teller {
  readonly #engine: Engine;
  readonly #writer: ChangeWriter;

  constructor(engine: Engine, registry = 'registry') {
    this.#engine = engine;
    this.#writer = new ChangeWriter(registry);
  }

  seen(at: number, ...events: readonly TrackerEvents['process-added'][]): void {
    for (const event of events) packSeen(this.#writer, at, event);
    this.#write();
  }

  exited(...events: readonly TrackerEvents['process-exited'][]): void {
    for (const event of events) packExited(this.#writer, event.observedAt, event);
    this.#write();
  }

  allSeen(at: number): void {
    packAllSeen(this.#writer, at, scope);
    this.#write();
  }

  run(at: number, record: RunRecord): void {
    packRun(this.#writer, at, { ...record, metadata: JSON.stringify(record.metadata) });
    this.#write();
  }

  #write(): void {
    this.#engine.record(this.#writer.take());
  }
}

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Engine } from '../../../src/store/worker/engine.js';
import { RefusedFile } from '../../../src/store/worker/failures.js';
import { latestVersion, migrate, steps, versionOf } from '../../../src/store/worker/migrations.js';
import { selectNumber } from '../../../src/store/worker/rows.js';
import type { Database } from '../../../src/store/worker/sqlite.js';
import { freshPath, optionsOf, Teller } from './support/engines.js';
import { sqlite } from './support/sqlite.js';
import { added, run } from './support/told.js';

/** A file as an earlier version left it. */
function fileOf(version: number, prepare: (database: Database) => void = () => undefined): string {
  const path = freshPath();
  mkdirSync(dirname(path), { recursive: true });
  const database = sqlite.open(path, 'write');
  migrate(database, version);
  prepare(database);
  database.close();
  return path;
}

function schemaOf(path: string): unknown {
  const database = sqlite.open(path, 'read');
  try {
    return database.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY name').all();
  } finally {
    database.close();
  }
}

describe('a store of version', () => {
  test.for(steps.map((_, version) => version))('%i becomes the latest, and works', (version) => {
    const path = fileOf(version);
    const engine = new Engine(sqlite, optionsOf(path));
    const teller = new Teller(engine);
    teller.run(1000, run(1_000_000));
    teller.seen(1000, added(7));
    engine.write('sendMessage', { from: 'a', to: undefined, type: 't', payload: 'null', ttlMs: 1000 });
    expect(engine.read('stats', undefined)).toMatchObject({
      version: latestVersion,
      processes: 1,
      runs: 1,
      messages: 1,
    });
    engine.close();
    expect(schemaOf(path)).toEqual(schemaOf(fileOf(latestVersion)));
  });

  test('1 keeps its rows', () => {
    const insert = `INSERT INTO history (at, subject, event, host, block, generation) VALUES (5, 'process', 'registered', 'here', 'pane', 1)`;
    const path = fileOf(1, (database) => database.exec(insert));
    const engine = new Engine(sqlite, optionsOf(path));
    expect(engine.read('history', {})).toMatchObject([{ at: 5, blockId: 'pane' }]);
    engine.close();
  });

  test('4 keeps its runs, which have no id of a host', () => {
    const insert = `INSERT INTO runs (run, registry, host, block, generation, kind, session, status, started_at)
      VALUES (1000000, 'r', 'here', 'pane', 1, 'session', 's', 'stopped', 5)`;
    const path = fileOf(4, (database) => database.exec(insert));
    const engine = new Engine(sqlite, optionsOf(path));
    expect(engine.read('run', 1_000_000)).toMatchObject({ sessionId: 's', hostRunId: undefined });
    engine.close();
  });
});

test('a step that fails leaves the version before it', () => {
  const path = fileOf(1, (database) => database.exec('CREATE TABLE messages (odd)'));
  expect(() => new Engine(sqlite, optionsOf(path))).toThrow(/messages/);
  const database = sqlite.open(path, 'write');
  expect(versionOf(database)).toBe(1);
  expect(selectNumber(database, "SELECT count(*) FROM sqlite_master WHERE name = 'runs'")).toBe(0);
  database.close();
});

test('a newer file is refused and not changed', () => {
  const path = fileOf(latestVersion, (database) =>
    database.exec(`PRAGMA user_version = ${latestVersion + 1}`),
  );
  const before = schemaOf(path);
  expect(() => new Engine(sqlite, optionsOf(path))).toThrow(RefusedFile);
  expect(() => new Engine(sqlite, optionsOf(path, { mode: 'read' }))).toThrow(
    new RegExp(`version is ${latestVersion + 1}`),
  );
  expect(schemaOf(path)).toEqual(before);
});

test('a database of something else is refused and not changed', () => {
  const path = freshPath();
  mkdirSync(dirname(path), { recursive: true });
  const other = sqlite.open(path, 'write');
  other.exec('CREATE TABLE theirs (x)');
  other.close();
  const before = schemaOf(path);
  expect(() => new Engine(sqlite, optionsOf(path))).toThrow(/application_id/);
  expect(schemaOf(path)).toEqual(before);
});

test('an earlier file is not changed by whoever only reads', () => {
  expect(() => new Engine(sqlite, optionsOf(fileOf(1), { mode: 'read' }))).toThrow(/earlier version/);
});

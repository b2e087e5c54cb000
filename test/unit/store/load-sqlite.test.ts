import { expect, test } from 'vitest';
import { codeOf, isHopeless } from '../../../src/store/worker/failures.js';
import { loadSqlite, NoSqliteError, requireFitting } from '../../../src/store/worker/load-sqlite.js';
import { databaseOf, type NativeDatabase, transact } from '../../../src/store/worker/sqlite.js';
import { sqlite } from './support/sqlite.js';

function broken(): never {
  throw new Error('Could not locate the bindings file. Tried:\n → /x/better_sqlite3.node');
}

test('a library whose compiled half is missing is passed over', async () => {
  const loaded = await loadSqlite([
    { name: 'broken', load: async () => broken },
    { name: 'whole', load: async () => (path, mode) => sqlite.open(path, mode) },
  ]);
  expect(loaded.name).toBe('whole');
});

test('where none can be loaded, the reason of each is said in one line', async () => {
  const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
  const builtin = Object.assign(new Error('No such built-in'), { code: 'ERR_UNKNOWN_BUILTIN_MODULE' });
  const loading = loadSqlite([
    { name: 'first', load: () => Promise.reject(missing) },
    { name: 'second', load: () => Promise.reject(builtin) },
    { name: 'third', load: () => Promise.reject(new Error('wrong ELF class\nmore')) },
    {
      name: 'fourth',
      load: () => Promise.reject(new Error('Could not locate the bindings file. Tried:\n → x')),
    },
  ]);
  await expect(loading).rejects.toThrow(
    new NoSqliteError(
      'first: not installed; second: not in this runtime; third: wrong ELF class; fourth: installed, but not compiled',
    ),
  );
});

test('a statement gets the names it has, and null for those that are missing', () => {
  const bound: unknown[] = [];
  const native: NativeDatabase = {
    prepare: () => ({
      run: (...values) => bound.push(values),
      get: (...values) => bound.push(values),
      all: (...values) => [bound.push(values)],
    }),
    exec: () => undefined,
    close: () => undefined,
  };
  const database = databaseOf(native);
  database.prepare('SELECT @pid, @host').get({ host: 'here', other: 'not in the statement' });
  database.prepare('SELECT ?, ?').get(1, 2);
  expect(bound).toEqual([[{ pid: null, host: 'here' }], [1, 2]]);
});

test('a transaction that fails changes nothing, and the next one works', () => {
  const database = sqlite.open(':memory:', 'write');
  database.exec('CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT');
  const failing = () =>
    transact(database, () => {
      database.prepare('INSERT INTO one VALUES (?)').run(1);
      throw new Error('halfway');
    });
  expect(failing).toThrow('halfway');
  transact(database, () => database.prepare('INSERT INTO one VALUES (?)').run(2));
  expect(database.prepare('SELECT id FROM one').all()).toEqual([{ id: 2 }]);
  database.close();
});

test.each([
  [261, 'store-locked', false],
  [13, 'store-full', false],
  [11, 'store-corrupt', false],
  [14, 'store-failed', false],
  [2067, 'store-failed', true],
] as const)('the number %i of node:sqlite is %s', (errcode, code, hopeless) => {
  const error = Object.assign(new Error('as SQLite says'), { code: 'ERR_SQLITE_ERROR', errcode });
  expect(codeOf(error)).toBe(code);
  expect(isHopeless(error)).toBe(hopeless);
});

test('a better-sqlite3 that would end an earlier Node is not loaded', () => {
  expect(() => requireFitting('20.20.2', '13.2.0')).toThrow('version 13.2.0 needs Node 22');
  expect(() => requireFitting('20.20.2', '12.11.1')).not.toThrow();
  expect(() => requireFitting('22.13.0', '13.2.0')).not.toThrow();
  expect(() => requireFitting('20.20.2', '')).not.toThrow();
});

/** The part of SQLite that the store uses, and that each of the three libraries has. */

type Bindable = string | number | null;
/** For `@name` in SQL; more names than the statement has are allowed. */
export type Values = Readonly<Record<string, Bindable>>;

export interface Statement<Bindings extends readonly unknown[] = readonly unknown[], Row = unknown> {
  run(...values: Bindings): { readonly changes: number; readonly lastInsertRowid: number | bigint };
  get(...values: Bindings): Row | undefined;
  all(...values: Bindings): Row[];
}

export interface Database {
  prepare<Bindings extends readonly unknown[] = readonly unknown[], Row = unknown>(
    sql: string,
  ): Statement<Bindings, Row>;
  exec(sql: string): void;
  close(): void;
}

/** A library that opens files. */
export interface Sqlite {
  readonly name: string;
  /** `read`: the file has to be there, and is not changed. */
  readonly open: (path: string, mode: 'read' | 'write') => Database;
}

/** What a constructor of one of the libraries makes. */
export interface NativeDatabase {
  prepare(sql: string): NativeStatement;
  exec(sql: string): unknown;
  close(): unknown;
}

interface NativeStatement {
  run(...values: unknown[]): unknown;
  get(...values: unknown[]): unknown;
  all(...values: unknown[]): unknown[];
}

/** Another thread or process that waits inside SQLite blocks the reads of this thread: the longer wait is the writer's. */
const busyTimeoutMs = 100;
const namedParameter = /@(\w+)/g;

export function databaseOf(native: NativeDatabase): Database {
  native.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- rows and bindings are what the SQL says
    prepare: (sql) => statementOf(native.prepare(sql), sql) as never,
    exec: (sql) => void native.exec(sql),
    close: () => void native.close(),
  };
}

/** Takes the lock to write at once: a lock taken halfway can be refused without any wait. */
export function transact<T>(database: Database, act: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = act();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

function rollBack(database: Database): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // SQLite has done so itself, as it does on a full disk.
  }
}

function statementOf(native: NativeStatement, sql: string): NativeStatement {
  const names = [...sql.matchAll(namedParameter)].map(([, name = '']) => name);
  const bound = (values: unknown[]) => (names.length === 0 ? values : [valuesOf(names, values[0])]);
  return {
    run: (...values) => native.run(...bound(values)),
    // bun:sqlite says null where there is no row.
    get: (...values) => native.get(...bound(values)) ?? undefined,
    all: (...values) => native.all(...bound(values)),
  };
}

/** node:sqlite and bun:sqlite refuse names that the statement does not have. */
function valuesOf(names: readonly string[], values: unknown): object {
  return Object.fromEntries(names.map((name) => [name, Reflect.get(Object(values), name) ?? null]));
}

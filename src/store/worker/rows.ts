import type { Database, Values } from './sqlite.js';

/** SQLite says null where we say undefined. Changes the row, which nobody else has. */
export function withoutNulls<T extends object>(row: T): T {
  for (const [column, value] of Object.entries(row)) {
    if (value === null) Reflect.set(row, column, undefined);
  }
  return row;
}

/** The other way round; for `@name` in SQL. */
export function bindable(values: Readonly<Record<string, string | number | undefined>>): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? null]));
}

export function selectAll<Row extends object>(database: Database, sql: string, values: Values): Row[] {
  return database.prepare<[Values], Row>(sql).all(values).map(withoutNulls);
}

/** A single number, e.g. a count; 0 where there is no row. */
export function selectNumber(database: Database, sql: string, values: Values = {}): number {
  const row = database.prepare<[Values], object>(sql).get(values) ?? {};
  return Number(Object.values(row)[0] ?? 0);
}

/** `column = @column` for every value that is given, and the other conditions. */
export function where(values: Values, others: readonly string[] = []): string {
  const names = Object.keys(values).filter((name) => values[name] !== null);
  const conditions = [...names.map((name) => `${name} = @${name}`), ...others];
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}

export function parseObject(json: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(json);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

export function parseNumbers(json: string): readonly number[] {
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.filter((each) => typeof each === 'number') : [];
}

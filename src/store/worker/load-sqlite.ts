import { createRequire } from 'node:module';
import { databaseOf, type NativeDatabase, type Sqlite } from './sqlite.js';

type Open = Sqlite['open'];

interface Library {
  readonly name: string;
  /** Rejects where this runtime has no such library. The name is handed in: bundlers look for one that is written out. */
  readonly load: (name: string) => Promise<Open>;
}

/** One reason for each library, in a line that can be shown. */
export class NoSqliteError extends Error {
  override readonly name = 'NoSqliteError';
}

/** In the order they are tried. */
const libraries: readonly Library[] = [
  { name: 'better-sqlite3', load: loadBetterSqlite },
  { name: 'node:sqlite', load: loadNodeSqlite },
  { name: 'bun:sqlite', load: loadBunSqlite },
];

/** Gives the first library that opens a database. Rejects with NoSqliteError. */
export async function loadSqlite(tried: readonly Library[] = libraries): Promise<Sqlite> {
  const reasons: string[] = [];
  for (const { name, load } of tried) {
    try {
      const open = await load(name);
      // Proves that the compiled half is there as well.
      open(':memory:', 'write').close();
      return { name, open };
    } catch (error) {
      reasons.push(`${name}: ${reasonOf(error)}`);
    }
  }
  throw new NoSqliteError(reasons.join('; '));
}

async function loadBetterSqlite(): Promise<Open> {
  requireFitting(process.versions.node, betterSqliteVersion());
  const { default: BetterSqlite } = await import('better-sqlite3');
  return (path, mode) =>
    databaseOf(new BetterSqlite(path, mode === 'read' ? { readonly: true, fileMustExist: true } : {}));
}

/** From version 13 on its build ends a Node before 22 with a segmentation fault. */
export function requireFitting(node: string, betterSqlite: string): void {
  const needsNode22 = Number.parseInt(betterSqlite, 10) >= 13;
  if (!needsNode22 || Number.parseInt(node, 10) >= 22) return;
  throw new Error(`version ${betterSqlite} needs Node 22: npm install better-sqlite3@12`);
}

/** Rejected by the import that follows where it is not installed. */
function betterSqliteVersion(): string {
  try {
    const manifest: unknown = createRequire(import.meta.url)('better-sqlite3/package.json');
    return String(Reflect.get(Object(manifest), 'version'));
  } catch {
    return '';
  }
}

interface NodeSqlite {
  readonly DatabaseSync: new (path: string, options: { readonly readOnly: boolean }) => NativeDatabase;
}

/** In Node from 22.13 on, and in Deno. */
async function loadNodeSqlite(name: string): Promise<Open> {
  const { DatabaseSync } = await withoutWarning<NodeSqlite>(() => import(/* @vite-ignore */ name));
  return (path, mode) => databaseOf(new DatabaseSync(path, { readOnly: mode === 'read' }));
}

interface BunSqlite {
  readonly Database: new (path: string, options: object) => NativeDatabase;
}

async function loadBunSqlite(name: string): Promise<Open> {
  const { Database } = await withoutWarning<BunSqlite>(() => import(/* @vite-ignore */ name));
  // `strict`: names are bound without their sign, and a missing one is an error.
  return (path, mode) =>
    databaseOf(
      new Database(path, {
        strict: true,
        ...(mode === 'read' ? { readonly: true } : { readwrite: true, create: true }),
      }),
    );
}

/** The warning that it is experimental is for whoever chose it; here it would be printed in every program. */
async function withoutWarning<T>(load: () => Promise<T>): Promise<T> {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return await load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_MODULE_NOT_FOUND') return 'not installed';
  if (code === 'ERR_UNKNOWN_BUILTIN_MODULE' || code === 'ERR_UNSUPPORTED_ESM_URL_SCHEME') {
    return 'not in this runtime';
  }
  const message = error instanceof Error ? error.message : String(error);
  // The package bindings goes on with every path that it has tried.
  if (message.startsWith('Could not locate the bindings file')) return 'installed, but not compiled';
  return message.split('\n')[0] ?? '';
}

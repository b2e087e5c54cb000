import { loadSqlite } from '../../../../src/store/worker/load-sqlite.js';
import type { Sqlite } from '../../../../src/store/worker/sqlite.js';

/** What this runtime has: better-sqlite3, or its own where that one cannot be loaded. */
export const sqlite: Sqlite = await loadSqlite();

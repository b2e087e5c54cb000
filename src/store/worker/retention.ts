import type { Database } from './sqlite.js';
import type { EngineOptions } from '../protocol.js';
import { removeExpired } from './mailbox.js';
import { selectNumber } from './rows.js';

/** So many rows in one transaction, after which others have their turn. */
const pruneChunk = 5000;

/** Removes at most about a chunk of what is too old or too much; gives how many rows, 0 when all is done. */
export function pruneSome(database: Database, { maxAgeMs, maxRows }: EngineOptions): number {
  const cutoff = Date.now() - maxAgeMs;
  return (
    pruneHistory(database, cutoff, maxRows) +
    pruneEnded(database, cutoff, maxRows) +
    database
      .prepare(
        `DELETE FROM runs WHERE (run, registry) IN
           (SELECT run, registry FROM runs WHERE ended_at < ? LIMIT ${pruneChunk})`,
      )
      .run(cutoff).changes +
    removeExpired(database)
  );
}

/** Ids grow with time and only the lowest are ever removed, so that the ends tell the count without counting. */
function pruneHistory(database: Database, cutoff: number, maxRows: number): number {
  const lowest = selectNumber(database, 'SELECT min(id) FROM history');
  const highest = selectNumber(database, 'SELECT max(id) FROM history');
  const tooOld = selectNumber(
    database,
    `SELECT max(id) FROM (SELECT id, at FROM history ORDER BY id LIMIT ${pruneChunk}) WHERE at < @cutoff`,
    { cutoff },
  );
  const last = Math.max(tooOld, Math.min(highest - maxRows, lowest + pruneChunk - 1));
  return database.prepare('DELETE FROM history WHERE id <= ?').run(last).changes;
}

function pruneEnded(database: Database, cutoff: number, maxRows: number): number {
  const total = selectNumber(database, 'SELECT count(*) FROM processes WHERE exited_at IS NOT NULL');
  const tooMany = Math.min(Math.max(0, total - maxRows), pruneChunk);
  return (
    database.prepare(oldest('AND exited_at < ?', pruneChunk)).run(cutoff).changes +
    database.prepare(oldest('', tooMany)).run().changes
  );
}

function oldest(condition: string, limit: number): string {
  return `DELETE FROM processes WHERE id IN
    (SELECT id FROM processes WHERE exited_at IS NOT NULL ${condition} ORDER BY exited_at LIMIT ${limit})`;
}

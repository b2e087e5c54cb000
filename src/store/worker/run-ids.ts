import type { Database } from './sqlite.js';
import type { RunIdRange } from '../protocol.js';
import { selectNumber } from './rows.js';

const firstRunId = 1_000_000;
const mark = "SELECT value FROM meta WHERE key = 'last_run_id'";

/**
 * Run ids are taken ahead of use, because a host that is killed cannot write down the last one it gave; runs that a
 * registry numbered without the store count as well.
 */
export function takeRunIds(database: Database, count: number): RunIdRange {
  const highest = selectNumber(database, 'SELECT max(run) FROM runs');
  const last = Math.max(selectNumber(database, mark), highest, firstRunId - 1);
  write(database, last + count);
  return { from: last + 1, to: last + count };
}

export function returnRunIds(database: Database, { used, to }: { used: number; to: number }): void {
  if (selectNumber(database, mark) === to && used < to) write(database, used);
}

function write(database: Database, value: number): void {
  database
    .prepare(
      "INSERT INTO meta (key, value) VALUES ('last_run_id', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
    )
    .run(value);
}

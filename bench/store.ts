import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { connectStore, openStore, type Store } from 'panetree/store';
import { pause } from './pause.js';
import { countsRow, type Row, type Section, timesRow } from './results.js';
import { timed } from './statistics.js';
import { PaperRegistry } from './told-registry.js';
import { measurements } from './measurements.js';

const changesPerTick = 1000;
const ticks = measurements(150, 30);
const warmUps = 20;
/** 10,000 changes a second. */
const ticksApartMs = 100;
const historyRows = measurements(1_000_000);
const queries = measurements(200);
const sessions = 500;
const panes = 50;
const pids = 30_000;
const burst = 20_000;

/** What a store costs the host's event loop, what it keeps up with, and what a large one takes to answer. */
export async function benchStore(): Promise<Section> {
  const directory = mkdtempSync(join(tmpdir(), 'panetree-bench-store-'));
  try {
    const rows = [
      ...(await inStore(join(directory, 'ticks.db'), benchTicks)),
      ...(await inStore(join(directory, 'large.db'), benchQueries)),
    ];
    const title = `${changesPerTick} changes a tick, ${1000 / ticksApartMs} ticks a second; ${historyRows} rows of history`;
    return { name: 'store', title, rows, notes: [] };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

type Bench = (store: Store, registry: PaperRegistry) => Promise<readonly Row[]>;

async function inStore(path: string, bench: Bench): Promise<readonly Row[]> {
  await using store = await openStore({
    path,
    waitingChanges: 1_000_000,
    retention: { maxRows: 2 * historyRows },
  });
  const registry = new PaperRegistry();
  connectStore(registry, store);
  return await bench(store, registry);
}

/** Half of each tick begins, half of the one before ends. The same loop without a store is what the machine adds. */
async function benchTicks(store: Store, registry: PaperRegistry): Promise<readonly Row[]> {
  const times: number[] = [];
  const idle: number[] = [];
  const delays: number[] = [];
  const alone = new PaperRegistry();
  const sink: unknown[] = [];
  alone.on('process-added', (event) => void sink.push(event));
  alone.on('process-exited', (event) => void sink.push(event));
  let before = registry.begun(0);
  for (let tick = 0; tick < warmUps + ticks; tick++) {
    const begun = registry.begun(changesPerTick / 2);
    const ended = registry.ended(before);
    before = begun;
    idle.push((await timed(() => alone.tell(begun, ended))).ms);
    sink.length = 0;
    const startedAt = performance.now();
    registry.tell(begun, ended);
    // What the timer would do a moment later belongs to the tick.
    const written = store.flush();
    times.push(performance.now() - startedAt);
    await written;
    delays.push(performance.now() - startedAt);
    await pause(Math.max(1, ticksApartMs - (performance.now() - startedAt)));
  }
  if (store.lostChanges > 0) throw new Error(`the store gave up ${store.lostChanges} changes`);
  return [
    timesRow('event loop, telling and sending a tick', times.slice(warmUps)),
    timesRow('event loop, listeners that do nothing', idle.slice(warmUps)),
    timesRow('until the tick is on disk', delays.slice(warmUps)),
    await benchBurst(store, registry),
  ];
}

async function benchBurst(store: Store, registry: PaperRegistry): Promise<Row> {
  const rates: number[] = [];
  for (let round = 0; round < 3; round++) {
    const begun = registry.begun(burst);
    const { ms } = await timed(async () => {
      registry.tell(begun, registry.ended(begun));
      await store.flush();
    });
    rates.push(Math.round((2 * burst) / (ms / 1000)));
  }
  return countsRow('changes a second, all at once', rates);
}

async function benchQueries(store: Store): Promise<readonly Row[]> {
  fill(store.path);
  const { historyEntries, sizeBytes } = await store.stats();
  const remark = `${historyEntries} rows, ${Math.round(sizeBytes / 2 ** 20)} MiB`;
  const byPid = (index: number) => store.history({ pid: 1000 + ((index * 7919) % pids), host: 'bench' });
  const bySession = (index: number) => store.history({ sessionId: `session-${index % sessions}` });
  const byBlock = (index: number) => store.history({ blockId: `pane-${index % panes}` });
  return [
    timesRow('history of a pid, newest 100', await ask(byPid), { remark }),
    timesRow('history of a session, newest 100', await ask(bySession), { remark: `${sessions} sessions` }),
    timesRow('history of a block, newest 100', await ask(byBlock), { remark: `${panes} blocks` }),
  ];
}

/** Straight into the file: through a registry it would take a minute. */
function fill(path: string): void {
  const database = new Sqlite(path);
  database
    .prepare(
      `WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${historyRows - 1})
       INSERT INTO history (at, subject, event, host, pid, birth, name, block, generation, run, session, new_status)
       SELECT n, 'process', 'registered', 'bench', 1000 + (n * 7919) % ${pids}, 'boot:' || n, 'node',
         'pane-' || (n % ${panes}), 1, 1000000 + n % ${sessions}, 'session-' || (n % ${sessions}), 'running' FROM numbers`,
    )
    .run();
  database.close();
}

async function ask(query: (index: number) => Promise<readonly unknown[]>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let index = 0; index < queries; index++) {
    const { ms, value } = await timed(() => query(index));
    if (value.length === 0) throw new Error('a query found nothing');
    times.push(ms);
  }
  return times;
}

import { once } from 'node:events';
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';
import { Lines } from './lines.js';
import { findMarked } from './oracle.js';
import { waitFor } from './pause.js';
import { program } from './programs.js';
import { against, countsRow, type Row, type Section, timesRow } from './results.js';
import { paneDirectories, type Stage, withStage } from './stage.js';
import { measurements } from './measurements.js';

const trees = [
  { size: 100, repeats: measurements(10, 2) },
  { size: 1000, repeats: measurements(20) },
  { size: 5000, repeats: measurements(3) },
] as const;
/** tree-kill starts a ps for each process it finds, so larger trees take minutes. */
const treeKillUpTo = 1000;
const treeKillBoundMs = 20_000;

/** What one kill came to. */
interface Kill {
  /** Until the kernel says `populated 0`. */
  readonly emptyMs: number;
  /** Until the caller was told; for a bare write, until the write returned. */
  readonly toldMs: number;
  readonly survivors: number;
}

export async function benchKill(): Promise<Section> {
  return withStage(async (stage) => {
    const rows: Row[] = [];
    const notes: string[] = [];
    // Warm code, as in a host that has run for a while.
    await killWithPanetree(stage, 100, 'listed');
    for (const { size, repeats } of trees) {
      const found = await compare(stage, size, repeats);
      rows.push(...rowsOf(size, found));
      if (size > treeKillUpTo) notes.push(`tree-kill is left out at ${size}: it starts one ps a process`);
      else rows.push(await treeKillRow(stage, size));
    }
    return {
      name: 'kill',
      title: 'ending a tree of double-forked, setsid and stopped processes',
      rows,
      notes,
    };
  });
}

interface Comparison {
  readonly listed: readonly Kill[];
  readonly unlisted: readonly Kill[];
  readonly bare: readonly Kill[];
}

async function compare(stage: Stage, size: number, repeats: number): Promise<Comparison> {
  const kills = { listed: [] as Kill[], unlisted: [] as Kill[], bare: [] as Kill[] };
  for (let index = 0; index < repeats; index++) {
    kills.bare.push(await killBare(stage, size));
    kills.listed.push(await killWithPanetree(stage, size, 'listed'));
    kills.unlisted.push(await killWithPanetree(stage, size, 'unlisted'));
  }
  return kills;
}

/** `listed`: a tick has seen the tree before, as it has in a host unless the tree is younger than a tick. */
async function killWithPanetree(
  { registry }: Stage,
  size: number,
  state: 'listed' | 'unlisted',
): Promise<Kill> {
  const token = newToken();
  const tracker = registry.ensureTracker(token);
  const child = await tracker.spawn(program('forest'), [String(size), 'mixed', token], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Lines(child).until('ready');
  if (state === 'listed') await registry.poll();
  const directory = paneDirectories(registry).find((path) => path.includes(token)) ?? '';
  const pids = standingTree(token, size);
  const emptyAt = await watchEmpty(directory);
  const startedAt = performance.now();
  const report = await tracker.killTree({ steps: [] });
  const toldMs = performance.now() - startedAt;
  const emptyMs = (await emptyAt()) - startedAt;
  const survivors = findMarked(token).length;
  const { length } = report.ended;
  if (length !== size) throw new Error(`the report tells of ${length} ended processes, not of ${size}`);
  await registry.remove(token);
  await reaped(pids);
  return { emptyMs, toldMs, survivors };
}

async function killBare({ ground }: Stage, size: number): Promise<Kill> {
  const token = newToken();
  using tree = ground.child(token);
  await tree.start(program('forest'), [String(size), 'mixed', token]);
  const pids = standingTree(token, size);
  const emptyAt = await watchEmpty(tree.directory);
  const startedAt = performance.now();
  tree.kill();
  const toldMs = performance.now() - startedAt;
  const emptyMs = (await emptyAt()) - startedAt;
  const survivors = findMarked(token).length;
  await reaped(pids);
  return { emptyMs, toldMs, survivors };
}

/** Shows as well that the oracle sees each process while it lives. */
function standingTree(token: string, size: number): readonly number[] {
  const pids = findMarked(token);
  if (pids.length !== size) throw new Error(`the oracle sees ${pids.length} processes of ${size}`);
  return pids;
}

/** Until nothing is left for the parents to read: init reaping thousands would fall into the next kill. */
async function reaped(pids: readonly number[]): Promise<void> {
  await waitFor('the dead to be reaped', () => !pids.some((pid) => existsSync(`/proc/${pid}`)));
}

/** The same witness for both, in a process of its own: its clock is that of `performance.now()`. */
async function watchEmpty(directory: string): Promise<() => Promise<number>> {
  const witness = spawn(program('watch-empty'), [`${directory}/cgroup.events`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = new Lines(witness);
  await lines.until('watching');
  return async () => Number(await lines.next()) / 1e6 - clockOffsetMs;
}

/** `performance.now()` counts from the start of this process, `hrtime` from the boot. */
const clockOffsetMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

function rowsOf(size: number, { listed, unlisted, bare }: Comparison): readonly Row[] {
  const name = 'a bare cgroup.kill';
  return [
    timesRow(`${size}: bare cgroup.kill, until empty`, empty(bare), { remark: survivorsOf(bare) }),
    timesRow(`${size}: killTree, until empty`, empty(listed), {
      comparison: against(name, empty(listed), empty(bare)),
      remark: survivorsOf(listed),
    }),
    timesRow(`${size}: killTree, until the report`, told(listed), {
      comparison: against(name, told(listed), empty(bare)),
    }),
    timesRow(`${size}: killTree before any tick, until empty`, empty(unlisted), {
      comparison: against(name, empty(unlisted), empty(bare)),
      remark: survivorsOf(unlisted),
    }),
  ];
}

function empty(kills: readonly Kill[]): readonly number[] {
  return kills.map(({ emptyMs }) => emptyMs);
}

function told(kills: readonly Kill[]): readonly number[] {
  return kills.map(({ toldMs }) => toldMs);
}

function survivorsOf(kills: readonly Kill[]): string {
  return `${kills.reduce((sum, { survivors }) => sum + survivors, 0)} survivors`;
}

async function treeKillRow({ ground }: Stage, size: number): Promise<Row> {
  const token = newToken();
  using tree = ground.child(token);
  const root = await tree.start(program('forest'), [String(size), 'mixed', token]);
  using office = ground.child(`${token}-killer`);
  // In a process and a cgroup of its own, so that all its ps can be ended when it takes too long.
  const runner = office.spawn(process.execPath, [
    fileURLToPath(new URL('tree-kill-runner.js', import.meta.url)),
    String(root.pid),
  ]);
  const ms = await toldWithin(runner, treeKillBoundMs);
  const remark = `${findMarked(token).length} survivors`;
  const label = `${size}: tree-kill, until its callback`;
  return ms === undefined
    ? countsRow(label, [Number.NaN], { remark: `given up after ${treeKillBoundMs} ms, ${remark}` })
    : timesRow(label, [ms], { remark });
}

async function toldWithin(runner: ChildProcess, boundMs: number): Promise<number | undefined> {
  const answer = new Lines(runner).next().then(Number, () => undefined);
  const bound = AbortSignal.timeout(boundMs);
  return Promise.race([answer, once(bound, 'abort').then(() => undefined)]);
}

let tokens = 0;

function newToken(): string {
  return `panetree-bench-tree-${process.pid}-${++tokens}`;
}

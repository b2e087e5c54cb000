import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import type { TrackerRegistry } from 'panetree';
import psList from 'ps-list';
import { Lines } from './lines.js';
import { program } from './programs.js';
import { against, type Row, type Section, timesRow } from './results.js';
import { paneDirectories, type Stage, withStage } from './stage.js';
import { median, timed } from './statistics.js';
import { measurements } from './measurements.js';

export const panes = 50;
const processesPerPane = 21;
export const ownProcesses: number = panes * processesPerPane;
const unrelated = 2000;
const warmUps = measurements(300);
const rounds = measurements(5, 2);
const ticksPerRound = 100;
const listingsPerRound = 2;
/** A whole listing in a ps of its own, as a tick without cgroups would need one. */
const psArguments = ['-eo', 'pid,ppid,stat,args'];

export async function benchTick(): Promise<Section> {
  return withStage(async (stage) => {
    await fillPanes(stage.registry);
    for (let index = 0; index < warmUps; index++) await stage.registry.poll();
    const alone = await measure(stage.registry);
    using crowd = stage.ground.child('crowd');
    await crowd.start(program('forest'), [String(unrelated), 'plain', 'panetree-bench-crowd']);
    const crowded = await measure(stage.registry);
    return {
      name: 'tick',
      title: `one poll of ${panes} panes with ${ownProcesses} processes`,
      rows: [
        ...rowsOf(alone, ''),
        ...rowsOf(crowded, `, ${unrelated} unrelated run`),
        effectOf(alone, crowded),
      ],
      notes: [],
    };
  });
}

interface Times {
  readonly polls: readonly number[];
  readonly reader: readonly number[];
  readonly ps: readonly number[];
  readonly psList: readonly number[];
}

export async function fillPanes(registry: Stage['registry']): Promise<void> {
  const open = async (index: number) => {
    const tracker = registry.ensureTracker(`bench-${index}`);
    const child = await tracker.spawn(program('forest'), [String(processesPerPane), 'plain'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Lines(child).until('ready');
  };
  for (let index = 0; index < panes; index++) await open(index);
  await registry.poll();
  const { members } = registry.stats();
  if (members !== ownProcesses) throw new Error(`the panes hold ${members} processes`);
}

/** In turns, so that what else the machine does falls on all alike. */
async function measure(registry: TrackerRegistry): Promise<Times> {
  const times = { polls: [] as number[], reader: [] as number[], ps: [] as number[], psList: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    for (let index = 0; index < ticksPerRound; index++) {
      times.polls.push((await timed(() => registry.poll())).ms);
    }
    times.reader.push(...(await readInC(registry)));
    for (let index = 0; index < listingsPerRound; index++) {
      times.ps.push((await timed(() => promisify(execFile)('ps', psArguments, { maxBuffer: 2 ** 26 }))).ms);
      times.psList.push((await timed(() => psList())).ms);
    }
  }
  return times;
}

/** The C program times its own loop, so that its start does not count. */
async function readInC(registry: TrackerRegistry): Promise<readonly number[]> {
  const reader = spawn(program('reader'), [String(ticksPerRound), ...paneDirectories(registry)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = new Lines(reader);
  const times: number[] = [];
  while (times.length < ticksPerRound) times.push(Number(await lines.next()) / 1e6);
  const last = await lines.next();
  const expected = `pids ${ownProcesses}`;
  if (last !== expected) throw new Error(`the C reader says ${last}, not ${expected}`);
  return times;
}

function rowsOf(times: Times, circumstance: string): readonly Row[] {
  const comparisons = [
    against('the C reader', times.polls, times.reader),
    `1/${(median(times.ps) / median(times.polls)).toFixed(0)} of ps`,
    `1/${(median(times.psList) / median(times.polls)).toFixed(0)} of ps-list`,
  ];
  return [
    timesRow(`registry.poll()${circumstance}`, times.polls, { comparison: comparisons.join(', ') }),
    timesRow(`C reader of the same files${circumstance}`, times.reader),
    timesRow(`ps -eo pid,ppid,stat,args${circumstance}`, times.ps),
    timesRow(`ps-list${circumstance}`, times.psList),
  ];
}

function effectOf(alone: Times, crowded: Times): Row {
  return timesRow('registry.poll(), all of both', [...alone.polls, ...crowded.polls], {
    comparison: `${against('with the unrelated', crowded.polls, alone.polls)}, without them 1`,
  });
}

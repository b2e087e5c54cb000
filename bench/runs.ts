import { openRegistry, type PaneTracker, type Run } from 'panetree';
import { Lines } from './lines.js';
import { program } from './programs.js';
import { against, type Section, timesRow } from './results.js';
import { neverMs, withStage } from './stage.js';
import { timed } from './statistics.js';
import { fillPanes, ownProcesses, panes } from './tick.js';
import { measurements } from './measurements.js';

const runsPerPane = 3;
const processesPerRun = ownProcesses / panes / runsPerPane;
const warmUps = measurements(300);
const rounds = measurements(10, 2);
const ticksPerRound = 100;

/** The same processes with and without turns, polled in turns so that the machine treats both alike. */
export async function benchRuns(): Promise<Section> {
  return withStage(async ({ registry: plain }) => {
    await using divided = await openRegistry({ pollIntervalMs: neverMs });
    await fillPanes(plain);
    for (let index = 0; index < panes; index++) await fillRuns(divided.ensureTracker(`bench-${index}`));
    for (let index = 0; index < warmUps; index++) await Promise.all([plain.poll(), divided.poll()]);
    const { members } = divided.stats();
    if (members !== ownProcesses) throw new Error(`the panes with runs hold ${members} processes`);
    const times = { plain: [] as number[], divided: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      for (let index = 0; index < ticksPerRound; index++) {
        times.plain.push((await timed(() => plain.poll())).ms);
        times.divided.push((await timed(() => divided.poll())).ms);
      }
    }
    return {
      name: 'runs',
      title: `one poll of ${panes} panes with ${ownProcesses} processes in ${runsPerPane} runs each`,
      rows: [
        timesRow('registry.poll() without runs', times.plain),
        timesRow('registry.poll() with runs', times.divided, {
          comparison: against('the one without', times.divided, times.plain),
        }),
      ],
      notes: [],
    };
  });
}

async function fillRuns(tracker: PaneTracker): Promise<void> {
  for (let index = 0; index < runsPerPane; index++) await fill(tracker.startRun());
}

async function fill(run: Run): Promise<void> {
  const child = await run.spawn(program('forest'), [String(processesPerRun), 'plain'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    output: 'ignore',
  });
  await new Lines(child).until('ready');
}

import { macosPgid, openRegistry, type RegistryOptions } from 'panetree';
import psList from 'ps-list';
import { program } from './programs.js';
import { against, type Section, timesRow } from './results.js';
import { neverMs, withStage } from './stage.js';
import { timed } from './statistics.js';
import { fillPanes, ownProcesses, panes } from './tick.js';
import { measurements } from './measurements.js';

const others = 1000;
const rounds = measurements(5, 2);
const ticksPerRound = 20;
const listingsPerRound = 4;

/** What a tick costs where no kernel keeps the list: the other processes of the machine count as well. */
export async function benchLedger(): Promise<Section> {
  return withStage(async (stage) => {
    using crowd = stage.ground.child('crowd');
    await crowd.start(program('forest'), [String(others), 'plain', 'panetree-bench-crowd']);
    const procfs = await measure({ backend: 'linux-procfs' });
    const ps = await measure({ backend: macosPgid({ ps: 'linux' }) });
    return {
      name: 'ledger',
      title: `one poll of ${panes} panes with ${ownProcesses} processes without a cgroup, ${others} unrelated run`,
      rows: [
        timesRow('registry.poll(), linux-procfs', procfs.polls, {
          comparison: against('ps-list', procfs.polls, procfs.listings),
        }),
        timesRow('registry.poll(), macos-pgid with this ps', ps.polls, {
          comparison: against('ps-list', ps.polls, ps.listings),
        }),
        timesRow('ps-list', [...procfs.listings, ...ps.listings]),
      ],
      notes: [],
    };
  });
}

/** In turns, so that what else the machine does falls on both alike. */
async function measure({ backend }: Required<Pick<RegistryOptions, 'backend'>>) {
  await using registry = await openRegistry({ backend, pollIntervalMs: neverMs });
  await fillPanes(registry);
  const polls: number[] = [];
  const listings: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (let index = 0; index < ticksPerRound; index++) polls.push((await timed(() => registry.poll())).ms);
    for (let index = 0; index < listingsPerRound; index++) listings.push((await timed(() => psList())).ms);
  }
  return { polls, listings };
}

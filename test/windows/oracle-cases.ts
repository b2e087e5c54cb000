import { ascending } from '../support/oracle.js';
import { until } from '../support/until.js';
import type { WindowsCase } from './console-cases.js';
import { system } from './given.js';
import { type Oracle, search, type Seen } from './oracle.js';
import { LinuxOracle } from './wine-oracle.js';
import { WindowsOracle } from './windows-oracle.js';
import type { WindowsWorld } from './windows-world.js';

/** In these, somebody has ended before, and somebody's parent has. */
const kinds = ['zombie', 'daemon'] as const;

const ofWindows: WindowsCase = {
  rule: 4,
  name: 'Windows sees what has started, by the PIDs that were told, and sees it end',
  run: async (world) => {
    await endOneByOne(world, (left) => {
      const seen = search(world.carrying, new WindowsOracle()).map(pidOf);
      return [ascending(seen).join(), ascending(left).join()];
    });
  },
};

/** Linux is believed in Wine, and Windows elsewhere: each of them would have to be wrong in the same way. */
const ofWine: WindowsCase = {
  rule: 4,
  name: 'Linux sees the same processes of Wine as Windows does',
  run: async (world) => {
    const foundBy = (oracle: Oracle) => search(world.carrying, oracle).map(({ found }) => found);
    await endOneByOne(world, (left) => {
      const [linux, windows] = [foundBy(new LinuxOracle()), foundBy(new WindowsOracle())];
      return [
        `${left.length}: ${linux.toSorted().join()}`,
        `${windows.length}: ${windows.toSorted().join()}`,
      ];
    });
  },
};

export const oracleCases: readonly WindowsCase[] = system === 'Wine' ? [ofWindows, ofWine] : [ofWindows];

function pidOf({ key }: Seen): number {
  return Number.parseInt(key, 10);
}

/** Holds that two say the same, of all that has been started, and again after each end of one of them. */
async function endOneByOne(
  world: WindowsWorld,
  say: (leftPids: readonly number[]) => readonly [string, string],
): Promise<void> {
  for (const kind of kinds) {
    const { all } = await world.startOutside(kind);
    for (let ended = 0; ended <= all.length; ended++) {
      const left = all.slice(ended).map(({ pid }) => pid);
      const agree = () => {
        const [one, other] = say(left);
        return one === other;
      };
      await until(agree, { what: () => `${kind}, ${ended} ended: ${say(left).join(' and ')}` });
      const next = all[ended];
      if (next !== undefined) await world.end(next);
    }
  }
}

import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { startHost } from './host-process.js';
import { childrenOf, findMarked } from './oracle.js';
import { waitFor } from './pause.js';
import { countsRow, type Section, timesRow } from './results.js';
import { type Stage, withStage } from './stage.js';
import { measurements } from './measurements.js';

const panes = 5;
const processesPerPane = 20;
const repeats = measurements(10, 2);

export async function benchHostKill(): Promise<Section> {
  return withStage(async (stage) => {
    const ends: End[] = [];
    for (let index = 0; index < repeats; index++) ends.push(await killHost(stage, index));
    return {
      name: 'host-kill',
      title: `SIGKILL of a host with ${panes} live panes, ${panes * processesPerPane} processes`,
      rows: [
        timesRow(
          'until no directory is left, which no process can outlive',
          ends.map(({ removedMs }) => removedMs),
        ),
        timesRow(
          'until the guard has gone as well',
          ends.map(({ guardGoneMs }) => guardGoneMs),
        ),
        countsRow(
          'processes found in /proc after that',
          ends.map(({ survivors }) => survivors),
        ),
      ],
      notes: [],
    };
  });
}

interface End {
  readonly removedMs: number;
  readonly guardGoneMs: number;
  readonly survivors: number;
}

async function killHost({ ground }: Stage, index: number): Promise<End> {
  const token = `panetree-bench-host-${process.pid}-${index}`;
  using home = ground.child(`host-${index}`);
  const host = await startHost(home, { pollMs: 2000, panes, processesPerPane, token });
  const pane = new Set(findMarked(token));
  const guards = childrenOf(host.pid).filter((pid) => !pane.has(pid));
  const gone = once(host.child, 'exit');
  const startedAt = performance.now();
  host.child.kill('SIGKILL');
  await waitFor('the directories of a killed host to go', () => !existsSync(host.instance));
  const removedMs = performance.now() - startedAt;
  await waitFor('the guard to go', () => !guards.some((pid) => existsSync(`/proc/${pid}/exe`)));
  const guardGoneMs = performance.now() - startedAt;
  await gone;
  return { removedMs, guardGoneMs, survivors: findMarked(token).length };
}

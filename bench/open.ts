import { spawn as spawnProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { type IPty, spawn } from 'node-pty';
import type { TrackerRegistry } from 'panetree';
import { spawnPty } from 'panetree/pty';
import { pause } from './pause.js';
import { type Row, type Section, significant, timesRow } from './results.js';
import { type Stage, withStage } from './stage.js';
import { median, timed } from './statistics.js';
import { measurements } from './measurements.js';

const warmUps = measurements(10);
const repeats = measurements(80);
const restedRepeats = measurements(25);
/**
 * A move into a cgroup waits for an RCU grace period unless another move was made some 20 ms before
 * (percpu_down_write of cgroup_threadgroup_rwsem). A user opens panes with more time between them than that.
 */
const restMs = 150;
const shell = '/bin/sh';
const args = ['-c', 'printf x'];

export async function benchOpen(): Promise<Section> {
  return withStage(async (stage) => {
    const { registry } = stage;
    for (let index = 0; index < warmUps; index++) await measureOnce(registry);
    const rounds: Round[] = [];
    // One of each in turn, so that what else the machine does falls on all alike.
    for (let index = 0; index < repeats; index++) rounds.push(await measureOnce(registry));
    const rested: Rested[] = [];
    for (let index = 0; index < restedRepeats; index++) rested.push(await measureRested(stage));
    return {
      name: 'open',
      title: "opening a pane of sh -c 'printf x'",
      rows: [...rowsOf(rounds), ...restedRowsOf(rested)],
      notes: [],
    };
  });
}

interface Round {
  readonly bareMs: number;
  readonly paneMs: number;
  /** Until the command is ready to be spawned, so the container stands. */
  readonly containerMs: number;
  /** node-pty on the wrapped command: what the launcher adds. */
  readonly wrappedMs: number;
  readonly secondMs: number;
}

async function measureOnce(registry: TrackerRegistry): Promise<Round> {
  const bareMs = await untilOutput(() => spawn(shell, args, {}));
  const paneMs = await untilOutput(() => spawnPty(registry.ensureTracker('bench-open'), shell, args));
  await registry.remove('bench-open', { steps: [] });
  const startedAt = performance.now();
  const tracker = registry.ensureTracker('bench-open');
  const command = await tracker.wrap({ file: shell, args });
  const containerMs = performance.now() - startedAt;
  const wrappedMs = await untilOutput(() =>
    spawn(command.file, [...command.args], { env: { ...command.env } }),
  );
  const secondMs = await untilOutput(() => spawnPty(tracker, shell, args));
  await registry.remove('bench-open', { steps: [] });
  return { bareMs, paneMs, containerMs, wrappedMs, secondMs };
}

interface Rested {
  readonly bareMs: number;
  readonly paneMs: number;
  /** One write to `cgroup.procs` by nobody but the bench: what the kernel takes whoever asks. */
  readonly moveMs: number;
}

async function measureRested({ registry, ground }: Stage): Promise<Rested> {
  await pause(restMs);
  const bareMs = await untilOutput(() => spawn(shell, args, {}));
  await pause(restMs);
  const paneMs = await untilOutput(() => spawnPty(registry.ensureTracker('bench-open'), shell, args));
  await registry.remove('bench-open', { steps: [] });
  using target = ground.child('open');
  const still = spawnProcess('sleep', ['60'], { stdio: 'ignore' });
  await pause(restMs);
  const { ms: moveMs } = await timed(() => writeFile(`${target.directory}/cgroup.procs`, String(still.pid)));
  return { bareMs, paneMs, moveMs };
}

function restedRowsOf(rounds: readonly Rested[]): readonly Row[] {
  const bare = rounds.map(({ bareMs }) => bareMs);
  const pane = rounds.map(({ paneMs }) => paneMs);
  const rested = `after a rest of ${restMs} ms: `;
  return [
    timesRow(`${rested}bare node-pty`, bare),
    timesRow(`${rested}ensureTracker and spawnPty`, pane, over(pane, bare)),
    timesRow(
      `${rested}the kernel moves a process to a cgroup`,
      rounds.map(({ moveMs }) => moveMs),
    ),
  ];
}

/** Ends once the program has ended too, so that its end does not fall into the next measurement. */
async function untilOutput(start: () => IPty | Promise<IPty>): Promise<number> {
  const startedAt = performance.now();
  const terminal = await start();
  const ended = new Promise<void>((resolve) => terminal.onExit(() => resolve()));
  const ms = await new Promise<number>((resolve) =>
    terminal.onData(() => resolve(performance.now() - startedAt)),
  );
  await ended;
  return ms;
}

function rowsOf(rounds: readonly Round[]): readonly Row[] {
  const bare = rounds.map(({ bareMs }) => bareMs);
  const pane = rounds.map(({ paneMs }) => paneMs);
  const wrapped = rounds.map(({ wrappedMs }) => wrappedMs);
  const second = rounds.map(({ secondMs }) => secondMs);
  return [
    timesRow('bare node-pty, until the first output', bare),
    timesRow('ensureTracker and spawnPty, until the first output', pane, over(pane, bare)),
    timesRow(
      '  of it: until the container stands and the command is wrapped',
      rounds.map(({ containerMs }) => containerMs),
    ),
    timesRow('  of it: node-pty with the launcher', wrapped, over(wrapped, bare)),
    timesRow('spawnPty in a pane that is open', second, over(second, bare)),
  ];
}

function over(times: readonly number[], bare: readonly number[]) {
  return { comparison: `${significant(median(times) - median(bare))} ms over bare node-pty` };
}

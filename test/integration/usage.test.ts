import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { BlockUsage, PaneTracker, TrackerRegistry, WatchUsageOptions } from '../../src/index.js';
import { look } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import { programs } from '../support/programs.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const msPerTick = 10;
const burn = 'while :; do :; done';

test('a busy loop takes what /proc says it takes, and its pane as much', async ({ scenario }) => {
  const registry = await scenario.open();
  const tracker = await scenario.pane(registry);
  const pid = await run(tracker, scenario, burn);
  // Read where the sample is told, so that both look at the same time however busy the machine is.
  const samples: { readonly usage: BlockUsage | undefined; readonly at: number; readonly cpuMs: number }[] =
    [];
  registry.watchUsage(
    (usages) =>
      samples.push({ usage: usages.get(tracker.blockId), at: performance.now(), cpuMs: cpuMsOf(pid) }),
    { intervalMs: 500 },
  );
  await until(() => samples.length >= 5, { what: 'five samples' });
  const [first, ...others] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined) throw new Error('there are none');
  expect(first.usage?.cpuPercent).toBeUndefined();
  expect(first.usage?.processes[0]?.cpuPercent).toBeUndefined();
  const taken = ((last.cpuMs - first.cpuMs) / (last.at - first.at)) * 100;
  expect(taken).toBeGreaterThan(2);
  const ofProcess = mean(
    others.map(({ usage }) => usage?.processes.find((each) => each.pid === pid)?.cpuPercent),
  );
  const ofBlock = mean(others.map(({ usage }) => usage?.cpuPercent));
  expect(Math.abs(ofProcess - taken)).toBeLessThan(20);
  expect(Math.abs(ofBlock - taken)).toBeLessThan(20);
});

test('what sleeps takes nothing, and each pane is counted by itself', async ({ scenario }) => {
  const registry = await scenario.open();
  const busy = await scenario.pane(registry);
  const idle = await scenario.pane(registry);
  await run(busy, scenario, burn);
  await scenario.start(idle, programs['plain-child']);
  const samples = collect(registry, { intervalMs: 500 });
  await until(() => samples.length >= 3, { what: 'three samples' });
  const [ofIdle, ofBusy] = [idle, busy].map(({ blockId }) => samples[2]?.get(blockId)?.cpuPercent);
  expect(ofIdle).toBeLessThan(5);
  expect(ofBusy).toBeGreaterThan(2 * (ofIdle ?? Number.NaN));
  expect(ofBusy).toBeGreaterThan(2);
});

test('the memory of a pane is known while its processes come and go', async ({ scenario }) => {
  const tracker = await scenario.pane();
  for (let count = 0; count < 3; count++) await run(tracker, scenario, 'while :; do /bin/true; done');
  const unknown: BlockUsage[] = [];
  for (let sample = 0; sample < 300; sample++) {
    const usage = await tracker.usage();
    if (usage.residentBytes === undefined) unknown.push(usage);
  }
  expect(unknown).toEqual([]);
});

test('CPU time of members that have exited stays counted', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const [code] = await exitCodeOf(tracker, scenario, 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done');
  expect(code).toBe(0);
  const usage = await tracker.usage();
  expect(usage.processes).toEqual([]);
  expect(usage.cpuTimeMs).toBeGreaterThan(50);
});

test('what a process has written to storage is told of it', async ({ scenario, skip }) => {
  const tracker = await scenario.pane();
  const file = `${scenario.temporaryDirectory()}/data`;
  const script = `
    const { closeSync, fsyncSync, openSync, writeSync } = require('node:fs');
    const file = openSync('${file}', 'w');
    writeSync(file, Buffer.alloc(4_000_000, 1));
    fsyncSync(file);
    closeSync(file);
    require('node:child_process').spawn('sleep', ['600.${scenario.token}']);
  `;
  const child = await tracker.spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
  const pid = child.pid ?? 0;
  await until(async () => (await tracker.list()).some(({ name }) => name === 'sleep'), {
    what: 'it has written',
  });
  const written = ioOf(pid, 'write_bytes');
  skip(written === 0, 'the temporary directory is not on storage');
  expect(written).toBeGreaterThanOrEqual(4_000_000);
  const { processes } = await tracker.usage();
  expect(processes.find((each) => each.pid === pid)).toMatchObject({
    readBytes: ioOf(pid, 'read_bytes'),
    writtenBytes: written,
  });
  expect(processes.find((each) => each.pid !== pid)).toMatchObject({ writtenBytes: 0 });
});

test('where no kernel counts for the pane, it takes what its processes take', async ({ scenario }) => {
  const registry = await scenario.open({ backend: 'linux-procfs' });
  const tracker = await scenario.pane(registry);
  for (let count = 0; count < 2; count++) await run(tracker, scenario, burn);
  const samples = collect(registry, { intervalMs: 500 });
  await until(() => samples.length >= 3, { what: 'three samples' });
  const usage = samples[2]?.get(tracker.blockId);
  const shares = usage?.processes.map(({ cpuPercent }) => cpuPercent ?? 0) ?? [];
  expect(shares).toHaveLength(2);
  expect(Math.min(...shares)).toBeGreaterThan(0);
  expect(usage?.cpuPercent).toBeCloseTo((shares[0] ?? 0) + (shares[1] ?? 0));
  expect(usage?.cpuTimeMs).toBeUndefined();
});

test('nothing is sampled while nobody watches, and nobody is told after having left', async ({
  scenario,
}) => {
  const registry = await scenario.open();
  const tracker = await scenario.pane(registry);
  await run(tracker, scenario, 'sleep 600');
  const seen: number[] = [];
  const leave = registry.watchUsage(() => seen.push(1), { intervalMs: 250 });
  await until(() => seen.length >= 2, { what: 'two samples' });
  leave();
  const told = seen.length;
  const again = collect(registry, { intervalMs: 250 });
  await until(() => again.length >= 3, { what: 'three samples for another one' });
  expect(seen.length).toBe(told);
});

test('a pane that is removed is not among the next, one that is opened is', async ({ scenario }) => {
  const registry = await scenario.open();
  const first = await scenario.pane(registry);
  const samples = collect(registry, { intervalMs: 250 });
  await until(() => samples.at(-1)?.has(first.blockId), { what: 'it is among them' });
  await registry.remove(first.blockId);
  const second = await scenario.pane(registry);
  await until(() => samples.at(-1)?.has(second.blockId) === true && !samples.at(-1)?.has(first.blockId), {
    what: 'the other one is',
  });
});

function collect(registry: TrackerRegistry, options: WatchUsageOptions): ReadonlyMap<string, BlockUsage>[] {
  const samples: ReadonlyMap<string, BlockUsage>[] = [];
  registry.watchUsage((usages) => samples.push(usages), options);
  return samples;
}

async function run(tracker: PaneTracker, scenario: Scenario, script: string): Promise<number> {
  const child = await tracker.spawn('/bin/sh', ['-c', script, scenario.token], { stdio: 'ignore' });
  await tracker.list();
  return child.pid ?? 0;
}

async function exitCodeOf(tracker: PaneTracker, scenario: Scenario, script: string) {
  const child = await tracker.spawn('/bin/sh', ['-c', script, scenario.token], { stdio: 'ignore' });
  await until(() => child.exitCode !== null || child.signalCode !== null, {
    what: 'it ends',
    withinMs: 20_000,
  });
  await until(() => look(child.pid ?? 0) === undefined, { what: 'it has gone' });
  return [child.exitCode] as const;
}

function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

function ioOf(pid: number, key: string): number {
  return Number(new RegExp(`^${key}: (\\d+)$`, 'm').exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
}

function mean(values: readonly (number | undefined)[]): number {
  const known = values.flatMap((value) => value ?? []);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { commandOf, hostileOutputs } from '../support/hostile-programs.js';
import { test } from '../support/process-test.js';
import { RunningHost } from '../support/running-host.js';
import type { Scenario } from '../support/scenario.js';
import type { StreamClient } from '../support/stream-client.js';
import { until } from '../support/until.js';

const deadlineMs = 500;
const durationMs = 8000;
const mostGrowthBytes = 100_000_000;
const size = { cols: 80, rows: 24 };

const patienceMs = 120_000;

test(
  'programs that print what stops terminals hold up no other pane, and end nothing',
  async ({ scenario }) => {
    const host = await RunningHost.start(scenario);
    const client = await host.connect();
    const echo = await openEcho(host, client, scenario);
    // How slow the quiet host is, for what else the machine does.
    const stretch = Math.max(1, (await worstOf(20, echo)) / 50, busyFactor());
    const before = residentBytes(host);
    const hostile = await openHostile(host, scenario);
    const resized = await host.openPane('resized');
    await host.call('panes.write', { blockId: resized, data: 'seq 100000\r' });

    const meanwhile = resizeWithoutEnd(client, resized);
    const probes = await probe(host, { echo, durationMs });
    meanwhile.abort();

    const said = `the deadline of ${deadlineMs} ms is stretched ${stretch.toFixed(1)} times`;
    if (stretch > 1) console.warn(said);
    expect(probes.count).toBeGreaterThan(5);
    expect(probes.echoMs).toBeLessThan(deadlineMs * stretch);
    expect(probes.apiMs).toBeLessThan(deadlineMs * stretch);
    expect(probes.screenMs).toBeLessThan(deadlineMs * stretch);
    expect(probes.residentBytes - before).toBeLessThan(mostGrowthBytes);
    const panes = await host.call('panes.list', {});
    const states = panes.map(({ title, state }) => `${title} ${state}`);
    expect(states.toSorted()).toEqual(
      ['echo', 'resized', ...hostile].map((each) => `${each} running`).toSorted(),
    );
    expect(client.problems).toEqual([]);
    for (const { blockId } of panes) await host.call('panes.close', { blockId, steps: [] });
  },
  patienceMs,
);

async function openHostile(host: RunningHost, scenario: Scenario): Promise<readonly string[]> {
  const directory = scenario.temporaryDirectory();
  for (const output of hostileOutputs) {
    await host.call('panes.open', { ...size, title: output.name, command: commandOf(output, directory) });
  }
  return hostileOutputs.map(({ name }) => name);
}

interface Echo {
  readonly blockId: string;
  /** Milliseconds from what is typed to what is shown. */
  readonly type: () => Promise<number>;
}

async function openEcho(host: RunningHost, client: StreamClient, scenario: Scenario): Promise<Echo> {
  const script = `stty raw -echo; sleep 600.${scenario.token} & echo ready; exec cat`;
  const command = { file: '/bin/sh', args: ['-c', script] };
  const { blockId } = await host.call('panes.open', { ...size, title: 'echo', command });
  client.send({ type: 'watch-output', blockId });
  await client.shows(blockId, 'ready');
  let typed = 0;
  const type = async () => {
    const text = `<${++typed}>`;
    const startedAt = performance.now();
    client.send({ type: 'input', blockId, data: text });
    await until(() => client.printed(blockId).endsWith(text), {
      what: `the echo of ${text}`,
      withinMs: 30_000,
    });
    return performance.now() - startedAt;
  };
  return { blockId, type };
}

async function worstOf(count: number, { type }: Echo): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) times.push(await type());
  return Math.max(...times);
}

/** The worst of each. */
async function probe(
  host: RunningHost,
  { echo, durationMs: forMs }: { readonly echo: Echo; readonly durationMs: number },
) {
  const worst = { count: 0, echoMs: 0, apiMs: 0, screenMs: 0, residentBytes: 0 };
  const endsAt = performance.now() + forMs;
  while (performance.now() < endsAt) {
    worst.count++;
    worst.echoMs = Math.max(worst.echoMs, await echo.type());
    worst.apiMs = Math.max(worst.apiMs, await timeOf(() => host.call('panes.list', {})));
    const { blockId } = echo;
    worst.screenMs = Math.max(
      worst.screenMs,
      await timeOf(() => host.call('panes.screen', { blockId }, 30_000)),
    );
    worst.residentBytes = Math.max(worst.residentBytes, residentBytes(host));
  }
  return worst;
}

function resizeWithoutEnd(client: StreamClient, blockId: string): AbortController {
  const ending = new AbortController();
  let count = 0;
  const timer = setInterval(() => {
    if (ending.signal.aborted) return clearInterval(timer);
    count++;
    client.send({ type: 'resize', blockId, cols: 40 + (count % 60), rows: 10 + (count % 30) });
  }, 4);
  return ending;
}

async function timeOf(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return performance.now() - startedAt;
}

function residentBytes({ child }: RunningHost): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'latin1');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
}

/** How much longer the work of this thread takes than its CPU time, for others that want the processor. */
function busyFactor(): number {
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  while (performance.now() - startedAt < 200);
  const { user, system } = process.cpuUsage(before);
  return 200 / ((user + system) / 1000);
}

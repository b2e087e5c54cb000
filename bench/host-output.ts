import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ToClient } from 'panetree/host/wire';
import { spawnPty } from 'panetree/pty';
import { cpuTimeMs } from './cpu-time.js';
import { ColouredLog, lastWords } from './coloured-log.js';
import { type HostAddress, HostClient } from './host-client.js';
import { Lines } from './lines.js';
import { pause } from './pause.js';
import { against, type Row, type Section, significant, timesRow } from './results.js';
import { SlowLine } from './slow-line.js';
import { type Stage, withStage } from './stage.js';
import { percentile, timed } from './statistics.js';
import { measurements } from './measurements.js';

const logBytes = measurements(30_000_000);
const repeats = measurements(5);
const panes = 50;
const size = { cols: 120, rows: 40 };
const scrollbackLines = 2000;
const echoEveryMs = 10;
const quietMs = 3000;
const shell = { file: '/bin/bash', args: ['--norc', '--noprofile'] };
const watchers = ['nobody', 'one page', 'a page on a slow line'] as const;
type Watched = (typeof watchers)[number];

interface Cost {
  readonly ms: number;
  /** Of the process that follows the terminal, all threads. */
  readonly cpuMs: number;
}

interface Flood extends Cost {
  readonly echoesMs: readonly number[];
}

interface ServingHost extends HostAddress {
  readonly pid: number;
}

/** What a host costs beside node-pty and the emulator alone. */
export async function benchHostOutput(): Promise<Section> {
  return withStage(async (stage) => {
    using log = new ColouredLog(logBytes);
    const host = await startServing(stage);
    using client = await HostClient.connect(host);
    using line = await SlowLine.open(Number(new URL(host.url).port));
    const bare: Cost[] = [];
    const quiet = await echoWhileQuiet(client);
    const floods = new Map<Watched, Flood[]>(watchers.map((each) => [each, []]));
    // One of each in turn, so that what else the machine does falls on all alike.
    for (let index = 0; index < repeats; index++) {
      bare.push(await bareTerminal(log));
      for (const watched of watchers) {
        floods.get(watched)?.push(await flood(watched, { host, client, line, log }));
      }
    }
    const direct = await openDirectly(stage);
    const served = await openServed(client);
    return {
      name: 'host',
      title: `${logBytes / 1e6} MB of a coloured log through a pane of a host; ${panes} panes opened in turn`,
      rows: [
        echoRow('the echo of a pane while nothing else prints', quiet),
        ...floodRows(bare, floods),
        ...openRows(direct, served),
      ],
      notes: [],
    };
  });
}

async function startServing({ ground }: Stage): Promise<ServingHost> {
  const file = fileURLToPath(new URL('serving-host.js', import.meta.url));
  const child = ground.child('serving').spawn(process.execPath, [file, String(scrollbackLines)]);
  const hello: unknown = JSON.parse(await new Lines(child).next());
  if (isAddress(hello) && child.pid !== undefined) return { ...hello, pid: child.pid };
  throw new Error(`a host said ${JSON.stringify(hello)}`);
}

function isAddress(value: unknown): value is HostAddress {
  return typeof value === 'object' && value !== null && 'url' in value && 'token' in value;
}

async function bareTerminal(log: ColouredLog): Promise<Cost> {
  const file = fileURLToPath(new URL('bare-terminal.js', import.meta.url));
  const args = [file, size.cols, size.rows, scrollbackLines, '/bin/cat', log.path].map(String);
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const cost: unknown = JSON.parse(stdout);
  if (isCost(cost)) return cost;
  throw new Error(`a terminal said ${stdout}`);
}

function isCost(value: unknown): value is Cost {
  return typeof value === 'object' && value !== null && 'ms' in value && 'cpuMs' in value;
}

interface FloodParts {
  readonly host: ServingHost;
  readonly client: HostClient;
  readonly line: SlowLine;
  readonly log: ColouredLog;
}

/** From the start of the program to its last line on the host's screen, while somebody types in another pane. */
async function flood(watched: Watched, { host, client, line, log }: FloodParts): Promise<Flood> {
  const echo = await EchoPane.open(client);
  const command = { file: '/bin/sh', args: ['-c', `read go; exec cat ${log.path}`] };
  const { blockId } = await client.call('panes.open', { command, ...size });
  using page = await pageOf(watched, { host, line });
  await page?.watch(blockId);
  await pause(100);
  const typing = echo.type();
  const cpuBefore = cpuTimeMs(host.pid);
  const { ms } = await timed(async () => {
    const ended = client.heard((message) => hasExited(message, blockId));
    client.send({ type: 'input', blockId, data: '\r' });
    await ended;
    while (!(await client.call('panes.screen', { blockId })).data.includes(lastWords)) await pause(1);
  });
  const cpuMs = cpuTimeMs(host.pid) - cpuBefore;
  const echoesMs = await typing.stop();
  for (const each of [blockId, echo.blockId]) await client.call('panes.close', { blockId: each, steps: [] });
  return { ms, cpuMs, echoesMs };
}

/** What the machine adds to an echo by itself. */
async function echoWhileQuiet(client: HostClient): Promise<readonly number[]> {
  const echo = await EchoPane.open(client);
  const typing = echo.type();
  await pause(quietMs);
  const times = await typing.stop();
  await client.call('panes.close', { blockId: echo.blockId, steps: [] });
  return times;
}

function hasExited(message: ToClient, blockId: string): boolean {
  if (message.type !== 'events') return false;
  return message.events.some(
    (event) =>
      event.type === 'pane-changed' && event.pane.blockId === blockId && event.pane.state === 'exited',
  );
}

async function pageOf(watched: Watched, { host, line }: Pick<FloodParts, 'host' | 'line'>) {
  if (watched === 'nobody') return undefined;
  if (watched === 'one page') return HostClient.connect(host);
  return HostClient.connect({ ...host, url: `http://127.0.0.1:${line.port}/` });
}

/** A pane in which `cat` answers what is typed. */
class EchoPane {
  readonly blockId: string;
  readonly #client: HostClient;

  static async open(client: HostClient): Promise<EchoPane> {
    const command = { file: '/bin/sh', args: ['-c', 'stty raw -echo; echo ready; exec cat'] };
    const { blockId } = await client.call('panes.open', { command, cols: 80, rows: 24 });
    const ready = client.heard((message) => printed(message, blockId).includes('ready'));
    client.send({ type: 'watch-output', blockId });
    await ready;
    return new EchoPane(client, blockId);
  }

  private constructor(client: HostClient, blockId: string) {
    this.#client = client;
    this.blockId = blockId;
  }

  /** One character after the other until it is stopped. */
  type(): { readonly stop: () => Promise<readonly number[]> } {
    const times: number[] = [];
    const stopped = new AbortController();
    const typing = (async () => {
      while (!stopped.signal.aborted) {
        times.push((await timed(() => this.#typeOne())).ms);
        await pause(echoEveryMs);
      }
    })();
    const stop = async () => {
      stopped.abort();
      await typing;
      return times;
    };
    return { stop };
  }

  async #typeOne(): Promise<void> {
    const echoed = this.#client.heard((message) => printed(message, this.blockId) !== '');
    this.#client.send({ type: 'input', blockId: this.blockId, data: 'x' });
    await echoed;
  }
}

function printed(message: ToClient, blockId: string): string {
  if (message.type === 'output' && message.blockId === blockId) return message.data;
  return message.type === 'screen' && message.screen.blockId === blockId ? message.screen.data : '';
}

async function openDirectly({ registry }: Stage): Promise<readonly number[]> {
  const names = Array.from({ length: panes }, (_, index) => `bench-direct-${index}`);
  const times: number[] = [];
  for (const name of names) {
    const { ms } = await timed(() => spawnPty(registry.ensureTracker(name), shell.file, shell.args, size));
    times.push(ms);
  }
  await Promise.all(names.map((name) => registry.remove(name, { steps: [] })));
  return times;
}

async function openServed(client: HostClient): Promise<readonly number[]> {
  const names = Array.from({ length: panes }, (_, index) => `bench-served-${index}`);
  const times: number[] = [];
  for (const blockId of names) {
    const { ms } = await timed(() => client.call('panes.open', { blockId, ...size }));
    times.push(ms);
  }
  await Promise.all(names.map((blockId) => client.call('panes.close', { blockId, steps: [] })));
  return times;
}

function floodRows(bare: readonly Cost[], floods: ReadonlyMap<Watched, readonly Flood[]>): readonly Row[] {
  const rows = [...costRows('node-pty and the emulator, alone in one process', bare)];
  for (const [watched, each] of floods) {
    const echoes = each.flatMap(({ echoesMs }) => echoesMs);
    rows.push(...costRows(`a host, watched by ${watched}`, each, bare));
    rows.push(echoRow('  meanwhile the echo of another pane', echoes));
  }
  return rows;
}

function echoRow(label: string, echoes: readonly number[]): Row {
  const remark = `p99 ${significant(percentile(echoes, 99))} ms, worst ${significant(Math.max(...echoes))} ms`;
  return timesRow(label, echoes, { remark });
}

function costRows(label: string, costs: readonly Cost[], alone?: readonly Cost[]): readonly Row[] {
  const row = (name: string, pick: (cost: Cost) => number) => {
    const others = alone?.map(pick);
    const comparison = others && against('alone', costs.map(pick), others);
    return timesRow(name, costs.map(pick), { comparison });
  };
  return [row(label, ({ ms }) => ms), row('  its CPU time', ({ cpuMs }) => cpuMs)];
}

function openRows(direct: readonly number[], served: readonly number[]): readonly Row[] {
  return [
    timesRow('ensureTracker and spawnPty, one after the other', direct),
    timesRow('panes.open of a host, one after the other', served, {
      comparison: against('spawnPty', served, direct),
    }),
  ];
}

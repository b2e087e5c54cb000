import { spawnSync } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { expect } from 'vitest';
import type { ListeningPort, PaneTracker } from '../../src/index.js';
import { BootClock } from '../../src/platform/posix/boot-clock.js';
import { ListeningPorts } from '../../src/platform/posix/listening-ports.js';
import { compileFirstThreadEnds, lostFirstThread } from '../support/first-thread.js';
import { asNobody } from '../support/namespaces.js';
import { test } from '../support/process-test.js';
import { shapes } from '../support/programs.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const tcp = (host: string) => `
  const server = require('node:net').createServer();
  server.listen(0, '${host}', () => console.log('port ' + server.address().port));
`;
const udp = (type: 'udp4' | 'udp6', host: string) => `
  const socket = require('node:dgram').createSocket('${type}');
  socket.bind(0, '${host}', () => console.log('port ' + socket.address().port));
`;

test.for([
  ['tcp', '127.0.0.1', tcp('127.0.0.1')],
  ['tcp', '0.0.0.0', tcp('0.0.0.0')],
  ['tcp', '::1', tcp('::1')],
  ['tcp', '::', tcp('::')],
  ['tcp', '::ffff:127.0.0.1', tcp('::ffff:127.0.0.1')],
  ['udp', '127.0.0.1', udp('udp4', '127.0.0.1')],
  ['udp', '::1', udp('udp6', '::1')],
] as const)(
  'a %s socket on %s is told with who holds it, and not after it has gone',
  async ([protocol, address, script], { scenario }) => {
    const tracker = await scenario.pane();
    const { child, port } = await serve(tracker, scenario, [process.execPath, '-e', script]);
    expect(await portsOf(tracker)).toMatchObject([
      { protocol, address, port, network: 'host', processes: [{ pid: child.pid }] },
    ]);
    const [listed] = await tracker.list();
    expect((await portsOf(tracker))?.[0]?.processes).toEqual([{ pid: listed?.pid, birth: listed?.birth }]);
    child.kill('SIGKILL');
    await until(async () => (await portsOf(tracker))?.length === 0, { what: 'it is told no more' });
  },
);

test('a socket that several processes share is one port, with all of them', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const script = `${tcp('127.0.0.1')}
    server.on('listening', () => {
      const { spawn } = require('node:child_process');
      for (let count = 0; count < 2; count++) {
        spawn('sleep', ['600.${scenario.token}'], { stdio: [server._handle, 'ignore', 'ignore'] });
      }
    });`;
  const { port } = await serve(tracker, scenario, [process.execPath, '-e', script]);
  await until(async () => (await tracker.list()).filter(({ name }) => name === 'sleep').length === 2, {
    what: 'both children run',
  });
  const ports = (await portsOf(tracker)) ?? [];
  expect(ports.map((each) => [each.port, each.processes.length])).toEqual([[port, 3]]);
});

test('a connection is no listener, and neither is one of another pane', async ({ scenario }) => {
  const registry = await scenario.open();
  const [server, client] = [await scenario.pane(registry), await scenario.pane(registry)];
  const { port } = await serve(server, scenario, [process.execPath, '-e', tcp('127.0.0.1')]);
  const connect = `require('node:net').connect(${port}, '127.0.0.1', () => console.log('port 0'))`;
  await serve(client, scenario, [process.execPath, '-e', connect]);
  expect(await portsOf(client)).toEqual([]);
  expect((await portsOf(server))?.map((each) => each.port)).toEqual([port]);
});

test('a port in a network namespace of its own is told as such', async ({ scenario, skip }) => {
  skip(process.getuid?.() !== 0, 'needs root to make a network namespace');
  const tracker = await scenario.pane();
  const inside = ['unshare', '--net', 'sh', '-c', 'ip link set lo up; exec "$0" -e "$1"', process.execPath];
  const [first, second] = [
    await serve(tracker, scenario, [...inside, tcp('127.0.0.1')]),
    await serve(tracker, scenario, [process.execPath, '-e', tcp('127.0.0.1')]),
  ];
  const ports = (await portsOf(tracker)) ?? [];
  const seen = ports.map(({ network, port, processes }) => ({ network, port, pid: processes[0]?.pid }));
  expect(seen).toHaveLength(2);
  expect(seen).toContainEqual({ network: 'other', port: first.port, pid: first.child.pid });
  expect(seen).toContainEqual({ network: 'host', port: second.port, pid: second.child.pid });
});

test('two namespaces may have the same port', async ({ scenario, skip }) => {
  skip(process.getuid?.() !== 0, 'needs root to make a network namespace');
  const tracker = await scenario.pane();
  const fixed = tcp('127.0.0.1').replace('listen(0', 'listen(4567');
  const inside = [
    'unshare',
    '--net',
    'sh',
    '-c',
    'ip link set lo up; exec "$0" -e "$1"',
    process.execPath,
    fixed,
  ];
  await serve(tracker, scenario, inside);
  await serve(tracker, scenario, inside);
  const ports = (await portsOf(tracker)) ?? [];
  expect(ports.map(({ port, network }) => [port, network])).toEqual([
    [4567, 'other'],
    [4567, 'other'],
  ]);
});

test('they are looked for only where they are asked for', async ({ scenario }) => {
  const registry = await scenario.open();
  const tracker = await scenario.pane(registry);
  const { port } = await serve(tracker, scenario, [process.execPath, '-e', tcp('127.0.0.1')]);
  expect((await tracker.usage()).ports).toBeUndefined();
  const told: (readonly ListeningPort[] | undefined)[] = [];
  registry.watchUsage((usages) => told.push(usages.get(tracker.blockId)?.ports), { ports: true });
  await until(() => told.length > 0, { what: 'a sample' });
  expect(told[0]?.map((each) => each.port)).toEqual([port]);
});

test('a backend over /proc tells them too', async ({ scenario }) => {
  const tracker = await scenario.pane(await scenario.open({ backend: 'linux-procfs' }));
  const { child, port } = await serve(tracker, scenario, [process.execPath, '-e', tcp('::')]);
  expect(await portsOf(tracker)).toMatchObject([{ port, address: '::', processes: [{ pid: child.pid }] }]);
});

test('for one sample the tables are read once, and for the next one again', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const ports = new ListeningPorts(new BootClock());
  const sample = {};
  const first = await serve(tracker, scenario, [process.execPath, '-e', tcp('127.0.0.1')]);
  const seen = async (of?: object) =>
    (await ports.of(await tracker.list(), of)).ports.map(({ port }) => port);
  expect(await seen(sample)).toEqual([first.port]);
  const second = await serve(tracker, scenario, [process.execPath, '-e', tcp('127.0.0.1')]);
  expect(await seen(sample)).toEqual([first.port]);
  expect(await seen({})).toEqual([first.port, second.port].toSorted((a, b) => a - b));
});

test('rule 3: where a member may not be looked into, those of the others are told, as incomplete', async ({
  scenario,
  skip,
}) => {
  skip(process.getuid?.() !== 0, 'needs root to become somebody else');
  const sleeper = scenario.spawnOutside('sleep', [`600.${scenario.token}`]);
  const script = `
    import { createServer } from 'node:net';
    const { BootClock } = await import('#dist/platform/posix/boot-clock.js');
    const { ListeningPorts } = await import('#dist/platform/posix/listening-ports.js');
    const { readProcStat } = await import('#dist/platform/posix/proc-stat.js');
    const clock = new BootClock();
    const own = { pid: process.pid, birth: clock.birthOf(readProcStat(process.pid)) };
    const server = createServer().listen(0, '127.0.0.1', async () => {
      const ports = new ListeningPorts(clock);
      const of = async (...members) => {
        const { ports: [first], isComplete } = await ports.of(members);
        return [first?.port === server.address().port, isComplete];
      };
      const other = { pid: ${sleeper.pid}, birth: '' };
      console.log(JSON.stringify([await of(own), await of(other), await of(own, other)]));
      server.close();
    });
  `;
  const [file, ...args] = [...asNobody, process.execPath, '--input-type=module', '-e', script];
  const { stdout, stderr } = spawnSync(file, args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([
    [true, true],
    [false, false],
    [true, false],
  ]);
});

test('a sample says whether its ports are all there are', async ({ scenario }) => {
  const tracker = await scenario.pane();
  await scenario.start(tracker, shapes.brief);
  expect(await tracker.usage({ ports: true })).toMatchObject({ ports: [], portsComplete: true });
  expect(await tracker.usage()).toMatchObject({ ports: undefined, portsComplete: undefined });
});

/** Binds a port, hands it to the program and ends. */
const handTo = (program: readonly string[]) => `
  const server = require('node:net').createServer();
  server.listen(0, '127.0.0.1', () => {
    const [file, ...args] = ${JSON.stringify(program)};
    const stdio = [server._handle, 'ignore', 'ignore'];
    require('node:child_process').spawn(file, args, { stdio, detached: true }).unref();
    console.log('port ' + server.address().port);
    process.exit();
  });
`;

test('a port is found with a process whose first thread has ended', async ({ scenario, skip }) => {
  const program = compileFirstThreadEnds(scenario, skip);
  const tracker = await scenario.pane();
  const script = handTo([program, scenario.token]);
  const { port } = await serve(tracker, scenario, [process.execPath, '-e', script]);
  const holder = async () => (await tracker.list()).find(({ name }) => name === 'first-thread-ends')?.pid;
  const pid = await until(holder, { what: 'it is listed' });
  await lostFirstThread(pid);
  await until(async () => (await tracker.list()).length === 1, { what: 'who bound it has ended' });
  expect(await portsOf(tracker)).toMatchObject([{ port, network: 'host', processes: [{ pid }] }]);
});

test('a port is found that was bound before its holder went to a network of its own', async ({
  scenario,
  skip,
}) => {
  skip(process.getuid?.() !== 0, 'needs root to make a network namespace');
  const tracker = await scenario.pane();
  const script = handTo(['unshare', '--net', 'sleep', `600.${scenario.token}`]);
  const { port } = await serve(tracker, scenario, [process.execPath, '-e', script]);
  const isAlone = async () => {
    const listed = await tracker.list();
    return listed.length === 1 && listed[0]?.name === 'sleep';
  };
  await until(isAlone, { what: 'the holder is all that is left' });
  expect(await portsOf(tracker)).toMatchObject([{ port, network: 'host', processes: [{}] }]);
});

test('1,000 processes are looked into without holding the host up', async ({ scenario }) => {
  const tracker = await scenario.pane();
  await scenario.start(tracker, shapes.thousand);
  let turns = 0;
  const over = new AbortController();
  const counting = (async () => {
    while (!over.signal.aborted) {
      await setImmediate();
      turns++;
    }
  })();
  const usage = await tracker.usage({ ports: true });
  over.abort();
  await counting;
  expect(usage.ports).toEqual([]);
  expect(usage.processCount).toBeGreaterThanOrEqual(1000);
  expect(turns).toBeGreaterThan(4);
});

async function portsOf(tracker: PaneTracker): Promise<readonly ListeningPort[] | undefined> {
  return (await tracker.usage({ ports: true })).ports;
}

/** Starts a program and waits for the port that it says. */
async function serve(tracker: PaneTracker, scenario: Scenario, [file = '', ...args]: readonly string[]) {
  const child = await tracker.spawn(file, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: scenario.environment,
  });
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const port = await until(() => /port (\d+)/.exec(said)?.[1], { what: 'it listens' });
  await tracker.list();
  return { child, port: Number(port) };
}

import type { BlockUsage, Leftover, ListeningPort, RunRecord } from '../../../src/host/wire/index.js';
import { demoProcesses, demoSketches } from './demo-processes.js';
import { demoScreens } from './demo-screens.js';
import { fakeBlock, fakePane, fakeProcess } from './fake-processes.js';
import { emptyWorld, type FakeWorld } from './fake-world.js';

const minute = 60_000;
const megabyte = 1024 * 1024;

const ports: Readonly<Record<string, readonly ListeningPort[]>> = {
  web: [listening(5173, 48_391)],
  agent: [listening(8123, 52_377)],
  api: [listening(8000, 49_040), listening(54_329, 49_077)],
};

/** A working day of somebody, for the pictures: four panes, an agent among them. */
export function demoWorld(): FakeWorld {
  const world = emptyWorld();
  const panes = [
    fakePane('web', {
      title: 'web',
      cwd: '/home/user/shop',
      pid: 48_110,
      openedAt: Date.now() - 132 * minute,
    }),
    fakePane('agent', {
      title: 'agent',
      cwd: '/home/user/shop',
      pid: 52_010,
      openedAt: Date.now() - 38 * minute,
    }),
    fakePane('api', {
      title: 'api',
      cwd: '/home/user/shop',
      pid: 49_001,
      openedAt: Date.now() - 324 * minute,
    }),
    fakePane('build', {
      title: 'build',
      cwd: '/home/user/search',
      pid: 50_311,
      openedAt: Date.now() - 54 * minute,
    }),
  ];
  for (const pane of panes) {
    const { blockId } = pane;
    world.panes.set(blockId, pane);
    world.blocks.set(blockId, fakeBlock(blockId, demoProcesses(blockId)));
    world.screens.set(blockId, demoScreens[blockId] ?? '');
  }
  world.blocks.set('api', fakeBlock('api', demoProcesses('api'), downgraded));
  for (const run of demoRuns()) world.runs.set(run.runId, run);
  for (const { runId } of demoRuns()) world.outputs.set(runId, (demoScreens['agent'] ?? '').slice(60));
  return { ...world, leftovers: [leftover], usage: (blockId) => usageOf(blockId) };
}

const downgraded = {
  confidence: 'best-effort',
  reasons: ['PID 49077 was already running when it was attached: what it started before may be missing'],
} as const;

const leftover: Leftover = {
  leftoverId: 'left-1',
  blockId: 'docs',
  generation: 1,
  backend: 'linux-cgroup',
  instance: 'panetree-3310',
  hostPid: 3310,
  runIds: [],
  processes: [
    fakeProcess({ pid: 44_120, ppid: 1, command: '-bash', name: 'bash', role: 'root', ageMs: 700 * minute }),
    fakeProcess({
      pid: 44_201,
      ppid: 44_120,
      command: 'mkdocs serve --dev-addr 127.0.0.1:8200',
      ageMs: 690 * minute,
    }),
  ],
};

function listening(port: number, pid: number): ListeningPort {
  const processes = [{ pid, birth: `boot-${pid}` }];
  return { protocol: 'tcp', port, address: '127.0.0.1', network: 'host', processes };
}

let samples = 0;

/** Goes up and down a little, the same in every run of the tests. */
function usageOf(blockId: string): BlockUsage {
  samples += 1;
  const wobble = (at: number) =>
    1 + 0.35 * Math.sin(samples / 5 + at * 1.7) + 0.15 * Math.sin(samples / 2.3 + at);
  const processes = demoSketches(blockId).map(([{ pid }, [cpuPercent, megabytes]], at) => ({
    pid,
    birth: `boot-${pid}`,
    cpuTimeMs: cpuPercent * 4200,
    cpuPercent: Math.min(99, cpuPercent * wobble(at)),
    residentBytes: megabytes * megabyte * (1 + 0.04 * Math.sin(samples / 7 + at)),
    readBytes: megabytes * 90_000,
    writtenBytes: megabytes * 21_000,
  }));
  const sum = (key: 'cpuPercent' | 'residentBytes') => processes.reduce((total, one) => total + one[key], 0);
  return {
    blockId,
    observedAt: Date.now(),
    processCount: processes.length,
    peakProcessCount: processes.length + 3,
    cpuTimeMs: 184_000,
    cpuPercent: sum('cpuPercent'),
    residentBytes: sum('residentBytes'),
    peakMemoryBytes: sum('residentBytes') * 1.2,
    readBytes: 48_000_000,
    writtenBytes: 9_100_000,
    ports: ports[blockId] ?? [],
    processes,
  };
}

function demoRuns(): readonly RunRecord[] {
  const run = (runId: number, entries: Partial<RunRecord>): RunRecord => ({
    blockId: 'agent',
    generation: 1,
    runId,
    kind: 'session',
    sessionId: `temp_${runId}`,
    projectPath: '/home/user/shop',
    metadata: {},
    status: 'running',
    startedAt: Date.now() - 12 * minute,
    ...entries,
  });
  const agent = { kind: 'agent', agentId: 'coder', agentName: 'coder', model: 'large' } as const;
  return [
    run(1_000_001, {
      blockId: 'api',
      task: 'serve the API',
      startedAt: Date.now() - 318 * minute,
      ...root(49_040),
    }),
    run(1_000_002, {
      blockId: 'web',
      task: 'npm run dev',
      startedAt: Date.now() - 126 * minute,
      ...root(48_377),
    }),
    run(1_000_006, {
      ...agent,
      task: 'look at the page in a browser',
      status: 'stopped',
      outcome: 'completed',
      exitCode: 0,
      startedAt: Date.now() - 30 * minute,
      endedAt: Date.now() - 22 * minute,
    }),
    run(1_000_007, { ...agent, task: 'make the checkout tests pass', status: 'busy', ...root(52_044) }),
    run(1_000_005, {
      ...agent,
      agentName: 'reviewer',
      task: 'review the last three commits',
      status: 'crashed',
      outcome: 'failed',
      exitCode: 1,
      startedAt: Date.now() - 34 * minute,
      endedAt: Date.now() - 31 * minute,
    }),
    run(1_000_008, {
      blockId: 'build',
      projectPath: '/home/user/search',
      task: 'cargo build --release',
      startedAt: Date.now() - 47_000,
      ...root(53_004),
    }),
  ];
}

function root(pid: number): Pick<RunRecord, 'root'> {
  return { root: { pid, birth: `boot-${pid}` } };
}

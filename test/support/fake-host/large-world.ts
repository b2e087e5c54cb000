import type { BlockUsage, TrackedProcess } from '../../../src/host/wire/index.js';
import { fakeBlock, fakePane, fakeProcess } from './fake-processes.js';
import { emptyWorld, type FakeWorld } from './fake-world.js';

const names = ['node', 'esbuild', 'python3', 'rg', 'git', 'make', 'cc1plus', 'cargo', 'vite', 'sleep'];

/** So many panes, with as many processes in all, in trees three deep. */
export function largeWorld(paneCount: number, processCount: number): FakeWorld {
  const world = emptyWorld();
  const each = processCount / paneCount;
  for (let pane = 0; pane < paneCount; pane += 1) {
    const blockId = `pane-${pane}`;
    const first = 10_000 + pane * each;
    const processes = Array.from({ length: each }, (_, at) => processAt(first, at, pane));
    world.blocks.set(blockId, fakeBlock(blockId, processes));
    world.panes.set(blockId, fakePane(blockId, { title: `shell ${pane}`, pid: first }));
    world.screens.set(blockId, `shell ${pane}\r\n$ `);
  }
  return { ...world, usage: (blockId) => usageOf(world, blockId) };
}

function processAt(first: number, at: number, pane: number): TrackedProcess {
  if (at === 0) return fakeProcess({ pid: first, ppid: 1, command: '/bin/bash', role: 'root' });
  const ppid = at < 4 ? first : first + 1 + (at % 3);
  const command = `${names[at % names.length]} --job ${at} --of ${pane}`;
  return fakeProcess({ pid: first + at, ppid, command, runId: 1_000_000 + pane, ageMs: at * 1000 });
}

/** Other figures each time, so that every row has something new to paint. */
function usageOf(world: FakeWorld, blockId: string): BlockUsage | undefined {
  const block = world.blocks.get(blockId);
  if (block === undefined) return undefined;
  const processes = block.processes.map(({ pid, birth }) => ({
    pid,
    birth,
    cpuPercent: Math.random() * 20,
    residentBytes: 4_000_000 + Math.random() * 90_000_000,
  }));
  return {
    blockId,
    observedAt: Date.now(),
    processCount: processes.length,
    peakProcessCount: processes.length,
    cpuPercent: sum(processes.map(({ cpuPercent }) => cpuPercent)),
    residentBytes: sum(processes.map(({ residentBytes }) => residentBytes)),
    ports: [],
    processes,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

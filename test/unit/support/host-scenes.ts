import { viewFromSnapshot } from '../../../src/host/client/from-snapshot.js';
import { addUsage, emptyUsage } from '../../../src/host/client/usage-cache.js';
import type { Block } from '../../../src/host/wire/block.js';
import type { Leftover } from '../../../src/host/wire/leftover.js';
import type { Pane } from '../../../src/host/wire/pane.js';
import type { TrackedProcess } from '../../../src/host/wire/process.js';
import type { RunRecord } from '../../../src/host/wire/run.js';
import type { Snapshot } from '../../../src/host/wire/to-client.js';
import type { BlockUsage } from '../../../src/host/wire/usage.js';
import type { Scene } from '../../../src/cli/top/scene.js';

/** When the scenes are looked at. */
export const sceneTime = 1_700_000_100_000;

export function block(
  blockId: string,
  processes: readonly TrackedProcess[],
  differences: Partial<Block> = {},
): Block {
  return {
    blockId,
    generation: 1,
    blockSeq: 0,
    state: 'open',
    confidence: 'high',
    reasons: [],
    isFrozen: false,
    processes,
    ...differences,
  };
}

export function pane(blockId: string, differences: Partial<Pane> = {}): Pane {
  return {
    blockId,
    generation: 1,
    titleFrom: 'given',
    program: 'bash',
    title: `title of ${blockId}`,
    command: '/bin/bash',
    cwd: '/work',
    cols: 80,
    rows: 24,
    resizes: 0,
    state: 'running',
    pid: 10,
    openedAt: sceneTime - 5000,
    ...differences,
  };
}

export function run(runId: number, differences: Partial<RunRecord> = {}): RunRecord {
  return {
    blockId: 'a',
    generation: 1,
    runId,
    hostRunId: undefined,
    kind: 'agent',
    agentId: 'agent',
    agentName: undefined,
    sessionId: `temp_${runId}`,
    task: undefined,
    model: undefined,
    projectPath: undefined,
    metadata: {},
    status: 'running',
    outcome: undefined,
    exitCode: undefined,
    startError: undefined,
    signal: undefined,
    root: undefined,
    startedAt: sceneTime - 60_000,
    endedAt: undefined,
    ...differences,
  };
}

export function leftover(blockId: string, processes: readonly TrackedProcess[]): Leftover {
  const from = { generation: 1, backend: 'fake', instance: 'i', hostPid: 99, runIds: [] };
  return { leftoverId: `i/${blockId}`, blockId, ...from, processes };
}

export function snapshot(blocks: readonly Block[], differences: Partial<Snapshot> = {}): Snapshot {
  return {
    type: 'snapshot',
    instance: 'i',
    seq: 0,
    host: {
      instance: 'i',
      version: '0',
      pid: 1,
      platform: 'linux',
      startedAt: 0,
      cwd: '/',
      store: 'off',
      backend: {
        name: 'fake',
        confidence: 'high',
        guarantees: [],
        downgrades: [],
        reasons: [],
        features: {},
      },
    },
    panes: blocks.map(({ blockId }) => pane(blockId)),
    blocks,
    runs: [],
    leftovers: [],
    ...differences,
  };
}

/** What processes of a block use, by PID, in percent of a core and bytes. */
export function usage(
  { blockId, processes }: Block,
  of: Readonly<Record<number, readonly [cpuPercent: number, residentBytes: number]>>,
  differences: Partial<BlockUsage> = {},
): BlockUsage {
  const samples = processes.flatMap(({ pid, birth }) => {
    const [cpuPercent, residentBytes] = of[pid] ?? [];
    return cpuPercent === undefined ? [] : [{ pid, birth, cpuPercent, residentBytes }];
  });
  const sum = (key: 'cpuPercent' | 'residentBytes') =>
    samples.reduce((total, sample) => total + (sample[key] ?? 0), 0);
  return {
    blockId,
    observedAt: sceneTime,
    processCount: processes.length,
    peakProcessCount: processes.length,
    cpuPercent: sum('cpuPercent'),
    residentBytes: sum('residentBytes'),
    processes: samples,
    ...differences,
  };
}

export function scene(
  blocks: readonly Block[],
  { usages = [], ...differences }: Partial<Scene> & { readonly usages?: readonly BlockUsage[] } = {},
): Scene {
  return {
    host: viewFromSnapshot(snapshot(blocks), undefined),
    usage: addUsage(emptyUsage, usages),
    status: { kind: 'open' },
    now: sceneTime,
    size: { cols: 80, rows: 24 },
    ownPid: 1,
    ...differences,
  };
}

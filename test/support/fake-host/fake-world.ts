import type {
  Block,
  BlockUsage,
  HostEvent,
  HostInfo,
  Leftover,
  Pane,
  RunRecord,
  TrackedProcess,
} from '../../../src/host/wire/index.js';

/** What a fake host shows. Everything in it can be changed; clients hear of it only through events. */
export interface FakeWorld {
  readonly host: HostInfo;
  readonly panes: Map<string, Pane>;
  readonly blocks: Map<string, Block>;
  readonly runs: Map<number, RunRecord>;
  leftovers: readonly Leftover[];
  /** What the terminal of a pane shows. */
  readonly screens: Map<string, string>;
  /** What a run has printed. */
  readonly outputs: Map<number, string>;
  usage(blockId: string): BlockUsage | undefined;
}

export const hostInfo: HostInfo = {
  instance: 'fake-1',
  version: '0.1.0',
  pid: 4021,
  platform: 'linux',
  startedAt: 0,
  cwd: '/home/user/project',
  onExit: 'kill',
  store: 'on',
  backend: {
    name: 'linux-cgroup',
    confidence: 'high',
    guarantees: [],
    downgrades: [],
    reasons: [],
    features: {},
  },
};

export function emptyWorld(): FakeWorld {
  return {
    host: { ...hostInfo, startedAt: Date.now() },
    panes: new Map(),
    blocks: new Map(),
    runs: new Map(),
    leftovers: [],
    screens: new Map(),
    outputs: new Map(),
    usage: () => undefined,
  };
}

/** Keeps a world in step with what is told of it, so that a client that comes later sees the same. */
export function applyToWorld(world: FakeWorld, event: HostEvent): void {
  if ('pane' in event) world.panes.set(event.pane.blockId, event.pane);
  if ('run' in event) world.runs.set(event.run.runId, event.run);
  if (event.type === 'leftovers-changed') world.leftovers = event.leftovers;
  if (event.type === 'pane-closed') world.panes.delete(event.blockId);
  if (event.type === 'block-closed') world.blocks.delete(event.blockId);
  if (event.type === 'block-opened') world.blocks.set(event.blockId, openedBlock(event));
  if (event.type === 'frozen-changed') change(world, event.blockId, { isFrozen: event.isFrozen });
  if (event.type === 'confidence-changed') {
    change(world, event.blockId, { confidence: event.to, reasons: event.reasons });
  }
  if ('process' in event) applyProcess(world, event);
}

function change(world: FakeWorld, blockId: string, entries: Partial<Block>): void {
  const block = world.blocks.get(blockId);
  if (block !== undefined) world.blocks.set(blockId, { ...block, ...entries });
}

type ProcessEvent = Extract<HostEvent, { readonly process: TrackedProcess }>;

function applyProcess(world: FakeWorld, { type, blockId, blockSeq, process }: ProcessEvent): void {
  const others = (world.blocks.get(blockId)?.processes ?? []).filter((one) => !isSame(one, process));
  const processes = type === 'process-exited' ? others : [...others, process];
  change(world, blockId, { blockSeq, processes });
}

function isSame(a: TrackedProcess, b: TrackedProcess): boolean {
  return a.pid === b.pid && a.birth === b.birth;
}

function openedBlock(event: Extract<HostEvent, { readonly type: 'block-opened' }>): Block {
  const { blockId, generation, confidence, reasons } = event;
  return {
    blockId,
    generation,
    confidence,
    reasons,
    blockSeq: 0,
    state: 'open',
    isFrozen: false,
    processes: [],
  };
}

import type { Block, Pane, TrackedProcess } from '../../../src/host/wire/index.js';

export interface ProcessSketch {
  readonly pid: number;
  readonly ppid: number;
  readonly command: string;
  /** Default: the last part of the first word of the command. */
  readonly name?: string;
  readonly role?: TrackedProcess['role'];
  readonly runId?: number;
  readonly ageMs?: number;
  readonly lifetime?: TrackedProcess['lifetime'];
  readonly escapedTo?: string;
}

export function fakeProcess(sketch: ProcessSketch): TrackedProcess {
  const { pid, ppid, command, role = 'started', ageMs = 60_000, lifetime = 'pane' } = sketch;
  return {
    pid,
    birth: `boot-${pid}`,
    ppid,
    name: sketch.name ?? (command.split(' ')[0] ?? '').split('/').at(-1) ?? '',
    command,
    startedAt: Date.now() - ageMs,
    processGroup: pid,
    systemSession: 1000,
    role,
    runId: sketch.runId,
    evidence: ['container'],
    lifetime,
    escapedTo: sketch.escapedTo,
  };
}

export function fakeBlock(
  blockId: string,
  processes: readonly TrackedProcess[],
  entries: Partial<Block> = {},
): Block {
  return {
    blockId,
    generation: 1,
    blockSeq: processes.length,
    state: 'open',
    confidence: 'high',
    reasons: [],
    isFrozen: false,
    processes,
    ...entries,
  };
}

export function fakePane(blockId: string, entries: Partial<Pane> = {}): Pane {
  return {
    blockId,
    generation: 1,
    title: blockId,
    titleFrom: 'given',
    program: 'bash',
    command: '/bin/bash',
    cwd: '/home/user/project',
    cols: 80,
    rows: 24,
    resizes: 0,
    state: 'running',
    pid: 1000,
    openedAt: Date.now() - 60_000,
    ...entries,
  };
}

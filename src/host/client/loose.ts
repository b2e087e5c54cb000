import type { RunRecord } from '../wire/run.js';
import type { TrackedProcess } from '../wire/process.js';
import { keyOf } from './identity.js';
import type { BlockState, HostView } from './host-view.js';
import { isAlive } from './run-words.js';

/**
 * A process that goes on without who started it. `left-behind`: its run has ended. `detached`: its parent has ended, or it has
 * a session of its own (setsid(2)), so that no hang-up of the terminal reaches it.
 */
export type Loose = 'detached' | 'left-behind';

/** By identity; what is kept or has escaped has a name of its own. */
export type LooseProcesses = ReadonlyMap<string, Loose>;

export const looseWords: Readonly<Record<Loose, string>> = {
  detached: 'detached',
  'left-behind': 'left behind',
};

export const looseMeanings: Readonly<Record<Loose, string>> = {
  detached: 'Its parent has ended, or it has a session of its own',
  'left-behind': 'Its run has ended, and it goes on',
};

export function looseProcesses({ blocks, runs }: Pick<HostView, 'blocks' | 'runs'>): LooseProcesses {
  const loose = new Map<string, Loose>();
  for (const block of blocks.values()) {
    for (const [process, kind] of looseIn(block, runs)) loose.set(keyOf(process), kind);
  }
  return loose;
}

export function* looseIn(
  { processes }: Pick<BlockState, 'processes'>,
  runs: ReadonlyMap<number, RunRecord>,
): Generator<readonly [TrackedProcess, Loose], undefined> {
  const pids = new Set(Array.from(processes.values(), ({ pid }) => pid));
  for (const process of processes.values()) {
    if (process.lifetime === 'kept' || process.escapedTo !== undefined) continue;
    const kind = looseness(process, pids, runs);
    if (kind !== undefined) yield [process, kind];
  }
}

function looseness(
  { pid, ppid, role, runId, systemSession }: TrackedProcess,
  pids: ReadonlySet<number>,
  runs: ReadonlyMap<number, RunRecord>,
): Loose | undefined {
  const run = runId === undefined ? undefined : runs.get(runId);
  if (run !== undefined && !isAlive(run)) return 'left-behind';
  const isOnItsOwn = !pids.has(ppid) || systemSession === pid;
  return role === 'started' && isOnItsOwn ? 'detached' : undefined;
}

import type { BlockDescription, DescribedRun, NameCount, PaneTracker } from './api.js';
import { isPromptShell } from './prompt-shell.js';
import type { Run, RunStatus } from './run-api.js';
import type { TrackedProcess } from './tracked-process.js';

const ended: ReadonlySet<RunStatus> = new Set(['stopped', 'crashed', 'zombie']);

/** Names and counts for a prompt, from a list just read. `runs`: those of all blocks. */
export function describeBlock(
  { blockId, generation, confidence }: Pick<PaneTracker, 'blockId' | 'generation' | 'confidence'>,
  processes: readonly TrackedProcess[],
  runs: readonly Pick<Run, 'record'>[],
): BlockDescription {
  const isOfBlock = ({ record }: Pick<Run, 'record'>) =>
    record.blockId === blockId && record.generation === generation;
  const count = (isCounted: (process: TrackedProcess) => boolean) => processes.filter(isCounted).length;
  return {
    blockId,
    confidence,
    counts: {
      root: count(({ role }) => role === 'root'),
      plumbing: count(({ role }) => role === 'plumbing'),
      started: count(({ role }) => role === 'started'),
      kept: count(({ lifetime }) => lifetime === 'kept'),
    },
    started: countNames(processes.filter(({ role }) => role === 'started')),
    working: countNames(processes.filter(isWorking)),
    serves: servedBlocks(blockId, processes).flatMap((served) => countServed(served, processes)),
    runs: runs.filter(isOfBlock).flatMap((run) => describeRun(run, processes)),
  };
}

/** The other blocks that asked for some of these. */
function servedBlocks(own: string, processes: readonly TrackedProcess[]): readonly string[] {
  const served = new Set(processes.flatMap(({ startedFor }) => startedFor?.blockId ?? []));
  served.delete(own);
  return [...served];
}

function countServed(blockId: string, processes: readonly TrackedProcess[]): BlockDescription['serves'] {
  const served = processes.filter(({ startedFor }) => startedFor?.blockId === blockId);
  return countNames(served).map(({ name, count }) => ({ name, count, blockId }));
}

/** Whether closing the pane interrupts anything: a kept process lives on, a launcher and a prompt do nothing. */
function isWorking({ role, lifetime, command }: TrackedProcess): boolean {
  return role !== 'plumbing' && lifetime !== 'kept' && !isPromptShell(command);
}

/** Undescribed: a run that has ended and left nothing. */
function describeRun(
  { record }: Pick<Run, 'record'>,
  processes: readonly TrackedProcess[],
): readonly DescribedRun[] {
  const { runId, kind, agentName, sessionId, task, status } = record;
  const count = processes.filter((process) => process.runId === runId).length;
  if (ended.has(status) && count === 0) return [];
  return [{ runId, kind, agentName, sessionId, task, status, processes: count }];
}

/** Most frequent first. */
function countNames(processes: readonly TrackedProcess[]): readonly NameCount[] {
  const counts = new Map<string, number>();
  for (const { name } of processes) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).toSorted((a, b) => b.count - a.count);
}

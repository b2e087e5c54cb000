import type { BlockDescription, PaneTracker } from './api.js';
import type { TrackedProcess } from './tracked-process.js';

/** Names and counts for a prompt, from a list just read. */
export function describeBlock(
  { blockId, confidence }: Pick<PaneTracker, 'blockId' | 'confidence'>,
  processes: readonly TrackedProcess[],
): BlockDescription {
  const count = (isCounted: (process: TrackedProcess) => boolean) => processes.filter(isCounted).length;
  const names = new Map<string, number>();
  for (const { name, role } of processes) if (role === 'started') names.set(name, (names.get(name) ?? 0) + 1);
  return {
    blockId,
    confidence,
    counts: {
      root: count(({ role }) => role === 'root'),
      plumbing: count(({ role }) => role === 'plumbing'),
      started: count(({ role }) => role === 'started'),
      kept: count(({ lifetime }) => lifetime === 'kept'),
    },
    started: [...names]
      .map(([name, times]) => ({ name, count: times }))
      .toSorted((a, b) => b.count - a.count),
  };
}

import type { ProcessRef } from '../../contract.js';
import type { ProcessTracker } from './process-tracker.js';

/**
 * Signals whole groups and trees of those that are to be ended, by ways the source has. A group or a tree in which
 * somebody is not to be killed is nobody's to kill as a whole.
 */
export async function groupKill(
  { source, entries }: ProcessTracker,
  targets: readonly ProcessRef[],
  signal: 'SIGSTOP' | 'SIGKILL',
): Promise<void> {
  const pids = new Set(targets.map(({ pid }) => pid));
  const others = [...entries.values()].filter(({ pid }) => !pids.has(pid));
  if (source.signalGroup !== undefined) {
    const spared = new Set(others.map(({ group }) => group));
    const leaders = [...pids].filter((pid) => entries.get(pid)?.group === pid && !spared.has(pid));
    for (const leader of leaders) source.signalGroup(leader, signal);
  }
  if (source.endTree !== undefined && signal === 'SIGKILL') {
    const spared = new Set(others.map(({ ppid }) => ppid));
    const tops = [...pids].filter((pid) => !pids.has(entries.get(pid)?.ppid ?? 0) && !spared.has(pid));
    await Promise.all(tops.map(source.endTree));
  }
}

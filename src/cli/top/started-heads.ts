import type { TrackedProcess } from '../../host/wire/process.js';

/** Of what was started and would end with the pane: those that no other one of them has started. */
export function startedHeads(members: Iterable<TrackedProcess>): readonly TrackedProcess[] {
  const started = [...members].filter(
    ({ role, lifetime, escapedTo }) => role === 'started' && lifetime === 'pane' && escapedTo === undefined,
  );
  const pids = new Set(started.map(({ pid }) => pid));
  return started.filter(({ pid, ppid }) => ppid === pid || !pids.has(ppid));
}

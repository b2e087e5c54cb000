import type { HistoryEntry, HostEvent } from '../../../src/host/wire/index.js';

/** What a store would have written down of an event. */
export function historyOf(event: HostEvent, id: number): HistoryEntry | undefined {
  if (event.type !== 'process-added' && event.type !== 'process-exited') return undefined;
  const { blockId, generation, process } = event;
  const { pid, birth, name, runId } = process;
  const subject = { id, subject: 'process', host: 'here', blockId, generation, runId, name } as const;
  const entry = { ...subject, process: { pid, birth } };
  if (event.type === 'process-added') {
    return { ...entry, at: Date.now(), event: 'registered', newStatus: 'running' };
  }
  const { observedAt: at, reason: exitReason, exitCode, signal } = event;
  const change = { event: 'status_changed', oldStatus: 'running', newStatus: 'stopped' } as const;
  return { ...entry, ...change, at, exitReason, exitCode, signal };
}

interface Page {
  readonly before?: number;
  readonly limit?: number;
}

/** As a store answers: newest first. */
export function historyPage(
  history: readonly HistoryEntry[],
  { before = Infinity, limit = 100 }: Page,
): readonly HistoryEntry[] {
  return history
    .filter(({ id }) => id < before)
    .toReversed()
    .slice(0, limit);
}

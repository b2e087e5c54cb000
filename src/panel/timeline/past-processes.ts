import { keyOf } from '../../host/client/identity.js';
import type { EndedProcess } from '../../host/client/host-view.js';
import type { HistoryEntry } from '../../host/wire/history.js';
import type { TrackedProcess } from '../../host/wire/process.js';

/** One that has ended, as far as a bar tells of it. */
export interface PastProcess extends Pick<EndedProcess, 'key' | 'blockId'> {
  readonly process: Pick<TrackedProcess, 'pid' | 'name' | 'runId' | 'escapedTo'> & {
    /** `undefined`: the store has forgotten it. */
    readonly command: string | undefined;
  };
  /** `undefined`: before the oldest entry. */
  readonly from: number | undefined;
  readonly end: BarEnd;
}
export type BarEnd = Pick<EndedProcess, 'reason' | 'exitCode' | 'signal' | 'noticedAt'>;

/** Those whose last news is that they ended, of entries newest first. */
export function pastProcesses(entries: readonly HistoryEntry[]): readonly PastProcess[] {
  const lives = new Map<string, PastProcess | 'goes-on'>();
  for (const entry of entries) {
    // Without a block it was registered by hand, and has no row on the timeline.
    if (entry.blockId === undefined || entry.subject !== 'process' || entry.process === undefined) continue;
    const key = keyOf(entry.process);
    const life = lives.get(key) ?? endOf(entry, key);
    if (life === undefined) continue;
    // One that was lost and is seen again is registered again: the oldest time is when it was seen first.
    const isBegin = entry.event === 'registered' && life !== 'goes-on';
    lives.set(key, isBegin ? { ...life, from: entry.at } : life);
  }
  return [...lives.values()].filter((life) => life !== 'goes-on');
}

function endOf(entry: HistoryEntry, key: string): PastProcess | 'goes-on' | undefined {
  const { event, at, process, name = '', command, blockId, runId, exitReason, exitCode, signal } = entry;
  if (event === 'registered') return 'goes-on';
  if (exitReason === undefined || process === undefined || blockId === undefined) return undefined;
  return {
    key,
    blockId,
    process: { pid: process.pid, name, command, runId, escapedTo: undefined },
    from: undefined,
    end: { reason: exitReason, exitCode, signal, noticedAt: at },
  };
}

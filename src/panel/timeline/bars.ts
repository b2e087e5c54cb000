import type { TrackedProcess } from '../../host/wire/process.js';
import { keyOf } from '../../host/client/identity.js';
import type { EndedProcess, HostView } from '../../host/client/host-view.js';
import type { BarEnd, PastProcess } from './past-processes.js';

/** One process over time, in milliseconds since the epoch. */
export interface Bar {
  readonly kind: 'bar';
  readonly key: string;
  readonly process: PastProcess['process'];
  /** `undefined`: not known, and before what is shown. */
  readonly from: number | undefined;
  /** `undefined`: still alive. */
  readonly end: BarEnd | undefined;
}
interface BarHeading {
  readonly kind: 'heading';
  readonly key: string;
  readonly blockId: string;
  readonly count: number;
}
export type TimelineRow = Bar | BarHeading;

/**
 * One line for each process that lived in the span, block by block, oldest first. `past` is what the store knows; what
 * was told while we looked goes before it.
 */
export function timelineRows(
  state: HostView,
  since: number,
  past: readonly PastProcess[] = [],
): readonly TimelineRow[] {
  const endedByBlock = grouped(endedOnce(state, past).filter(({ end }) => end.noticedAt > since));
  const blockIds = new Set([...state.blocks.keys(), ...endedByBlock.keys()]);
  const rows: TimelineRow[] = [];
  for (const blockId of blockIds) {
    const alive = [...(state.blocks.get(blockId)?.processes.values() ?? [])];
    const bars = alive.map(barOf).concat(endedByBlock.get(blockId) ?? []);
    if (bars.length === 0) continue;
    rows.push({ kind: 'heading', key: `block ${blockId}`, blockId, count: bars.length });
    rows.push(...bars.toSorted(byStart));
  }
  return rows;
}

/** Where in the span a moment is, from 0 at its beginning to 1 now. */
export function placeOf(moment: number | undefined, since: number, now: number): number {
  if (moment === undefined) return 0;
  return Math.min(1, Math.max(0, (moment - since) / (now - since)));
}

export interface TimeMark {
  readonly place: number;
  readonly agoMs: number;
}

const niceSteps = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map((seconds) => seconds * 1000);

/** At most six marks at whole steps back from now. */
export function timeMarks(spanMs: number): readonly TimeMark[] {
  const stepMs = niceSteps.find((step) => spanMs / step <= 6) ?? spanMs;
  const count = Math.floor(spanMs / stepMs);
  return Array.from({ length: count }, (_, at) => {
    const agoMs = (count - at) * stepMs;
    return { agoMs, place: 1 - agoMs / spanMs };
  });
}

/** Each identity once, as it ended last, and not one that lives: it may have been lost and be seen again. */
function endedOnce({ blocks, ended }: HostView, past: readonly PastProcess[]): readonly PastProcess[] {
  const all = [...past, ...ended.map(seenToEnd)];
  const alive = new Set<string>();
  for (const { processes } of blocks.values()) for (const key of processes.keys()) alive.add(key);
  return [...new Map(all.map((one) => [one.key, one])).values()].filter(({ key }) => !alive.has(key));
}

function seenToEnd(one: EndedProcess): PastProcess {
  const { key, blockId, process } = one;
  return { key, blockId, process, from: process.startedAt, end: one };
}

function barOf(process: TrackedProcess): Bar {
  return { kind: 'bar', key: keyOf(process), process, from: process.startedAt, end: undefined };
}

function byStart(a: Bar, b: Bar): number {
  return (a.from ?? 0) - (b.from ?? 0);
}

function grouped(ended: readonly PastProcess[]): ReadonlyMap<string, readonly Bar[]> {
  const groups = new Map<string, Bar[]>();
  for (const { blockId, key, process, from, end } of ended) {
    const group = groups.get(blockId) ?? [];
    group.push({ kind: 'bar', key, process, from, end });
    groups.set(blockId, group);
  }
  return groups;
}

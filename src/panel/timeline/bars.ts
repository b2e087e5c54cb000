import type { TrackedProcess } from '../../host/wire/process.js';
import { keyOf } from '../../host/client/identity.js';
import type { EndedProcess, HostView } from '../../host/client/host-view.js';

/** One process over time, in milliseconds since the epoch. */
export interface Bar {
  readonly kind: 'bar';
  readonly key: string;
  readonly process: TrackedProcess;
  /** `undefined`: not known, and before what is shown. */
  readonly from: number | undefined;
  /** `undefined`: still alive. */
  readonly ended: EndedProcess | undefined;
}
interface BarHeading {
  readonly kind: 'heading';
  readonly key: string;
  readonly blockId: string;
  readonly count: number;
}
export type TimelineRow = Bar | BarHeading;

/** One line for each process that lived in the span, block by block, oldest first. */
export function timelineRows(state: HostView, since: number): readonly TimelineRow[] {
  const endedByBlock = grouped(state.ended.filter((one) => one.noticedAt > since));
  const blockIds = new Set([...state.blocks.keys(), ...endedByBlock.keys()]);
  const rows: TimelineRow[] = [];
  for (const blockId of blockIds) {
    const alive = [...(state.blocks.get(blockId)?.processes.values() ?? [])];
    const bars = alive.map(barOf).concat((endedByBlock.get(blockId) ?? []).map(endedBar));
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

function barOf(process: TrackedProcess): Bar {
  return { kind: 'bar', key: keyOf(process), process, from: process.startedAt, ended: undefined };
}

function endedBar(ended: EndedProcess): Bar {
  return {
    kind: 'bar',
    key: `${ended.key} ended`,
    process: ended.process,
    from: ended.process.startedAt,
    ended,
  };
}

function byStart(a: Bar, b: Bar): number {
  return (a.from ?? 0) - (b.from ?? 0);
}

function grouped(ended: readonly EndedProcess[]): ReadonlyMap<string, readonly EndedProcess[]> {
  const groups = new Map<string, EndedProcess[]>();
  for (const one of ended) {
    const group = groups.get(one.blockId) ?? [];
    group.push(one);
    groups.set(one.blockId, group);
  }
  return groups;
}

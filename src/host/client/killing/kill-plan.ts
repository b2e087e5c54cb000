import type { NamedProcess } from '../../wire/kill.js';
import type { TrackedProcess } from '../../wire/process.js';
import type { HostView } from '../host-view.js';
import { looseIn } from '../loose.js';
import { subtreeOf } from '../process-tree.js';
import { runLabel } from '../run-words.js';
import { titleOf } from '../titles.js';
import { processes } from '../words.js';
import type { KillAsk } from './kill-ask.js';
import { killWords, type KillWords } from './kill-words.js';
import { subjectOf } from './subject.js';

/** What will come of a kill, as far as can be told before. */
export interface KillPlan extends KillWords {
  /** Those that end or get the signal. */
  readonly dying: readonly TrackedProcess[];
  /** Hung up with them, unless they handle that; known once the host was asked. */
  readonly hungUp?: readonly NamedProcess[];
  /** Left alone, though one might think otherwise. */
  readonly staying: readonly TrackedProcess[];
}

type WorkOrigin = NonNullable<TrackedProcess['startedFor']>;
type Fates = Pick<KillPlan, 'dying' | 'staying'>;

export function killPlan(host: HostView | undefined, ask: KillAsk): KillPlan {
  const words = killWords(ask, subjectOf(host, ask));
  const fates = fatesOf(host, ask);
  return { ...words, explanation: `${words.explanation}${servedWords(host, fates.dying, ask)}`, ...fates };
}

/** Names the work of other panes and runs that ends as well, because a daemon of this one does it. */
function servedWords(host: HostView | undefined, dying: readonly TrackedProcess[], ask: KillAsk): string {
  const places = new Map<string, string[]>();
  for (const { name, startedFor } of dying) {
    if (startedFor === undefined || (ask.kind === 'run' && startedFor.runId === ask.runId)) continue;
    const place = placeOf(host, startedFor);
    places.set(place, [...(places.get(place) ?? []), name]);
  }
  return [...places].map(([place, names]) => ` Also serves ${place}: ${names.join(', ')}.`).join('');
}

function placeOf(host: HostView | undefined, { blockId, runId }: WorkOrigin): string {
  const pane = host === undefined ? blockId : titleOf(host, blockId);
  return runId === undefined ? `pane “${pane}”` : `run ${runLabel(runId)} in pane “${pane}”`;
}

function fatesOf(host: HostView | undefined, ask: KillAsk): Fates {
  switch (ask.kind) {
    case 'process':
    case 'signal':
      return { dying: [ask.process], staying: childrenOf(ask.process, membersOf(host, ask.blockId)) };
    // Whoever names a process means it, kept or not; what is kept below another one is spared.
    case 'subtree': {
      const inside = subtreeOf(ask.process, membersOf(host, ask.blockId));
      const detached = detachedFrom(host, ask, inside);
      if (!endsWithPane(ask.process)) return { dying: inside, staying: detached };
      const { dying, staying } = unlessKept(inside);
      return { dying, staying: [...staying, ...detached] };
    }
    case 'block':
    case 'pane':
      return unlessKept(membersOf(host, ask.blockId));
    case 'run':
      return unlessKept(membersOfRun(host, ask.runId));
    case 'leftover':
  }
  const leftover = host?.leftovers.find(({ leftoverId }) => leftoverId === ask.leftoverId);
  return unlessKept(leftover?.processes ?? []);
}

/** What may have come from it and no longer descends from it: younger, of the same run, and on its own. */
function detachedFrom(
  host: HostView | undefined,
  { blockId, process }: Extract<KillAsk, { readonly kind: 'subtree' }>,
  inside: readonly TrackedProcess[],
): readonly TrackedProcess[] {
  const block = host?.blocks.get(blockId);
  if (host === undefined || block === undefined) return [];
  const { startedAt = Infinity, runId } = process;
  const members = [...block.processes.values()];
  return Array.from(looseIn(block, host.runs), ([one]) => one).filter(
    (one) =>
      !inside.includes(one) &&
      one.runId === runId &&
      (one.startedAt ?? 0) >= startedAt &&
      !subtreeOf(one, members).includes(process),
  );
}

/** What is said above those that end or get the signal. */
export function dyingHeading({ dying }: KillPlan, { kind }: KillAsk): string {
  if (dying.length === 0) return 'Nothing runs';
  return `${kind === 'signal' ? 'Gets the signal' : 'Ends'}: ${processes(dying.length)}`;
}

/** What is said above those that a hang-up takes along. */
export function hungUpHeading(hungUp: readonly NamedProcess[]): string {
  return `Hung up with it: ${processes(hungUp.length)}`;
}

/** What is said above those that are left alone. */
export function stayingHeading({ staying }: KillPlan): string {
  const areKept = staying.every(({ lifetime }) => lifetime === 'kept');
  return `${areKept ? 'Kept, and left alone' : 'Goes on'}: ${processes(staying.length)}`;
}

function unlessKept(members: readonly TrackedProcess[]): Fates {
  return {
    dying: members.filter(endsWithPane),
    staying: members.filter((process) => !endsWithPane(process)),
  };
}

function endsWithPane({ lifetime, escapedTo }: TrackedProcess): boolean {
  return lifetime === 'pane' && escapedTo === undefined;
}

function membersOfRun(host: HostView | undefined, runId: number): readonly TrackedProcess[] {
  const run = host?.runs.get(runId);
  return run === undefined ? [] : membersOf(host, run.blockId).filter((process) => process.runId === runId);
}

function membersOf(host: HostView | undefined, blockId: string): readonly TrackedProcess[] {
  return [...(host?.blocks.get(blockId)?.processes.values() ?? [])];
}

function childrenOf({ pid }: TrackedProcess, members: readonly TrackedProcess[]): readonly TrackedProcess[] {
  return members.filter(({ ppid }) => ppid === pid);
}

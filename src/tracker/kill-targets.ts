import type {
  Container,
  EndOutcome,
  HangUp,
  MemberRecord,
  ProcessRef,
  Vitality,
} from '../platform/contract.js';
import { closure, type Lineage } from './ancestry.js';
import type { KillTarget } from './escalation.js';
import type { TrackedProcess } from './tracked-process.js';

/** What a kill has to know of the block besides its container. */
export interface KillScope {
  readonly container: Container;
  /** The members now, told to whoever listens. */
  readonly look: (depth: 'changes' | 'all') => Promise<readonly MemberRecord[]>;
  /** The members as last told, with redacted command lines. */
  readonly published: () => readonly TrackedProcess[];
  readonly lineage: Lineage;
  /** The host and its ancestors: never signalled, in any backend. This is the one place that sees to it. */
  readonly protectedPids: ReadonlySet<number>;
  /** Who is hung up when this process ends; undefined where the system does not tell. */
  readonly hungUpWith: (pid: number) => Promise<HangUp | undefined>;
  /** Called before something is signalled, so that its exit is told as a kill. */
  readonly onSignal: (processes: readonly ProcessRef[]) => void;
}

/** Everything that ends with the pane, or what a run of it has started. */
export function wholeBlock(scope: KillScope, runId?: number): KillTarget {
  const { container, look, protectedPids } = scope;
  /** The host may have been moved in: then no kill may reach the block as a whole. */
  let holdsProtected = false;
  const isIn = (member: MemberRecord) => runId === undefined || member.runId === runId;
  const isTarget = (member: MemberRecord) =>
    endsWithPane(member) && isIn(member) && !protectedPids.has(member.pid);
  const remaining = async () => {
    const members = await look('changes');
    holdsProtected = members.some(({ pid }) => protectedPids.has(pid));
    return members.filter(isTarget);
  };
  return {
    remaining,
    isEmpty: async () =>
      (await container.isEmpty(runId)) || (holdsProtected && (await remaining()).length === 0),
    ask: (processes, signal) => ask(scope, processes, signal),
    force: async (processes, deadlineAt) => {
      scope.onSignal(processes);
      holdsProtected = (await protectedInside(scope)) !== undefined;
      if (holdsProtected) await container.endSelected((members) => members.filter(isTarget), deadlineAt);
      else await container.endAll(runId);
    },
  };
}

/**
 * One process and all that descends from it; what was once found to belong stays in, whatever its parent becomes.
 * Descendants that were kept or have left the block are spared, unless the root itself is one of them.
 */
export function subtree(scope: KillScope, root: ProcessRef): KillTarget {
  const { container, look, lineage } = scope;
  let found: readonly ProcessRef[] = [root];
  const select = (members: readonly MemberRecord[]) => {
    const inside = closure(members, found, lineage);
    found = [
      ...found,
      ...inside.filter(
        (member) => !found.some((ref) => ref.pid === member.pid && ref.birth === member.birth),
      ),
    ];
    return unlessSpared(inside, root).filter(({ pid }) => !scope.protectedPids.has(pid));
  };
  return {
    remaining: async () => select(await look('all')),
    // While waiting, parents as they were last read will do.
    isEmpty: async () => select(await look('changes')).length === 0,
    ask: (processes, signal) => ask(scope, processes, signal),
    force: async (processes, deadlineAt) => {
      scope.onSignal(processes);
      await container.endSelected(select, deadlineAt);
    },
  };
}

/** Of a subtree, those that its kill reaches. Pure. */
export function unlessSpared<T extends MemberRecord>(inside: readonly T[], root: ProcessRef): readonly T[] {
  const named = inside.find((member) => member.pid === root.pid);
  return named !== undefined && !endsWithPane(named) ? inside : inside.filter(endsWithPane);
}

/** One process and nothing else. `lastForce` is what the forced kill came to, undefined before it. */
export function single(
  scope: KillScope,
  ref: ProcessRef,
): KillTarget & { readonly lastForce: EndOutcome | undefined } {
  const { container } = scope;
  const isGone = async () => hasEnded(await container.vitality(ref));
  let lastForce: EndOutcome | undefined;
  return {
    get lastForce() {
      return lastForce;
    },
    remaining: async () => ((await isGone()) ? [] : [ref]),
    isEmpty: isGone,
    ask: (processes, signal) => ask(scope, processes, signal),
    force: async (processes, deadlineAt) => {
      scope.onSignal(processes);
      lastForce = await container.endOne(ref, deadlineAt);
    },
  };
}

function hasEnded(vitality: Vitality): boolean {
  return vitality === 'gone' || vitality === 'replaced';
}

/** Asked of the system right before a kill that would reach everything in the block. */
export async function protectedInside({ container, protectedPids }: KillScope): Promise<number | undefined> {
  for (const pid of protectedPids) if (await container.contains(pid)) return pid;
  return undefined;
}

export function endsWithPane(member: MemberRecord): boolean {
  return member.lifetime === 'pane' && member.escapedTo === undefined;
}

/** First the signal, then what lets a stopped or frozen process handle it. */
async function ask(
  scope: KillScope,
  processes: readonly ProcessRef[],
  signal: NodeJS.Signals,
): Promise<void> {
  scope.onSignal(processes);
  await scope.container.signal(processes, signal);
  await scope.container.wake(processes);
}

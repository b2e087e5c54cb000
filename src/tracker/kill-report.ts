import type { ProcessRef } from '../platform/contract.js';
import type { KillOptions, KillReport, Survivor } from './kill-api.js';
import { type Climb, climb, keyOf } from './kill-ladder.js';
import { type KillScope, wholeBlock } from './kill-targets.js';
import type { TrackedProcess } from './tracked-process.js';

export interface BlockEnd {
  readonly blockId: string;
  /** The members as published, asked after the kill. */
  readonly members: () => readonly TrackedProcess[];
}

const nothing: Climb = { seen: [], forced: [], remaining: [] };

/** Ends everything that ends with the pane and reports. Resolves whatever goes wrong on the way. */
export async function endBlock(
  scope: KillScope,
  { blockId, members }: BlockEnd,
  options?: KillOptions,
): Promise<KillReport> {
  const startedAt = performance.now();
  const problems: string[] = [];
  const { seen, forced, remaining } = await climb(wholeBlock(scope), options).catch((error: unknown) => {
    problems.push(error instanceof Error ? error.message : String(error));
    return nothing;
  });
  // Tells the exits, so that whoever awaits the report finds the snapshot agreeing with it.
  await scope.look('changes').catch((error: unknown) => problems.push(String(error)));
  const survivors = await Promise.all(
    [...remaining, ...protectedMembers(scope, members())].map((ref) => toSurvivor(scope, ref, members())),
  );
  const alive = new Set(survivors.map(keyOf));
  const hasEnded = (ref: ProcessRef) => !alive.has(keyOf(ref));
  return {
    blockId,
    status: survivors.length > 0 || problems.length > 0 ? 'survived' : seen.length > 0 ? 'ended' : 'empty',
    ended: seen.filter(hasEnded),
    forced: forced.filter(hasEnded).map(({ pid, birth }) => ({ pid, birth })),
    survivors,
    kept: members()
      .filter(({ lifetime }) => lifetime === 'kept')
      .map(({ pid, birth }) => ({ pid, birth })),
    problems,
    elapsedMs: performance.now() - startedAt,
  };
}

/** A report where there was nothing to do. */
export function emptyReport(blockId: string, status: KillReport['status']): KillReport {
  return { blockId, status, ended: [], forced: [], survivors: [], kept: [], problems: [], elapsedMs: 0 };
}

function protectedMembers(
  { protectedPids }: KillScope,
  members: readonly TrackedProcess[],
): readonly ProcessRef[] {
  return members.filter(({ pid }) => protectedPids.has(pid));
}

async function toSurvivor(
  scope: KillScope,
  ref: ProcessRef,
  members: readonly TrackedProcess[],
): Promise<Survivor> {
  const { pid, birth } = ref;
  const name = members.find((member) => member.pid === pid)?.name ?? String(pid);
  if (scope.protectedPids.has(pid)) return { pid, birth, name, reason: 'protected' };
  const vitality = await scope.container.vitality(ref);
  return { pid, birth, name, reason: vitality === 'uninterruptible' ? 'uninterruptible' : 'deadline' };
}

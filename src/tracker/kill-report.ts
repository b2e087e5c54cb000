import { killStepsBesideKept } from '../defaults.js';
import type { Confidence, ProcessRef } from '../platform/contract.js';
import { until } from '../platform/until.js';
import type { KillOptions, KillReport, Survivor } from './kill-api.js';
import { keyOf } from './ancestry.js';
import { type Escalation, escalate, deadlineOf } from './escalation.js';
import { escapedAmong, keptAmong, withNames } from './kill-names.js';
import { endsWithPane, type KillScope, protectedInside, wholeBlock } from './kill-targets.js';
import type { TrackedProcess } from './tracked-process.js';

export interface BlockEnd {
  readonly blockId: string;
  /** The run to end; undefined for the whole block. */
  readonly runId?: number | undefined;
  /** That of the list, asked after the kill. */
  readonly confidence: () => Confidence;
}

/** Ends everything that ends with the pane, or one run of it, and reports. Resolves whatever goes wrong on the way. */
export async function endBlock(
  kill: KillScope,
  { blockId, runId, confidence }: BlockEnd,
  options?: KillOptions,
): Promise<KillReport> {
  const scope = withNames(kill);
  const members = () => scope.published().filter((member) => runId === undefined || member.runId === runId);
  const startedAt = performance.now();
  const problems = new Set<string>();
  const note = (error: unknown) => void problems.add(error instanceof Error ? error.message : String(error));
  const beside = scope.published().some(isKept) ? { steps: killStepsBesideKept } : {};
  const { seen, forced, remaining } = await escalate(wholeBlock(scope, runId), {
    ...beside,
    ...options,
  }).catch((error: unknown) => {
    note(error);
    return forceBlindly(scope, members(), { runId, deadlineAt: startedAt + deadlineOf(options), note });
  });
  // Tells the exits, so that whoever awaits the report finds the snapshot agreeing with it. Escapees are searched for.
  await scope.look('all').catch(note);
  const survivors = await Promise.all(
    [...remaining, ...protectedMembers(scope, members())].map((ref) => toSurvivor(scope, ref, members())),
  );
  const alive = new Set(survivors.map(keyOf));
  const hasEnded = (ref: ProcessRef) => !alive.has(keyOf(ref));
  return {
    blockId,
    status: survivors.length > 0 || problems.size > 0 ? 'survived' : seen.length > 0 ? 'ended' : 'empty',
    ended: seen.filter(hasEnded).map((ref) => scope.names.of(ref)),
    forced: forced.filter(hasEnded).map((ref) => scope.names.of(ref)),
    survivors,
    kept: keptAmong(members()),
    escaped: escapedAmong(members()),
    problems: [...problems],
    elapsedMs: performance.now() - startedAt,
    confidence: confidence(),
  };
}

function isKept({ lifetime }: TrackedProcess): boolean {
  return lifetime === 'kept';
}

interface BlindForce {
  readonly runId: number | undefined;
  readonly deadlineAt: number;
  readonly note: (error: unknown) => void;
}

/** Where the list cannot be read: force all the same, then ask for each process that was published. */
async function forceBlindly(
  scope: KillScope,
  published: readonly TrackedProcess[],
  { runId, deadlineAt, note }: BlindForce,
): Promise<Escalation> {
  const { container } = scope;
  const seen = published.filter(endsWithPane);
  try {
    const pid = await protectedInside(scope);
    if (pid !== undefined) throw new Error(`PID ${pid} is in the block and must not be killed`);
    scope.onSignal(seen);
    await container.endAll(runId);
    await until(() => container.isEmpty(runId), deadlineAt);
  } catch (error) {
    note(error);
  }
  const vitalities = await Promise.all(seen.map((ref) => container.vitality(ref)));
  const remaining = seen.filter(
    (_, index) => vitalities[index] === 'alive' || vitalities[index] === 'uninterruptible',
  );
  return { seen: seen.map(({ pid, birth }) => ({ pid, birth })), forced: seen, remaining };
}

/** A report where there was nothing to do. */
export function emptyReport(
  blockId: string,
  status: KillReport['status'],
  { confidence = 'none', problems = [] }: Partial<Pick<KillReport, 'confidence' | 'problems'>> = {},
): KillReport {
  const nobody = { ended: [], forced: [], survivors: [], kept: [], escaped: [] };
  return { blockId, status, ...nobody, problems, elapsedMs: 0, confidence };
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
  const member = members.find((each) => each.pid === pid);
  const survivor = { pid, birth, name: member?.name ?? String(pid), runId: member?.runId };
  if (scope.protectedPids.has(pid)) return { ...survivor, reason: 'protected' };
  const vitality = await scope.container.vitality(ref);
  return { ...survivor, reason: vitality === 'uninterruptible' ? 'uninterruptible' : 'deadline' };
}

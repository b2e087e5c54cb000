import { defaultDeadlineMs, defaultKillSteps, gracefulShare } from '../defaults.js';
import type { ProcessRef } from '../platform/contract.js';
import { until } from '../platform/until.js';
import { keyOf } from './ancestry.js';
import type { KillOptions, KillStep } from './kill-api.js';

/** How often a tree that is being asked to end is listed again, because it forks while dying. */
const relistMs = 50;
/** How long one forced kill is given before it is sent again to what has come in since. */
const resendMs = 200;

/** What an escalation ends: a whole block, a subtree or one process. */
export interface KillTarget {
  /** Everything still to end, newcomers included. */
  remaining(): Promise<readonly ProcessRef[]>;
  /** The cheapest proof that nothing is left. */
  isEmpty(): Promise<boolean>;
  ask(processes: readonly ProcessRef[], signal: NodeJS.Signals): Promise<void>;
  /** `processes` are those that remained at the last look, for telling; the kill reaches newcomers as well. */
  force(processes: readonly ProcessRef[], deadlineAt: number): Promise<void>;
}

export interface Escalation {
  /** Everything that was seen to be ended, whether it did or not. */
  readonly seen: readonly ProcessRef[];
  /** Those the steps had not ended. */
  readonly forced: readonly ProcessRef[];
  readonly remaining: readonly ProcessRef[];
}

/** In milliseconds from the start of the kill. */
export function deadlineOf({ deadlineMs = defaultDeadlineMs }: KillOptions = {}): number {
  return deadlineMs;
}

/** Steps, then the forced kill, then proof, all under one deadline. */
export async function escalate(target: KillTarget, options: KillOptions = {}): Promise<Escalation> {
  const { steps = defaultKillSteps, signal } = options;
  const deadlineMs = deadlineOf(options);
  const startedAt = performance.now();
  const gracefulUntil = startedAt + deadlineMs * gracefulShare;
  const seen = new Map<string, ProcessRef>();
  const remaining = async () => note(seen, await target.remaining());
  let isProven = false;
  // A proof may cost several looks at the whole system: one is enough.
  const isEmpty = async () => (isProven ||= await target.isEmpty());
  const isDone = async () => signal?.aborted === true || isEmpty();
  let forced = await remaining();
  for (const step of steps) {
    const stepUntil = Math.min(performance.now() + step.graceMs, gracefulUntil);
    if (await isDone()) break;
    await takeStep({ target, step, stepUntil, isDone, remaining });
    if (!isProven) forced = await remaining();
  }
  if (await isEmpty()) forced = [];
  else await forceUntil(isEmpty, { target, processes: forced, deadlineAt: startedAt + deadlineMs });
  return { seen: [...seen.values()], forced, remaining: (await isEmpty()) ? [] : await remaining() };
}

interface StepEscalation {
  readonly target: KillTarget;
  readonly step: KillStep;
  readonly stepUntil: number;
  readonly isDone: () => Promise<boolean>;
  readonly remaining: () => Promise<readonly ProcessRef[]>;
}

/** Asks each process once, newcomers too, and ends the moment nothing is left. */
async function takeStep({ target, step, stepUntil, isDone, remaining }: StepEscalation): Promise<void> {
  const asked = new Set<string>();
  do {
    const newcomers = (await remaining()).filter((ref) => !asked.has(keyOf(ref)));
    for (const ref of newcomers) asked.add(keyOf(ref));
    if (newcomers.length > 0) await target.ask(newcomers, step.signal);
    if (await until(isDone, Math.min(stepUntil, performance.now() + relistMs))) return;
  } while (performance.now() < stepUntil);
}

interface Force {
  readonly target: KillTarget;
  readonly processes: readonly ProcessRef[];
  readonly deadlineAt: number;
}

async function forceUntil(
  isEmpty: () => Promise<boolean>,
  { target, processes, deadlineAt }: Force,
): Promise<void> {
  for (let remaining = processes; ; remaining = await target.remaining()) {
    await target.force(remaining, deadlineAt);
    const isOver = await until(isEmpty, Math.min(deadlineAt, performance.now() + resendMs));
    if (isOver || performance.now() >= deadlineAt) return;
  }
}

function note(seen: Map<string, ProcessRef>, processes: readonly ProcessRef[]): readonly ProcessRef[] {
  for (const { pid, birth } of processes) seen.set(keyOf({ pid, birth }), { pid, birth });
  return processes;
}

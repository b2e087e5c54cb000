import type { HostView } from '../host-view.js';
import type { CallHost } from '../call-host.js';
import type { KillAsk } from './kill-ask.js';
import { type KillOutcome, outcomeOf, outcomeOfFailure, outcomeOfPid } from './kill-outcome.js';
import { type KillPlan, killPlan } from './kill-plan.js';
import { defaultGraceMs, paceOf } from './kill-steps.js';

export interface Order {
  readonly ask: KillAsk;
  /** How long before the forced kill; default {@link defaultGraceMs}. */
  readonly graceMs?: number;
}

/** Does what was confirmed, and tells what came of it, failures too. */
export async function carryOut(
  call: CallHost,
  host: HostView | undefined,
  { ask, graceMs = defaultGraceMs }: Order,
): Promise<KillOutcome> {
  const plan = killPlan(host, ask);
  const pace = paceOf(
    ask.kind,
    graceMs,
    plan.staying.some(({ lifetime }) => lifetime === 'kept'),
  );
  try {
    return await end(call, host, { ask, plan, pace });
  } catch (error) {
    return outcomeOfFailure(error);
  }
}

interface Confirmed {
  readonly ask: KillAsk;
  readonly plan: KillPlan;
  readonly pace: ReturnType<typeof paceOf>;
}

async function end(
  call: CallHost,
  host: HostView | undefined,
  { ask, plan, pace }: Confirmed,
): Promise<KillOutcome> {
  switch (ask.kind) {
    case 'process':
    case 'subtree':
    case 'signal':
      return outcomeOfPid(await call('processes.kill', processInput(ask, pace)), plan.dying);
    case 'block':
      return outcomeOf(await call('blocks.killTree', { blockId: ask.blockId, ...pace }));
    case 'pane':
      return outcomeOf(await call(closing(host, ask.blockId), { blockId: ask.blockId, ...pace }));
    case 'run':
      return outcomeOf(await call('runs.kill', { runId: ask.runId, ...pace }));
    case 'leftover':
  }
  return outcomeOf(await call('leftovers.reap', { leftoverId: ask.leftoverId, ...pace }));
}

/** A block may have no terminal: an adopted leftover, or one that another program opened. */
function closing(host: HostView | undefined, blockId: string): 'panes.close' | 'blocks.remove' {
  return host?.panes.has(blockId) === true ? 'panes.close' : 'blocks.remove';
}

function processInput(
  ask: Extract<KillAsk, { readonly kind: 'process' | 'subtree' | 'signal' }>,
  pace: Confirmed['pace'],
) {
  const { blockId } = ask;
  const { pid, birth } = ask.process;
  if (ask.kind === 'signal') return { blockId, pid, birth, only: ask.signal };
  return { blockId, pid, birth, ...pace, subtree: ask.kind === 'subtree' };
}

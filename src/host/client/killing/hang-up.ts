import type { CallHost } from '../call-host.js';
import { keyOf } from '../identity.js';
import type { NamedProcess } from '../../wire/kill.js';
import type { KillAsk } from './kill-ask.js';
import type { KillPlan } from './kill-plan.js';
import { defaultGraceMs, paceOf } from './kill-steps.js';

/**
 * Asks which others the kill of one process hangs up. Undefined where the system does not tell, and where the kill is
 * of more than processes that are named: a pane ends with everything in it.
 */
export async function hungUpBy(call: CallHost, ask: KillAsk): Promise<readonly NamedProcess[] | undefined> {
  if (ask.kind !== 'process' && ask.kind !== 'subtree' && ask.kind !== 'signal') return undefined;
  const { blockId } = ask;
  const { pid, birth } = ask.process;
  const { steps } = paceOf(ask.kind, defaultGraceMs, false);
  const how = ask.kind === 'signal' ? { only: ask.signal } : { ...(steps && { steps }) };
  return (await call('processes.hangUp', { blockId, pid, birth, ...how })).processes;
}

/** The plan with those among what ends, and no longer among what is left alone. */
export function withHangUps(plan: KillPlan, hungUp: readonly NamedProcess[]): KillPlan {
  const dying = new Set(plan.dying.map(keyOf));
  const others = hungUp.filter((each) => !dying.has(keyOf(each)));
  const keys = new Set(others.map(keyOf));
  return { ...plan, hungUp: others, staying: plan.staying.filter((each) => !keys.has(keyOf(each))) };
}

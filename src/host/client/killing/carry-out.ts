import type { HostView } from '../host-view.js';
import type { CallHost } from '../call-host.js';
import type { KillAsk } from './kill-ask.js';
import { type KillOutcome, outcomeOf, outcomeOfFailure, outcomeOfPid } from './kill-outcome.js';
import { killPlan } from './kill-plan.js';

/** Asked politely, then by force: a hangup would make many a server read its settings again instead. */
const steps = [{ signal: 'SIGTERM', graceMs: 2000 }];

/** Does what was confirmed, and tells what came of it, failures too. */
export async function carryOut(
  call: CallHost,
  host: HostView | undefined,
  ask: KillAsk,
): Promise<KillOutcome> {
  try {
    return await end(call, host, ask);
  } catch (error) {
    return outcomeOfFailure(error);
  }
}

async function end(call: CallHost, host: HostView | undefined, ask: KillAsk): Promise<KillOutcome> {
  switch (ask.kind) {
    case 'process':
    case 'subtree':
    case 'signal': {
      // Named before, because those that end are no longer listed after.
      const { dying } = killPlan(host, ask);
      return outcomeOfPid(await call('processes.kill', processInput(ask)), dying);
    }
    case 'block':
      return outcomeOf(await call('blocks.killTree', { blockId: ask.blockId }));
    case 'pane':
      return outcomeOf(await call(closing(host, ask.blockId), { blockId: ask.blockId }));
    case 'run':
      return outcomeOf(await call('runs.kill', { runId: ask.runId }));
    case 'leftover':
  }
  return outcomeOf(await call('leftovers.reap', { leftoverId: ask.leftoverId }));
}

/** A block may have no terminal: an adopted leftover, or one that another program opened. */
function closing(host: HostView | undefined, blockId: string): 'panes.close' | 'blocks.remove' {
  return host?.panes.has(blockId) === true ? 'panes.close' : 'blocks.remove';
}

function processInput(ask: Extract<KillAsk, { readonly kind: 'process' | 'subtree' | 'signal' }>) {
  const { blockId } = ask;
  const { pid, birth } = ask.process;
  if (ask.kind === 'signal') return { blockId, pid, birth, only: ask.signal };
  return { blockId, pid, birth, steps, subtree: ask.kind === 'subtree' };
}

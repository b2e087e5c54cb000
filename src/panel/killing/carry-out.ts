import type { PanelClient } from '../connection/panel-client.js';
import type { KillAsk } from './kill-ask.js';
import { type KillOutcome, outcomeOf, outcomeOfPid } from './kill-outcome.js';

/** Asked politely, then by force: a hangup would make many a server read its settings again instead. */
const steps = [{ signal: 'SIGTERM', graceMs: 2000 }];

/** Does what was confirmed. Fails with `RequestError`. */
export async function carryOut(client: PanelClient, ask: KillAsk): Promise<KillOutcome> {
  switch (ask.kind) {
    case 'process':
    case 'subtree':
    case 'signal':
      return outcomeOfPid(await client.request('processes.kill', processInput(ask)));
    case 'block':
      return outcomeOf(await client.request('blocks.killTree', { blockId: ask.blockId }));
    case 'pane':
      return outcomeOf(await client.request(closing(client, ask.blockId), { blockId: ask.blockId }));
    case 'run':
      return outcomeOf(await client.request('runs.kill', { runId: ask.runId }));
    case 'leftover':
  }
  return outcomeOf(await client.request('leftovers.reap', { leftoverId: ask.leftoverId }));
}

/** A block may have no terminal: an adopted leftover, or one that another program opened. */
function closing(client: PanelClient, blockId: string): 'panes.close' | 'blocks.remove' {
  return client.state.value?.panes.has(blockId) === true ? 'panes.close' : 'blocks.remove';
}

function processInput(ask: Extract<KillAsk, { readonly kind: 'process' | 'subtree' | 'signal' }>) {
  const { blockId } = ask;
  const { pid, birth } = ask.process;
  if (ask.kind === 'signal') return { blockId, pid, birth, only: ask.signal };
  return { blockId, pid, birth, steps, subtree: ask.kind === 'subtree' };
}

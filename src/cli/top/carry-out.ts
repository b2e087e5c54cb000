import type { HostView } from '../../host/client/host-view.js';
import { subtreeOf } from '../../host/client/process-tree.js';
import type { HostClient } from '../host-client.js';
import type { KillAsk } from './kill-ask.js';
import { type KillOutcome, outcomeOfFailure, outcomeOfPid, outcomeOfReport } from './kill-outcome.js';

/** Asked politely, then by force: a hangup would make many a server read its settings again instead. */
const steps = [{ signal: 'SIGTERM', graceMs: 2000 }];

/** Does what was confirmed, and tells what came of it. */
export async function carryOut(
  client: Pick<HostClient, 'call'>,
  host: HostView | undefined,
  ask: KillAsk,
): Promise<KillOutcome> {
  try {
    return ask.kind === 'pane' ? await closePane(client, host, ask) : await endProcess(client, host, ask);
  } catch (error) {
    return outcomeOfFailure(error);
  }
}

type AskOf<Kind extends KillAsk['kind']> = Extract<KillAsk, { readonly kind: Kind }>;

/** A block may have no terminal: an adopted leftover, or one that another program opened. */
async function closePane(
  client: Pick<HostClient, 'call'>,
  host: HostView | undefined,
  { blockId }: AskOf<'pane'>,
): Promise<KillOutcome> {
  const operation = host?.panes.has(blockId) === true ? 'panes.close' : 'blocks.remove';
  return outcomeOfReport(await client.call(operation, { blockId }));
}

async function endProcess(
  client: Pick<HostClient, 'call'>,
  host: HostView | undefined,
  ask: Exclude<KillAsk, AskOf<'pane'>>,
): Promise<KillOutcome> {
  const { blockId, process } = ask;
  const { pid, birth } = process;
  if (ask.kind === 'signal') {
    const result = await client.call('processes.kill', { blockId, pid, birth, only: ask.signal });
    return outcomeOfPid(result, [process]);
  }
  const members = host?.blocks.get(blockId)?.processes.values() ?? [];
  const below = ask.kind === 'subtree' ? subtreeOf(process, members).filter((one) => one !== process) : [];
  const wish = { blockId, pid, birth, steps, subtree: ask.kind === 'subtree' };
  return outcomeOfPid(await client.call('processes.kill', wish), [process, ...below]);
}

import type { CallHost } from '../../host/client/call-host.js';
import type { HostView } from '../../host/client/host-view.js';
import { keepWords } from '../../host/client/keep-words.js';
import { carryOut } from '../../host/client/killing/carry-out.js';
import { type KillOutcome, outcomeOfFailure } from '../../host/client/killing/kill-outcome.js';
import { subjectOf } from '../../host/client/killing/subject.js';
import { adoptedWords } from '../../host/client/leftover-words.js';
import { nameOf } from '../../host/client/titles.js';
import type { KeepResult } from '../../host/wire/kill.js';
import type { Told } from './mode.js';
import type { Wish } from './pressed.js';

/** Has the host do it, and tells what came of it, failures too. */
export async function fulfil(call: CallHost, host: HostView | undefined, wish: Wish): Promise<Told> {
  const subject = subjectFor(host, wish);
  if (wish.kind === 'end') return { subject, outcome: await carryOut(call, host, wish) };
  return { subject, outcome: await done(call, wish).catch(outcomeOfFailure) };
}

function subjectFor(host: HostView | undefined, wish: Wish): string {
  if (wish.kind === 'end') return subjectOf(host, wish.ask);
  if (wish.kind === 'adopt') return `“${wish.leftover.blockId}”`;
  const [only, ...others] = wish.kind === 'keep' ? wish.processes : [];
  if (only !== undefined && others.length === 0) return nameOf(only);
  return subjectOf(host, { kind: 'pane', blockId: wish.blockId });
}

async function done(call: CallHost, wish: Exclude<Wish, { readonly kind: 'end' }>): Promise<KillOutcome> {
  switch (wish.kind) {
    case 'freeze':
      await call('blocks.freeze', { blockId: wish.blockId });
      return good('Frozen; f lets it go on.');
    case 'thaw':
      await call('blocks.thaw', { blockId: wish.blockId });
      return good('It goes on.');
    case 'keep':
      return kept(call, wish);
    case 'adopt':
  }
  return good(adoptedWords(await call('leftovers.adopt', { leftoverId: wish.leftover.leftoverId })));
}

/** One after the other: each reads the whole block. */
async function kept(
  call: CallHost,
  { blockId, processes }: Extract<Wish, { readonly kind: 'keep' }>,
): Promise<KillOutcome> {
  const keptRefs: KeepResult['processes'][number][] = [];
  const problems: string[] = [];
  for (const process of processes) {
    const { pid, birth } = process;
    const result = await call('processes.keep', { blockId, pid, birth });
    if (result.status === 'kept') {
      keptRefs.push(...result.processes);
      problems.push(...(result.warnings ?? []));
    } else problems.push(`${nameOf(process)}: ${keepWords(result)}`);
  }
  const summary = keepWords({ status: 'kept', processes: keptRefs });
  return { ...good(summary), tone: problems.length === 0 ? 'good' : 'warning', problems };
}

function good(summary: string): KillOutcome {
  return { tone: 'good', summary, survivors: [], problems: [] };
}

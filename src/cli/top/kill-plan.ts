import type { HostView } from '../../host/client/host-view.js';
import { subtreeOf } from '../../host/client/process-tree.js';
import type { TrackedProcess } from '../../host/wire/process.js';
import type { KillAsk } from './kill-ask.js';
import { titleOf } from './scene.js';

/** What will come of a kill, as far as can be told before. */
export interface KillPlan {
  readonly question: string;
  readonly explanation: string;
  readonly dying: readonly TrackedProcess[];
  /** Left alone, though one might think otherwise. */
  readonly staying: readonly TrackedProcess[];
}

export function killPlan(host: HostView | undefined, ask: KillAsk): KillPlan {
  const members = [...(host?.blocks.get(ask.blockId)?.processes.values() ?? [])];
  switch (ask.kind) {
    case 'process':
      return {
        question: `End ${nameOf(ask.process)}?`,
        explanation: 'Asked to end with SIGTERM, ended by force after 2 s.',
        dying: [ask.process],
        staying: childrenOf(ask.process, members),
      };
    case 'subtree':
      return {
        question: `End ${nameOf(ask.process)} and all it started?`,
        explanation: 'Asked to end with SIGTERM, ended by force after 2 s.',
        dying: subtreeOf(ask.process, members),
        staying: [],
      };
    case 'signal':
      return {
        question: `Send ${ask.signal} to ${nameOf(ask.process)}?`,
        explanation: 'This one signal and no more.',
        dying: [ask.process],
        staying: childrenOf(ask.process, members),
      };
    default:
      return {
        question: `Close ${host === undefined ? ask.blockId : titleOf(host, ask.blockId)}?`,
        explanation: 'Everything that runs in it ends, by force after 2 s.',
        dying: members.filter(endsWithPane),
        staying: members.filter((process) => !endsWithPane(process)),
      };
  }
}

export function nameOf({ name, pid }: Pick<TrackedProcess, 'name' | 'pid'>): string {
  return `${name} (PID ${pid})`;
}

function childrenOf({ pid }: TrackedProcess, members: readonly TrackedProcess[]): readonly TrackedProcess[] {
  return members.filter(({ ppid }) => ppid === pid);
}

function endsWithPane({ lifetime, escapedTo }: TrackedProcess): boolean {
  return lifetime === 'pane' && escapedTo === undefined;
}

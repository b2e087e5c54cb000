import type { TrackedProcess } from '../../host/wire/process.js';
import { runName } from '../runs/run-words.js';
import type { HostView } from '../../host/client/host-view.js';
import { subtreeOf } from '../../host/client/process-tree.js';
import type { KillAsk } from './kill-ask.js';

/** What will come of a kill, as far as can be told before. */
export interface KillPlan {
  readonly title: string;
  /** The button. */
  readonly verb: string;
  readonly explanation: string;
  readonly dying: readonly TrackedProcess[];
  /** Left alone, though one might think otherwise. */
  readonly staying: readonly TrackedProcess[];
}

export function killPlan(state: HostView, ask: KillAsk): KillPlan {
  switch (ask.kind) {
    case 'process':
      return processPlan(state, ask.blockId, ask.process);
    case 'subtree':
      return subtreePlan(state, ask.blockId, ask.process);
    case 'signal':
      return {
        title: `Send ${ask.signal} to ${ask.process.name}?`,
        verb: `Send ${ask.signal}`,
        explanation: 'This one signal and no more.',
        dying: [ask.process],
        staying: childrenOf(ask.process, membersOf(state, ask.blockId)),
      };
    case 'block':
      return wholePlan(membersOf(state, ask.blockId), {
        title: `End everything in “${titleOf(state, ask.blockId)}”?`,
        verb: 'End all',
        explanation: 'Its shell ends too. The pane stays until it is closed.',
      });
    case 'pane':
      return wholePlan(membersOf(state, ask.blockId), {
        title: `Close “${titleOf(state, ask.blockId)}”?`,
        verb: 'Close pane',
        explanation: 'Everything that runs in it ends.',
      });
    case 'run':
      return runPlan(state, ask.runId);
    case 'leftover':
  }
  return leftoverPlan(state, ask.leftoverId);
}

/** The name a person knows a block by. */
export function titleOf(state: HostView, blockId: string): string {
  return state.panes.get(blockId)?.title ?? blockId;
}

function processPlan(state: HostView, blockId: string, process: TrackedProcess): KillPlan {
  const staying = childrenOf(process, membersOf(state, blockId));
  return {
    title: `End ${process.name}?`,
    verb: 'End process',
    explanation: 'It is asked to end with SIGTERM, and ended by force after two seconds.',
    dying: [process],
    staying,
  };
}

function subtreePlan(state: HostView, blockId: string, process: TrackedProcess): KillPlan {
  return {
    title: `End ${process.name} and all it started?`,
    verb: 'End subtree',
    explanation: 'They are asked to end with SIGTERM, and ended by force after two seconds.',
    // Whoever names a process means it, kept or not.
    dying: subtreeOf(process, membersOf(state, blockId)),
    staying: [],
  };
}

function runPlan(state: HostView, runId: number): KillPlan {
  const run = state.runs.get(runId);
  const members = run === undefined ? [] : membersOf(state, run.blockId);
  return wholePlan(
    members.filter((process) => process.runId === runId),
    {
      title: `Stop ${run === undefined ? `run ${runId}` : runName(run)}?`,
      verb: 'Stop run',
      explanation: 'What this turn has started ends, and nothing of another one.',
    },
  );
}

function leftoverPlan(state: HostView, leftoverId: string): KillPlan {
  const leftover = state.leftovers.find((one) => one.leftoverId === leftoverId);
  return wholePlan(leftover?.processes ?? [], {
    title: `End what is left of “${leftover?.blockId ?? leftoverId}”?`,
    verb: 'Reap',
    explanation: 'An earlier host has left it behind.',
  });
}

function wholePlan(
  processes: readonly TrackedProcess[],
  words: Pick<KillPlan, 'title' | 'verb' | 'explanation'>,
): KillPlan {
  return {
    ...words,
    dying: processes.filter(endsWithPane),
    staying: processes.filter((process) => !endsWithPane(process)),
  };
}

function endsWithPane({ lifetime, escapedTo }: TrackedProcess): boolean {
  return lifetime === 'pane' && escapedTo === undefined;
}

function membersOf(state: HostView, blockId: string): readonly TrackedProcess[] {
  return [...(state.blocks.get(blockId)?.processes.values() ?? [])];
}

function childrenOf({ pid }: TrackedProcess, members: readonly TrackedProcess[]): readonly TrackedProcess[] {
  return members.filter(({ ppid }) => ppid === pid);
}

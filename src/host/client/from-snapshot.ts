import type { Block } from '../wire/block.js';
import type { Snapshot } from '../wire/to-client.js';
import { keyOf } from './identity.js';
import type { BlockState, EndedProcess, HostView } from './host-view.js';

/** A snapshot replaces everything but the memory of what has ended, and that too when another host speaks. */
export function viewFromSnapshot(snapshot: Snapshot, previous: HostView | undefined): HostView {
  const { instance, seq, host, panes, blocks, runs, leftovers } = snapshot;
  return {
    instance,
    seq,
    host,
    panes: new Map(panes.map((pane) => [pane.blockId, pane])),
    blocks: new Map(blocks.map((block) => [block.blockId, blockState(block)])),
    runs: new Map(runs.map((run) => [run.runId, run])),
    leftovers,
    ended: previous?.instance === instance ? stillEnded(previous.ended, blocks) : [],
  };
}

export function blockState({ processes, ...block }: Block): BlockState {
  return { ...block, processes: new Map(processes.map((process) => [keyOf(process), process])) };
}

/** One that was lost from sight may be seen again. */
function stillEnded(ended: readonly EndedProcess[], blocks: readonly Block[]): readonly EndedProcess[] {
  const alive = new Set(blocks.flatMap(({ processes }) => processes.map(keyOf)));
  return ended.filter(({ key }) => !alive.has(key));
}

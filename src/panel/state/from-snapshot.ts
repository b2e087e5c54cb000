import type { Block } from '../../host/wire/block.js';
import type { Snapshot } from '../../host/wire/to-client.js';
import { keyOf } from './identity.js';
import type { BlockState, EndedProcess, PanelState } from './panel-state.js';

/** A snapshot replaces everything but the memory of what has ended, and that too when another host speaks. */
export function stateFromSnapshot(snapshot: Snapshot, previous: PanelState | undefined): PanelState {
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

function blockState({ processes, ...block }: Block): BlockState {
  return { ...block, processes: new Map(processes.map((process) => [keyOf(process), process])) };
}

/** One that was lost from sight may be seen again. */
function stillEnded(ended: readonly EndedProcess[], blocks: readonly Block[]): readonly EndedProcess[] {
  const alive = new Set(blocks.flatMap(({ processes }) => processes.map(keyOf)));
  return ended.filter(({ key }) => !alive.has(key));
}

import { listBlocks } from './blocks.js';
import type { HostParts } from './parts.js';
import type { Snapshot } from './wire/index.js';

/** Everything as of now; with the events after its `seq` it stays the truth. */
export function takeSnapshot(parts: HostParts): Snapshot {
  const host = parts.info();
  return {
    type: 'snapshot',
    instance: host.instance,
    seq: parts.feed.seq,
    host,
    panes: parts.panes.list(),
    blocks: listBlocks(parts),
    runs: parts.registry.runs().map(({ record }) => record),
    leftovers: parts.leftovers.known,
  };
}

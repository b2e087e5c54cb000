import type { PaneTracker } from '../index.js';
import type { HostParts } from './parts.js';
import { Refusal } from './refusal.js';
import type { Block } from './wire/index.js';

type BlockParts = Pick<HostParts, 'registry'>;

/** As last published. */
export function listBlocks(parts: BlockParts): readonly Block[] {
  return parts.registry.blocks().flatMap((blockId) => {
    const tracker = parts.registry.tracker(blockId);
    return tracker === undefined ? [] : [describeBlock(parts, tracker)];
  });
}

/** Throws Refusal `not-found`. */
export function requireTracker({ registry }: BlockParts, blockId: string): PaneTracker {
  return registry.tracker(blockId) ?? refuseBlock(blockId);
}

export function refuseBlock(blockId: string): never {
  throw new Refusal('not-found', `there is no block ${JSON.stringify(blockId)}`);
}

export function describeBlock({ registry }: BlockParts, tracker: PaneTracker): Block {
  const { blockId, generation, state, confidence, reasons, isFrozen, lastError } = tracker;
  const { seq = 0, processes = [] } = registry.snapshot(blockId) ?? {};
  return {
    blockId,
    generation,
    blockSeq: seq,
    state,
    confidence,
    reasons,
    isFrozen,
    failure: lastError && { code: lastError.code, message: lastError.message },
    processes,
  };
}

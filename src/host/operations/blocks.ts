import { describeBlock, listBlocks, refuseBlock, requireTracker } from '../blocks.js';
import type { HostParts } from '../parts.js';
import { killOptionsOf, killPidOptionsOf } from '../signals.js';
import { done, type HandlersOf } from './handlers.js';

export function blockHandlers(parts: HostParts): HandlersOf<'blocks' | 'processes'> {
  const { registry, panes } = parts;
  const trackerOf = (blockId: string) => requireTracker(parts, blockId);
  return {
    'blocks.list': () => listBlocks(parts),
    'blocks.get': ({ blockId }) => describeBlock(parts, trackerOf(blockId)),
    'blocks.processes': ({ blockId }) => trackerOf(blockId).list(),
    'blocks.describe': async ({ blockId }) => {
      const description = await registry.describe(blockId);
      return description ?? refuseBlock(blockId);
    },
    'blocks.usage': async ({ blockId, ...options }) => ({
      blockId,
      ...(await trackerOf(blockId).usage(options)),
    }),
    'blocks.limit': async ({ blockId, ...limits }) => {
      await trackerOf(blockId).limit(limits);
      return done;
    },
    'blocks.killTree': ({ blockId, ...wish }) => trackerOf(blockId).killTree(killOptionsOf(wish)),
    'blocks.remove': ({ blockId, ...wish }) => {
      const options = killOptionsOf(wish);
      trackerOf(blockId);
      return panes.close(blockId, options);
    },
    'blocks.freeze': async ({ blockId }) => {
      await trackerOf(blockId).freeze();
      return done;
    },
    'blocks.thaw': async ({ blockId }) => {
      await trackerOf(blockId).thaw();
      return done;
    },
    'processes.kill': ({ blockId, pid, birth, ...wish }) =>
      trackerOf(blockId).killPid(targetOf(pid, birth), killPidOptionsOf(wish)),
    'processes.hangUp': async ({ blockId, pid, birth, ...wish }) => ({
      processes: await trackerOf(blockId).hungUpWith(targetOf(pid, birth), killPidOptionsOf(wish)),
    }),
    'processes.keep': ({ blockId, pid, birth }) => trackerOf(blockId).keep(targetOf(pid, birth)),
    'processes.block': async ({ pid }) => ({ blockId: await registry.blockOf(pid) }),
  };
}

function targetOf(pid: number, birth: string | undefined) {
  return birth === undefined ? pid : { pid, birth };
}

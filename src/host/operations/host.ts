import { describeBlock } from '../blocks.js';
import type { HostParts } from '../parts.js';
import { killOptionsOf } from '../signals.js';
import { takeStats } from '../stats.js';
import type { HandlersOf } from './handlers.js';

export function hostHandlers(parts: HostParts): HandlersOf<'host' | 'leftovers'> {
  const { leftovers, info, link } = parts;
  return {
    'host.get': () => info(),
    'host.stats': () => takeStats(parts),
    'host.link': () => ({ url: link() }),
    'leftovers.list': () => leftovers.read(),
    'leftovers.adopt': async ({ leftoverId }) => describeBlock(parts, await leftovers.adopt(leftoverId)),
    'leftovers.reap': ({ leftoverId, ...wish }) => leftovers.reap(leftoverId, killOptionsOf(wish)),
  };
}

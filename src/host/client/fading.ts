import type { EndedProcess, HostView } from './host-view.js';

/** How long a process that has gone stays in the list. */
export const fadeMs = 4000;
/** A tree of thousands that goes at once is not shown going. */
const mostFading = 200;

/** By block. */
export type Fading = ReadonlyMap<string, readonly EndedProcess[]>;

/** The same one each time, so that who looks sees that nothing has changed. */
const none: Fading = new Map();

/** Of each block, those that went before that, the oldest first; launchers are left out. */
export function pastByBlock(host: Pick<HostView, 'ended' | 'blocks'> | undefined, now: number): Fading {
  const { ended = [], blocks } = host ?? {};
  const past = new Map<string, EndedProcess[]>();
  for (const one of ended) {
    const isAgain = blocks?.get(one.blockId)?.processes.has(one.key) !== false;
    if (isAgain || one.process.role === 'plumbing' || now - one.noticedAt < fadeMs) continue;
    const gone = past.get(one.blockId);
    if (gone === undefined) past.set(one.blockId, [one]);
    else gone.push(one);
  }
  return past;
}

/**
 * Of each block, those that have just gone: each identity once, and not one that is seen again, which may have moved to
 * another block.
 */
export function fadingByBlock(host: Pick<HostView, 'ended' | 'blocks'> | undefined, now: number): Fading {
  const { ended = [], blocks } = host ?? {};
  const recent = ended.slice(-mostFading).filter(({ noticedAt }) => now - noticedAt < fadeMs);
  if (recent.length === 0) return none;
  const everywhere = [...(blocks?.values() ?? [])];
  const fading = new Map(recent.map((one) => [one.key, one]));
  const byBlock = new Map<string, EndedProcess[]>();
  for (const one of fading.values()) {
    if (everywhere.some(({ processes }) => processes.has(one.key))) continue;
    byBlock.set(one.blockId, [...(byBlock.get(one.blockId) ?? []), one]);
  }
  return byBlock;
}

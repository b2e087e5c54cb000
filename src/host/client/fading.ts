import type { EndedProcess } from '../../host/client/host-view.js';

/** How long a process that has gone stays in the list. */
export const fadeMs = 4000;
/** A tree of thousands that goes at once is not shown going. */
const mostFading = 200;

/** Of each block, those that have just gone. */
export function fadingByBlock(
  ended: readonly EndedProcess[],
  now: number,
): ReadonlyMap<string, readonly EndedProcess[]> {
  const byBlock = new Map<string, EndedProcess[]>();
  for (const one of ended.slice(-mostFading)) {
    if (now - one.noticedAt >= fadeMs) continue;
    byBlock.set(one.blockId, [...(byBlock.get(one.blockId) ?? []), one]);
  }
  return byBlock;
}

/** Why it has gone: exited 1, exited on SIGTERM, killed. */
export function endInWords({ reason, exitCode, signal }: EndedProcess): string {
  if (signal !== undefined) return `${reason} on ${signal}`;
  return exitCode === undefined ? reason : `${reason} ${exitCode}`;
}

import type { Block } from '../wire/block.js';
import type { Leftover } from '../wire/leftover.js';
import { processes } from './words.js';

/** How much it is, and of whom. */
export function leftoverWords({ processes: members, hostPid }: Leftover): string {
  return `${processes(members.length)} of the host with PID ${hostPid}, which is gone`;
}

/** What has become of one that was adopted. */
export function adoptedWords({ blockId, processes: members }: Block): string {
  return `“${blockId}” goes on as a block of this host with ${processes(members.length)}.`;
}

import { readSystemProcess } from '../platform/system-process.js';
import type { SweepOptions } from './api.js';
import { isPidInUse } from './pid-in-use.js';
import type { StaleProcess } from './protocol.js';

/** A date of a start is worked out from the uptime, and may be off by this. */
const clockGrainMs = 1000;

/** Those that are gone for sure. */
export async function goneOf(
  stale: readonly StaleProcess[],
  isAlive?: SweepOptions['isAlive'],
): Promise<readonly StaleProcess[]> {
  const gone: StaleProcess[] = [];
  for (const each of stale) {
    const { pid, birth } = each;
    const answer = isAlive === undefined ? mayBeAlive(each) : await isAlive({ pid, birth });
    if (answer === false) gone.push(each);
  }
  return gone;
}

/**
 * A PID that nobody has proves enough. Another birth proves nothing by itself, as each time namespace counts its own:
 * the process must also have begun after the other one was seen.
 */
function mayBeAlive({ pid, birth, lastSeenAt }: StaleProcess): boolean {
  if (!isPidInUse(pid)) return false;
  const found = readSystemProcess(pid);
  if (typeof found === 'string') return true;
  return found.birth === birth || found.startedAt <= lastSeenAt + clockGrainMs;
}

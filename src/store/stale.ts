import type { ProcessRef } from '../platform/contract.js';
import type { SweepOptions } from './api.js';
import type { StaleProcess } from './protocol.js';

/** Those that are gone for sure. */
export async function goneOf(
  stale: readonly StaleProcess[],
  isAlive: SweepOptions['isAlive'] = mayBeAlive,
): Promise<readonly StaleProcess[]> {
  const gone: StaleProcess[] = [];
  for (const each of stale) {
    if ((await isAlive({ pid: each.pid, birth: each.birth })) === false) gone.push(each);
  }
  return gone;
}

/** A PID in use may be somebody else's by now, which only births tell; one that nobody has proves enough. */
function mayBeAlive({ pid }: ProcessRef): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

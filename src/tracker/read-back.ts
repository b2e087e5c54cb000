import type { Container } from '../platform/contract.js';
import type { ConfirmResult } from './api.js';
import type { Standing } from './standing.js';

/**
 * Finds out whether a command has joined. One that has not runs all the same; it is moved in late where that
 * works, and it is said. Never rejects: what cannot be read back is not taken for granted.
 */
export async function readBack(
  container: Container,
  pid: number,
  standing: Standing,
): Promise<ConfirmResult> {
  try {
    const outcome = await container.confirmJoin(pid);
    if (outcome.status !== 'not-joined') return outcome.status;
    const attached = await container.attach(pid);
    const isIn = attached.status === 'late' || attached.status === 'member';
    const consequence = isIn ? 'it was moved in late' : 'it is not tracked';
    standing.lower('best-effort', `PID ${pid} did not join: ${outcome.reason}; ${consequence}`);
    return isIn ? 'late' : 'not-joined';
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    standing.lower('best-effort', `PID ${pid} may not have joined: ${reason}`);
    return 'not-joined';
  }
}

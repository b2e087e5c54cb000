import type { Container, ProcessRef } from '../platform/contract.js';
import type { AttachResult, ConfirmResult } from './join-api.js';
import type { BlockConfidence } from './block-confidence.js';

export interface ReadBackOptions {
  readonly container: Container;
  readonly runId: number | undefined;
  /** Takes the process in late, with every check that taking in a process has. */
  readonly attach: () => Promise<AttachResult>;
  readonly confidence: BlockConfidence;
  /** Told where the command is another process than the one that was started for it. */
  readonly onJoined: (process: ProcessRef) => void;
}

/**
 * Finds out whether a command has joined. One that has not runs all the same; it is moved in late where that
 * works, and it is said. Never rejects: what cannot be read back is not taken for granted.
 */
export async function readBack(
  { container, runId, attach, confidence, onJoined }: ReadBackOptions,
  pid: number,
): Promise<ConfirmResult> {
  try {
    const outcome = await container.confirmJoin(pid, runId);
    if (outcome.status === 'joined' && outcome.process !== undefined) onJoined(outcome.process);
    if (outcome.status !== 'not-joined') return outcome.status;
    const { status } = await attach();
    const isIn = status === 'late' || status === 'member';
    const consequence = isIn ? 'it was moved in late' : `it is not tracked (${status})`;
    confidence.lower('best-effort', `PID ${pid} did not join: ${outcome.reason}; ${consequence}`);
    return isIn ? 'late' : 'not-joined';
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    confidence.lower('best-effort', `PID ${pid} may not have joined: ${reason}`);
    return 'not-joined';
  }
}

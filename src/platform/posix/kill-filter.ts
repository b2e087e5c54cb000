import type { MemberRecord } from '../contract.js';

/** Whether a kill of the whole block, or of one run of it, ends this member. */
export function isKillTarget({ lifetime, escapedTo, runId }: MemberRecord, run?: number): boolean {
  return lifetime === 'pane' && escapedTo === undefined && (run === undefined || runId === run);
}

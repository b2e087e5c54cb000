import type { Selection } from '../platform/select.js';
import type { BackendReport, RegistryStats } from './api.js';
import type { Tracker } from './tracker.js';

/** `lost`: what the backend has promised at its start and does not hold any more. */
export function reportOf({ name, session, downgrades }: Selection, lost: readonly string[]): BackendReport {
  const { confidence, guarantees, features, reasons } = session;
  return { name, confidence, guarantees, features, downgrades, reasons: [...reasons, ...lost] };
}

export function statsOf(
  trackers: readonly Tracker[],
): Pick<RegistryStats, 'blocks' | 'members' | 'lastErrors'> {
  return {
    blocks: trackers.length,
    members: trackers.reduce((sum, { memberCount }) => sum + memberCount, 0),
    lastErrors: new Map(
      trackers.flatMap(({ blockId, lastError }) =>
        lastError === undefined ? [] : [[blockId, lastError] as const],
      ),
    ),
  };
}

import type { KillOptions, KillReport, PaneTracker } from '../index.js';
import { Refusal } from './refusal.js';
import type { Leftover } from './wire/index.js';

/** What earlier hosts have left behind. */
export interface Recovery {
  /** Reads now. */
  list(): Promise<readonly Leftover[]>;
  adopt(leftoverId: string): Promise<PaneTracker>;
  reap(leftoverId: string, options?: KillOptions): Promise<KillReport>;
}

/** Of a registry that does not look for them. */
export const noRecovery: Recovery = {
  list: () => refuse(),
  adopt: () => refuse(),
  reap: () => refuse(),
};

function refuse(): Promise<never> {
  return Promise.reject(
    new Refusal('unsupported', 'this registry does not look for what earlier hosts left'),
  );
}

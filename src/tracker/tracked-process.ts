import type { roles } from '../names.js';
import type { MemberRecord } from '../platform/contract.js';

/** A live process that belongs to a block. */
export interface TrackedProcess extends MemberRecord {
  /** `root`: started by the host. `plumbing`: launchers. `started`: what the user or agent started. */
  readonly role: (typeof roles)[number];
}

import type { DegradationReports } from '../posix/degradations.js';
import type { CgroupContainer } from './container.js';
import type { KillMethod } from './kill-tree.js';
import type { ProcSource } from './look.js';
import type { CgroupLocation } from './mounts.js';
import type { ResourceReaders } from './resources.js';
import type { Escapees } from './escapees.js';

/** What a session lends to its containers. */
export interface CgroupContext extends ProcSource, ResourceReaders, DegradationReports {
  readonly instance: CgroupLocation;
  /** Where the host itself lives; the kept return there. */
  readonly home: CgroupLocation;
  readonly killMethod: KillMethod;
  readonly escapees: Escapees;
  readonly onClose: (container: CgroupContainer) => void;
}

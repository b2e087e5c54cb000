import type { BackendName } from '../platform/contract.js';
import type { TrackedProcess } from './tracked-process.js';

/** A block of a host that has ended and was to let its processes live. */
export interface Leftover {
  readonly blockId: string;
  /** The one it had with that host; adopted, it gets a later one. */
  readonly generation: number;
  readonly backend: BackendName | 'none';
  /** Names the registry that made it. */
  readonly instance: string;
  readonly hostPid: number;
  /** Turns that have something alive, or may have. */
  readonly runIds: readonly number[];
  /** What was alive when it was found. */
  readonly processes: readonly TrackedProcess[];
}

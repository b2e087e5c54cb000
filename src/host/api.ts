import type { TrackerRegistry } from '../index.js';

/** A host that serves. */
export interface Host extends AsyncDisposable {
  /** Where it is, without anything that lets one in. */
  readonly url: string;
  /** Lets a program in, as `Authorization: Bearer …`, for as long as the host runs. */
  readonly token: string;
  readonly instance: string;
  readonly registry: TrackerRegistry;
  /** A URL that lets one browser in, once. */
  link(): string;
  /** Ends every pane, tells the clients, and lets go of the port. Called again it gives the same promise. */
  close(): Promise<void>;
}

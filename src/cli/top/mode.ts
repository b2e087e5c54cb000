import type { TrackedProcess } from '../../host/wire/process.js';
import type { KillAsk } from '../../host/client/killing/kill-ask.js';
import type { KillOutcome } from '../../host/client/killing/kill-outcome.js';

/** What came of something, and of what: by then it may be gone. */
export interface Told {
  readonly subject: string;
  readonly outcome: KillOutcome;
}

/** What the keys are for. */
export type Mode =
  | { readonly kind: 'list' }
  /** The filter is being typed. */
  | { readonly kind: 'filter' }
  | { readonly kind: 'help' }
  /** One of the offered signals is being chosen. */
  | {
      readonly kind: 'signals';
      readonly blockId: string;
      readonly process: TrackedProcess;
      readonly chosen: number;
    }
  /** Waits for a yes. */
  | { readonly kind: 'ask'; readonly ask: KillAsk }
  /** Waits for the host. */
  | { readonly kind: 'ending'; readonly ask: KillAsk }
  | { readonly kind: 'outcome'; readonly told: Told };

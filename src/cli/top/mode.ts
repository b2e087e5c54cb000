import type { NamedProcess } from '../../host/wire/kill.js';
import type { TrackedProcess } from '../../host/wire/process.js';
import type { KillAsk } from '../../host/client/killing/kill-ask.js';
import type { KillOutcome } from '../../host/client/killing/kill-outcome.js';

/** What came of something, and of what: by then it may be gone. */
export interface Told {
  readonly subject: string;
  readonly outcome: KillOutcome;
}

export interface Question {
  readonly kind: 'ask';
  readonly ask: KillAsk;
  /** How long before the forced kill; default: that of the host. */
  readonly graceMs?: number;
  /** Processes that get a hang-up by it, once the host has said so. */
  readonly hungUp?: readonly NamedProcess[];
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
  | Question
  /** Waits for the host. */
  | { readonly kind: 'ending'; readonly ask: KillAsk }
  | { readonly kind: 'outcome'; readonly told: Told };

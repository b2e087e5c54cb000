import type { TrackedProcess } from '../../host/wire/process.js';

/** What is to be ended, or sent a signal. */
export type KillAsk =
  | {
      readonly kind: 'process' | 'subtree';
      readonly blockId: string;
      readonly process: TrackedProcess;
    }
  | {
      readonly kind: 'signal';
      readonly blockId: string;
      readonly process: TrackedProcess;
      readonly signal: string;
    }
  | { readonly kind: 'pane'; readonly blockId: string };

import type { TrackedProcess } from '../../wire/process.js';

/** What somebody wants to be ended, before it is confirmed. */
export type KillAsk =
  | { readonly kind: 'process'; readonly blockId: string; readonly process: TrackedProcess }
  | { readonly kind: 'subtree'; readonly blockId: string; readonly process: TrackedProcess }
  | {
      readonly kind: 'signal';
      readonly blockId: string;
      readonly process: TrackedProcess;
      readonly signal: string;
    }
  | { readonly kind: 'block'; readonly blockId: string }
  | { readonly kind: 'pane'; readonly blockId: string }
  | { readonly kind: 'run'; readonly runId: number }
  | { readonly kind: 'leftover'; readonly leftoverId: string };

import type { ProcessRef } from '../platform/contract.js';

/**
 * `late`: moved in while running, so what it had started and lost sight of before is not included. `member`:
 * it was one. `other-block`: it belongs to another block of this registry and stays there.
 */
export type AttachResult =
  | { readonly status: 'late' | 'member'; readonly processes: readonly ProcessRef[] }
  | { readonly status: 'already-gone' | 'protected' | 'other-block' }
  | { readonly status: 'denied' | 'unsupported'; readonly reason: string };

/** `late`: it had not joined and was moved in while running. `not-joined`: it runs outside the block. */
export type ConfirmResult = 'joined' | 'late' | 'already-gone' | 'not-joined';

/** How a process the host started has ended. */
export interface RootExit {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

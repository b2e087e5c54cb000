import type { KillAsk } from '../../host/client/killing/kill-ask.js';
import type { Leftover } from '../../host/wire/leftover.js';
import type { TrackedProcess } from '../../host/wire/process.js';
import type { Row } from './row.js';
import type { Scene } from './scene.js';
import type { View } from './view.js';

/** What a key asks of the host. */
export type Wish =
  | { readonly kind: 'end'; readonly ask: KillAsk; readonly graceMs?: number }
  | { readonly kind: 'freeze' | 'thaw'; readonly blockId: string }
  | {
      readonly kind: 'keep';
      readonly blockId: string;
      /** Each with what it has started. */
      readonly processes: readonly TrackedProcess[];
    }
  | { readonly kind: 'adopt'; readonly leftover: Leftover };

export type Effect =
  | Wish
  | { readonly kind: 'quit' }
  /** Connects now rather than later. */
  | { readonly kind: 'retry' }
  /** Has the host look for leftovers, of which it then tells. */
  | { readonly kind: 'look' };

export interface Pressed {
  readonly view: View;
  readonly effect?: Effect;
}

/** What a key is pressed over. */
export interface PressContext {
  readonly scene: Scene;
  readonly rows: readonly Row[];
  /** How many rows are visible. */
  readonly height: number;
}

import type { KillAsk } from '../../host/client/killing/kill-ask.js';
import type { Row } from './rows.js';
import type { Scene } from './scene.js';
import type { View } from './view.js';

/** What a key asks of the host or of the program. */
export type Effect =
  | { readonly kind: 'quit' }
  /** Connects now rather than later. */
  | { readonly kind: 'retry' }
  | { readonly kind: 'end'; readonly ask: KillAsk }
  | { readonly kind: 'freeze' | 'thaw'; readonly blockId: string };

export interface Pressed {
  readonly view: View;
  readonly effect?: Effect;
}

/** What a key is pressed over. */
export interface Surroundings {
  readonly scene: Scene;
  readonly rows: readonly Row[];
  /** How many rows are visible. */
  readonly height: number;
}

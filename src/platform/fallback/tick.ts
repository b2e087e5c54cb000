import type { Tick } from '../contract.js';

/** One tick of both rungs; the lower one has none before it is open. */
export class FallbackTick {
  readonly upper: Tick;
  readonly lower: Tick | undefined;

  constructor(upper: Tick, lower: Tick | undefined) {
    this.upper = upper;
    this.lower = lower;
  }
}

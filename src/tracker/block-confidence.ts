import { confidences } from '../names.js';
import type { Confidence } from '../platform/contract.js';
import type { EventBus } from './bus.js';
import type { BlockScope } from './block-scope.js';

/** The latest ones; a block in which joining keeps failing would have one for each command. */
const mostReasons = 32;

/** How far the list of a block can be trusted, and why not further. It only ever falls. */
export class BlockConfidence {
  readonly #bus: EventBus;
  readonly #scope: BlockScope;
  readonly #reasons: string[];
  #level: Confidence;

  constructor(
    bus: EventBus,
    scope: BlockScope,
    start: { readonly confidence: Confidence; readonly reasons: readonly string[] },
  ) {
    this.#bus = bus;
    this.#scope = scope;
    this.#level = start.confidence;
    this.#reasons = [...start.reasons];
  }

  get level(): Confidence {
    return this.#level;
  }

  get reasons(): readonly string[] {
    return [...this.#reasons];
  }

  /** Tells the reason each time there is a new one, also where the confidence was as low before. */
  lower(to: Confidence, reason: string): void {
    const from = this.#level;
    const isLower = confidences.indexOf(to) > confidences.indexOf(from);
    const isNew = !this.#reasons.includes(reason);
    if (isNew) this.#reasons.push(reason);
    if (this.#reasons.length > mostReasons) this.#reasons.shift();
    if (isLower) this.#level = to;
    if (!isLower && !isNew) return;
    this.#bus.emit('confidence-changed', {
      ...this.#scope,
      from,
      to: this.#level,
      reasons: this.reasons,
    });
  }
}

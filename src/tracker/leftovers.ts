import type { BackendName, FoundContainer } from '../platform/contract.js';
import { requireObject } from './arguments.js';
import { InvalidArgumentError } from './errors.js';
import { Membership } from './membership.js';
import type { Leftover } from './leftover-api.js';

/** Knows the containers behind the leftovers that were given out. */
export class Leftovers {
  readonly #backend: BackendName | 'none';
  readonly #redact: (command: string) => string;
  readonly #found = new WeakMap<Leftover, FoundContainer>();

  constructor(backend: BackendName | 'none', redact: (command: string) => string) {
    this.#backend = backend;
    this.#redact = redact;
  }

  describe(found: FoundContainer): Leftover {
    const { key, instance, ownerPid, runIds, members } = found;
    const leftover: Leftover = {
      blockId: key.blockId,
      generation: key.generation,
      backend: this.#backend,
      instance,
      hostPid: ownerPid,
      runIds,
      processes: [...new Membership(this.#redact).identify(members).values()],
    };
    this.#found.set(leftover, found);
    return leftover;
  }

  /** Throws InvalidArgumentError for what was not found by this registry. */
  foundOf(leftover: Leftover): FoundContainer {
    requireObject(leftover, 'leftover');
    const found = this.#found.get(leftover);
    if (found !== undefined) return found;
    throw new InvalidArgumentError('leftover', 'one that leftovers() has given', leftover);
  }
}

import { thawAll, freeze, isInState } from './freezer.js';
import { unlessUnwritable } from './forced-end.js';

/** How long a caller's freeze may take; a member in uninterruptible sleep does not freeze. */
const freezeBoundMs = 2000;
/** How long to wait for a freeze that only keeps a tree from forking while it is looked at. */
const stillBoundMs = 250;

/**
 * Whether a block runs or stands still, and whose wish that is. What freezes, thaws or moves its members goes one
 * after the other; other blocks do not wait for it.
 */
export class Stillness {
  readonly #directory: string;
  /** Frozen by the caller, and to stay so. */
  #isWanted = false;
  #turns: Promise<unknown> = Promise.resolve();

  constructor(directory: string) {
    this.#directory = directory;
  }

  async freeze(): Promise<void> {
    await this.inTurn(async () => {
      const isFrozen = await freeze(this.#directory, performance.now() + freezeBoundMs);
      this.#isWanted = isFrozen || !isInState(this.#directory, 'populated');
      if (this.#isWanted) return;
      await thawAll(this.#directory);
      throw new Error(
        `not every process had stopped after ${freezeBoundMs} ms: one may be in uninterruptible sleep`,
      );
    });
  }

  async thaw(): Promise<void> {
    await this.inTurn(async () => {
      if (!this.#isWanted) return;
      await thawAll(this.#directory);
      this.#isWanted = false;
    });
  }

  /** Lets members handle a signal, those too that a member froze in a cgroup of its own. The wish stands. */
  async suspend(): Promise<void> {
    await this.inTurn(() => unlessUnwritable(thawAll(this.#directory)));
  }

  async resume(): Promise<void> {
    await this.inTurn(async () => {
      if (!this.#isWanted) return;
      await unlessUnwritable(freeze(this.#directory, performance.now() + stillBoundMs));
    });
  }

  /** Runs while nothing in the block can fork, as far as the kernel can stop it. */
  async while<T>(act: () => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      if (this.#isWanted) return act();
      try {
        await unlessUnwritable(freeze(this.#directory, performance.now() + stillBoundMs));
        return await act();
      } finally {
        await unlessUnwritable(thawAll(this.#directory));
      }
    });
  }

  inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#turns.then(act);
    this.#turns = turn.catch(() => undefined);
    return turn;
  }
}

import { until } from '../until.js';
import { writeControl } from './control-files.js';
import { unlessUnwritable } from './forced-end.js';
import { isInState, thawAll } from './freezer.js';

/** How long a caller's freeze may take; a member in uninterruptible sleep does not freeze. */
const freezeBoundMs = 2000;
/** How long to wait for a freeze that only keeps a tree from forking while it is looked at. */
const stillBoundMs = 250;
/** How long a thaw that fails for want of descriptors is tried again. */
const thawBoundMs = 500;

/**
 * Whether a block runs or stands still, and whose wish that is. What freezes, thaws or moves its members goes one
 * after the other; other blocks do not wait for it.
 */
export class FreezeState {
  readonly #directory: string;
  /** Frozen by the caller, and to stay so. */
  #isWanted = false;
  /** Since a freeze was written, and until a thaw was. */
  #mayBeFrozen = false;
  #turns: Promise<unknown> = Promise.resolve();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** By the caller's wish, whatever a kill does meanwhile. */
  get isFrozen(): boolean {
    return this.#isWanted;
  }

  async freeze(): Promise<void> {
    await this.inTurn(async () => {
      try {
        this.#isWanted = (await this.#freeze(freezeBoundMs)) || !isInState(this.#directory, 'populated');
      } finally {
        if (!this.#isWanted) await this.#thawSoon();
      }
      if (this.#isWanted) return;
      throw new Error(
        `not every process had stopped after ${freezeBoundMs} ms: one may be in uninterruptible sleep`,
      );
    });
  }

  async thaw(): Promise<void> {
    await this.inTurn(async () => {
      if (this.#mayBeFrozen) await this.#thaw();
      this.#isWanted = false;
    });
  }

  /** Lets members handle a signal, those too that a member froze in a cgroup of its own. The wish stands. */
  async suspend(): Promise<void> {
    await this.inTurn(() => unlessUnwritable(this.#thaw()));
  }

  async resume(): Promise<void> {
    await this.inTurn(async () => {
      if (this.#isWanted) await unlessUnwritable(this.#freeze(stillBoundMs));
    });
  }

  /** Runs while nothing in the block can fork, as far as the kernel can stop it. */
  async while<T>(act: () => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      try {
        await unlessUnwritable(this.#freeze(stillBoundMs));
        return await act();
      } finally {
        if (!this.#isWanted) await this.#thawSoon();
      }
    });
  }

  inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#turns.then(act);
    this.#turns = turn.catch(() => undefined);
    return turn;
  }

  /** False when the bound came first. */
  async #freeze(boundMs: number): Promise<boolean> {
    await writeControl(this.#directory, 'cgroup.freeze', '1');
    this.#mayBeFrozen = true;
    return until(() => isInState(this.#directory, 'frozen'), performance.now() + boundMs);
  }

  async #thaw(): Promise<void> {
    await thawAll(this.#directory);
    this.#mayBeFrozen = false;
  }

  /** A block must not stay frozen because descriptors were short for a moment; the next thaw tries again too. */
  async #thawSoon(): Promise<void> {
    await until(async () => {
      if (this.#mayBeFrozen) await unlessUnwritable(this.#thaw());
      return !this.#mayBeFrozen;
    }, performance.now() + thawBoundMs);
  }
}

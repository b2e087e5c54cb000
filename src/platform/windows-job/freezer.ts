import type { Outcome, Target } from './job-helper.js';

/** A tree that forks faster than it can be stopped for this many passes is left as it is then. */
const mostPasses = 100;

/** What stands still, and how it is made to. */
export interface Suspendable {
  readonly members: () => Promise<readonly Target[]>;
  readonly suspend: (target: Target) => Promise<Outcome>;
  readonly resume: (target: Target) => Promise<Outcome>;
}

/**
 * Windows suspends single processes, and counts: each one is suspended once by us and resumed once. One act at a time,
 * as two that overlap would undo each other's.
 */
export class Freezer {
  readonly #over: Suspendable;
  #still = new Map<string, Target>();
  #isWanted = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(over: Suspendable) {
    this.#over = over;
  }

  /** By the caller's wish, whatever a kill does meanwhile. */
  get isFrozen(): boolean {
    return this.#isWanted;
  }

  /** Rejects, and leaves everything running, where not every member could be suspended. */
  freeze(): Promise<void> {
    return this.#inTurn(async () => {
      this.#isWanted = await this.#stop();
      if (this.#isWanted) return;
      await this.#resumeAll();
      throw new Error('not every process could be suspended');
    });
  }

  thaw(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#resumeAll();
      this.#isWanted = false;
    });
  }

  /** Lets everything run, until `restore` undoes it. */
  lift(): Promise<void> {
    return this.#inTurn(() => this.#resumeAll());
  }

  restore(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#isWanted) await this.#stop();
    });
  }

  /** Acts while nobody can fork, as far as that can be had. */
  while<T>(act: () => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      try {
        await this.#stop();
        return await act();
      } finally {
        if (!this.#isWanted) await this.#resumeAll();
      }
    });
  }

  /** Again and again until a pass finds nobody who runs. */
  async #stop(): Promise<boolean> {
    for (let pass = 0; pass < mostPasses; pass++) {
      const members = new Map(
        (await this.#over.members()).map((each) => [`${each.pid} ${each.birth}`, each]),
      );
      this.#still = new Map([...this.#still].filter(([key]) => members.has(key)));
      const running = [...members].filter(([key]) => !this.#still.has(key));
      if (running.length === 0) return true;
      const answers = await Promise.all(running.map(([, each]) => this.#over.suspend(each)));
      for (const [index, [key, each]] of running.entries()) {
        if (answers[index] === 'done') this.#still.set(key, each);
      }
      if (answers.includes('denied')) return false;
    }
    return false;
  }

  async #resumeAll(): Promise<void> {
    const still = [...this.#still.values()];
    this.#still = new Map();
    await Promise.all(still.map((each) => this.#over.resume(each)));
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(act);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

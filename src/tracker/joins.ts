export interface JoinMark {
  /** Position among the joins of all blocks of a registry. */
  readonly order: number;
  /** A PID: this process alone. `tree`: a process and whatever descends from it. `none`: room for a later one. */
  readonly brings: number | 'tree' | 'none';
}

/** Narrows joins to those that concern one process and set out before another join did. */
export interface JoinQuery {
  readonly pid?: number;
  readonly before?: number | undefined;
}

/**
 * The joins of a block that are under way. A join that has to know of the joins of other blocks waits for the earlier
 * ones alone, so that two never wait for each other.
 */
export class Joins {
  readonly #pending = new Map<Promise<unknown>, JoinMark>();

  track(join: Promise<unknown>, mark: JoinMark): void {
    this.#pending.set(join, mark);
    const forget = () => void this.#pending.delete(join);
    join.then(forget, forget);
  }

  /** False where there was none to wait for. */
  async settled({ pid, before = Number.POSITIVE_INFINITY }: JoinQuery = {}): Promise<boolean> {
    if (this.#pending.size === 0) return false;
    const awaited = [...this.#pending].filter(
      ([, { order, brings }]) => order < before && (pid === undefined || brings === pid || brings === 'tree'),
    );
    await Promise.allSettled(awaited.map(([join]) => join));
    return awaited.length > 0;
  }
}

/** The processes that a host has started and whose joins it waits for: launchers until they become their commands. */
export class PendingJoins {
  readonly #waits = new Set<{ readonly pid: number }>();

  has(pid: number): boolean {
    for (const wait of this.#waits) if (wait.pid === pid) return true;
    return false;
  }

  /** The process counts as on its way for as long as `join` takes. */
  async during<T>(pid: number, join: () => Promise<T>): Promise<T> {
    const wait = { pid };
    this.#waits.add(wait);
    try {
      return await join();
    } finally {
      this.#waits.delete(wait);
    }
  }
}

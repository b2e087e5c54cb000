/** Counts who watches the activity of runs; the CPU time of a run is read for nobody else. */
export class ActivityWatch {
  readonly #watchers = new Set<symbol>();

  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  /** Gives the function that ends it. */
  watch(): () => void {
    const watcher = Symbol('watcher');
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }
}

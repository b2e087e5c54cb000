/** The share of time that these scans may take at most is one in so many. */
const pauseOverCost = 10;

/**
 * A few scans in quick succession, after which there are none until the next `arm`. A daemon loses its parent within
 * milliseconds of its start, far earlier than the next tick.
 */
export class EarlyScans {
  readonly #scan: () => Promise<unknown>;
  readonly #pausesMs: readonly number[];
  #timer: NodeJS.Timeout | undefined;
  #next = 0;
  #isScanning = false;
  #isClosed = false;

  constructor(scan: () => Promise<unknown>, pausesMs: readonly number[]) {
    this.#scan = scan;
    this.#pausesMs = pausesMs;
  }

  /** Begins with the shortest pause again; a scan that is due sooner comes all the same. */
  arm(): void {
    this.#next = 0;
    if (this.#timer === undefined && !this.#isScanning) this.#wait(0);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #wait(costMs: number): void {
    const pauseMs = this.#pausesMs[this.#next];
    if (pauseMs === undefined || this.#isClosed) return;
    this.#next++;
    this.#timer = setTimeout(() => void this.#run(), Math.max(pauseMs, costMs * pauseOverCost)).unref();
  }

  /** What fails here fails again at the next tick, which reports it. */
  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#isScanning = true;
    const startedAt = performance.now();
    await this.#scan().catch(() => undefined);
    this.#isScanning = false;
    this.#wait(performance.now() - startedAt);
  }
}

import type { Run } from '../../index.js';
import type { ToClient } from '../wire/index.js';

/** Resolves when the message is on its way. */
type Deliver = (message: ToClient) => Promise<void>;

/** The turns whose output one client is shown, at its pace: the ring of each tells what that has cost it. */
export class RunWatches {
  readonly #deliver: Deliver;
  readonly #watches = new Map<number, AbortController>();

  constructor(deliver: Deliver) {
    this.#deliver = deliver;
  }

  /** Asked again, it starts over. */
  watch(run: Run): void {
    this.unwatch(run.runId);
    const watch = new AbortController();
    this.#watches.set(run.runId, watch);
    void this.#follow(run, watch.signal);
  }

  unwatch(runId: number): void {
    this.#watches.get(runId)?.abort();
    this.#watches.delete(runId);
  }

  close(): void {
    for (const runId of this.#watches.keys()) this.unwatch(runId);
  }

  async #follow({ runId, output }: Run, signal: AbortSignal): Promise<void> {
    let decoder = new TextDecoder();
    for await (const { bytes, missedBytes } of output.follow({ signal })) {
      // The rest of a character whose beginning is gone belongs to nothing.
      if (missedBytes > 0) decoder = new TextDecoder();
      const data = decoder.decode(bytes, { stream: true });
      await this.#deliver({ type: 'run-output', runId, data, missedBytes });
    }
    if (!signal.aborted) await this.#deliver({ type: 'run-output-ended', runId });
  }
}

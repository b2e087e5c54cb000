import type { KillReport } from './kill-api.js';

/** For so many closed blocks a second `remove` still gives the report of the first. */
const rememberedEndings = 256;

/** The end of each block that is closing, which its next generation waits for, and of the latest that closed. */
export class Endings {
  readonly #endings = new Map<string, Promise<KillReport>>();
  /** Blocks that are closed and not open again, oldest first. */
  readonly #closed = new Set<string>();

  of(blockId: string): Promise<KillReport> | undefined {
    return this.#endings.get(blockId);
  }

  begin(blockId: string, ending: Promise<KillReport>): void {
    this.#endings.set(blockId, ending);
    this.#closed.delete(blockId);
  }

  /** It is open again, and its last end stays until the next one. */
  reopened(blockId: string): void {
    this.#closed.delete(blockId);
  }

  /** Its report goes when enough later ones have come. */
  finished(blockId: string): void {
    this.#closed.add(blockId);
    const [oldest] = this.#closed;
    if (oldest === undefined || this.#closed.size <= rememberedEndings) return;
    this.#closed.delete(oldest);
    this.#endings.delete(oldest);
  }
}

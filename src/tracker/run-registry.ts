import { requireInteger, requireRunId } from './arguments.js';
import type { BlockRun } from './run.js';

const firstRunId = 1_000_000;
/** Of the runs that have ended, so many are still to be asked about; the store has the others. */
const rememberedRuns = 256;

/** The runs of all blocks of a registry, and the ids that are still free. */
export class RunRegistry {
  readonly #runs = new Map<number, BlockRun>();
  #nextId = firstRunId;

  get nextId(): number {
    return this.#nextId;
  }

  get runs(): readonly BlockRun[] {
    return [...this.#runs.values()];
  }

  find(runId: number): BlockRun | undefined {
    requireRunId(runId);
    return this.#runs.get(runId);
  }

  /** No run gets an id up to this one. */
  reserve(upTo: number): void {
    requireInteger(upTo, 'upTo', [0, Number.MAX_SAFE_INTEGER - 1]);
    this.#nextId = Math.max(this.#nextId, upTo + 1);
  }

  takeId(): number {
    return this.#nextId++;
  }

  add(run: BlockRun): void {
    this.#runs.set(run.runId, run);
    if (this.#runs.size <= rememberedRuns) return;
    const oldest = this.runs.find(({ isOver }) => isOver);
    if (oldest !== undefined) this.#runs.delete(oldest.runId);
  }

  /** Its processes stay what they are. */
  forget(runId: number): boolean {
    requireRunId(runId);
    return this.#runs.delete(runId);
  }
}

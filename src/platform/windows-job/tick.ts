import type { JobHelper, JobLists, SeenProcess, Target } from './job-helper.js';

/** A question has to fit into 1 MiB; who is over is described once more, which costs time and nothing else. */
const mostKnown = 20_000;

/** What one block wants to know. */
export interface JobQuestion {
  readonly helper: JobHelper;
  readonly job: string;
  readonly known: readonly Target[];
}

interface Batch {
  readonly jobs: string[];
  readonly known: Target[];
  readonly answer: Promise<JobLists>;
}

/**
 * One round trip for all blocks that ask in the same turn of the event loop, which at a tick is all of them. One that
 * had to wait asks for itself, as what was told to the others may be older than what it waited for.
 */
export class JobTick {
  readonly #batches = new Map<JobHelper, Batch>();

  async list({ helper, job, known }: JobQuestion): Promise<readonly SeenProcess[] | undefined> {
    const batch = this.#batches.get(helper) ?? this.#open(helper);
    batch.jobs.push(job);
    batch.known.push(...known);
    return (await batch.answer).get(job);
  }

  #open(helper: JobHelper): Batch {
    const [jobs, known]: [string[], Target[]] = [[], []];
    const answer = new Promise<void>((resolve) => {
      setImmediate(resolve);
    }).then(() => {
      this.#batches.delete(helper);
      return helper.list(jobs, known.slice(0, mostKnown));
    });
    const batch = { jobs, known, answer };
    this.#batches.set(helper, batch);
    return batch;
  }
}

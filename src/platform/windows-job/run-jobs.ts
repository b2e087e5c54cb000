import type { JobHelper } from './job-helper.js';

/** The job of a block, and one for each run inside it. */
export class RunJobs {
  readonly #block: string;
  readonly #helper: JobHelper;
  /** The names of the kernel's objects, which the launcher takes, by run. */
  readonly #kernelNames: Map<number | undefined, string>;

  constructor(helper: JobHelper, block: { readonly job: string; readonly kernelName: string }) {
    this.#helper = helper;
    this.#block = block.job;
    this.#kernelNames = new Map([[undefined, block.kernelName]]);
  }

  /** What the command line of each launcher to the block has in it: `…7.0` is outside any run, `…7.8` the job of one. */
  get launcherLine(): string {
    const name = this.#kernelNames.get(undefined) ?? '';
    return name.slice(0, name.lastIndexOf('.') + 1);
  }

  jobOf(runId: number | undefined): string {
    return runId === undefined ? this.#block : `${this.#block}/${runId}`;
  }

  /** Undefined for a run that is not open. */
  kernelNameOf(runId: number | undefined): string | undefined {
    return this.#kernelNames.get(runId);
  }

  /** What is outside any run is always open. */
  isOpen(runId: number | undefined): boolean {
    return this.#kernelNames.has(runId);
  }

  async open(runId: number): Promise<void> {
    this.#kernelNames.set(runId, await this.#helper.create(this.jobOf(runId)));
  }

  async close(runId: number): Promise<void> {
    this.#kernelNames.delete(runId);
    await this.#helper.closeJob(this.jobOf(runId));
  }
}

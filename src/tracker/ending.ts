import type { BackendSession, Container } from '../platform/contract.js';
import type { Block } from './block.js';
import type { ExitReason } from './events.js';
import type { KillOptions, KillReport } from './kill-api.js';
import { escapedAmong, named } from './kill-names.js';
import { emptyReport, endBlock } from './kill-report.js';
import type { KillScope } from './kill-targets.js';
import type { BlockRun } from './run.js';

/** Removal of what was made for the block starts after the kill has had its deadline. */
const removalBoundMs = 1000;

/** The ways a block, or a run of it, comes to its end. None of them rejects: what went wrong is in the report. */
export class Ending {
  readonly #block: Block;
  readonly #session: BackendSession;

  constructor(block: Block, session: BackendSession) {
    this.#block = block;
    this.#session = session;
  }

  readonly #isListed = (pid: number): boolean => this.#block.publication.find(pid) !== undefined;

  async scope(fate: ExitReason): Promise<KillScope> {
    await this.#block.settled();
    const container = await this.#block.opening;
    return {
      container,
      look: (depth) => this.#block.observe(depth),
      published: () => this.#block.publication.processes,
      lineage: (child) => this.#block.membership.ancestorOf(child),
      hungUpWith: async (pid) => this.#session.hungUpWith?.(pid),
      protectedPids: await this.#session.protectedPids(),
      onSignal: (processes) => this.#block.mark(processes, fate),
    };
  }

  /** A block that stays open must run its next command, frozen as it may have been. */
  async endAll(options: KillOptions | undefined): Promise<KillReport> {
    const report = await this.#endAll('killed', options);
    const container = await this.#block.opening;
    return this.#noteProblem(report, container.thaw());
  }

  async endRun(run: BlockRun, options: KillOptions | undefined): Promise<KillReport> {
    if (this.#block.standing.confidence === 'none') return this.#untracked();
    run.stopping();
    const report = await this.#endMembers('killed', { runId: run.runId, options });
    run.stopped(report.survivors, this.#isListed);
    // The other turns were frozen for a reason.
    const container = await this.#block.opening;
    return this.#noteProblem(report, container.resumeFreeze());
  }

  /** Ends the block for good, or lets its processes live on. */
  async close(how: 'kill' | 'keep', options: KillOptions | undefined): Promise<KillReport> {
    const container = await this.#block.opening;
    const report = how === 'kill' ? await this.#endAll('removed', options) : await this.#letLive();
    await this.#block.retire();
    const complete = await this.#noteProblem(report, letGo(container, how));
    this.#block.finish((process) =>
      process.lifetime === 'kept' || process.escapedTo !== undefined ? 'escaped' : 'lost',
    );
    return complete;
  }

  async #endAll(fate: ExitReason, options: KillOptions | undefined): Promise<KillReport> {
    if (this.#block.standing.confidence === 'none') return this.#untracked();
    const stopped = this.#block.runs.stopping();
    const report = await this.#endMembers(fate, { runId: undefined, options });
    stopped(report, this.#isListed);
    return report;
  }

  async #endMembers(
    fate: ExitReason,
    { runId, options }: { readonly runId: number | undefined; readonly options: KillOptions | undefined },
  ): Promise<KillReport> {
    const { blockId } = this.#block.scope;
    try {
      const confidence = () => this.#block.standing.confidence;
      return await endBlock(await this.scope(fate), { blockId, runId, confidence }, options);
    } catch (error) {
      return this.#emptyReport('survived', [this.#block.failure(error).message]);
    }
  }

  /** Nothing is signalled where nothing is known. */
  #untracked(): KillReport {
    return this.#emptyReport('untracked', this.#block.standing.reasons);
  }

  async #letLive(): Promise<KillReport> {
    await this.#block.joinsSettled();
    await this.#block.observe('all').catch(() => undefined);
    const { processes } = this.#block.publication;
    const kept = processes.filter(({ escapedTo }) => escapedTo === undefined).map(named);
    return { ...this.#emptyReport('kept'), kept, escaped: escapedAmong(processes) };
  }

  #emptyReport(status: KillReport['status'], problems: readonly string[] = []): KillReport {
    const { scope, standing } = this.#block;
    return emptyReport(scope.blockId, status, { confidence: standing.confidence, problems });
  }

  async #noteProblem(report: KillReport, step: Promise<void>): Promise<KillReport> {
    try {
      await step;
      return report;
    } catch (error) {
      const isProven = report.status === 'ended' || report.status === 'empty';
      const status = isProven ? 'survived' : report.status;
      return { ...report, status, problems: [...report.problems, this.#block.failure(error).message] };
    }
  }
}

async function letGo(container: Container, how: 'kill' | 'keep'): Promise<void> {
  if (how === 'keep') return container.release();
  const outcome = await container.remove(performance.now() + removalBoundMs);
  if (outcome === 'occupied') throw new Error('its container is still occupied');
}

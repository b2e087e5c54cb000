import type { BackendSession, Container, ProcessRef } from '../platform/contract.js';
import { until } from '../platform/until.js';
import type { Block } from './block.js';
import type { ExitReason } from './events.js';
import type { KillOptions, KillReport } from './kill-api.js';
import { escapedAmong, named } from './kill-names.js';
import { emptyReport, endBlock } from './kill-report.js';
import type { KillScope } from './kill-targets.js';
import type { BlockRun } from './run.js';
import type { TrackedProcess } from './tracked-process.js';

/** How long it takes to show that something kept does not live on. */
const keptBoundMs = 50;
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
    return this.#noteProblem(report, this.#block.freezeState.thaw(container));
  }

  async endRun(run: BlockRun, options: KillOptions | undefined): Promise<KillReport> {
    if (this.#block.confidence.level === 'none') return this.#untracked();
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
    if (report.kept.length > 0) this.#block.terminals.handOver(how);
    await this.#block.retire();
    const complete = await this.#noteProblem(report, letGo(container, how));
    this.#block.finish((process) =>
      process.lifetime === 'kept' || process.escapedTo !== undefined ? 'escaped' : 'lost',
    );
    return complete;
  }

  async #endAll(fate: ExitReason, options: KillOptions | undefined): Promise<KillReport> {
    if (this.#block.confidence.level === 'none') return this.#untracked();
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
      const confidence = () => this.#block.confidence.level;
      const scope = await this.scope(fate);
      const kept = await livingKept(this.#block.publication.processes, scope);
      const sparing = this.#block.terminals.letGo(scope, runId);
      await sparing.catch(() => undefined);
      const report = await endBlock(scope, { blockId, runId, confidence }, options);
      return await this.#noteProblem(await withLivingKept(report, kept, scope), sparing);
    } catch (error) {
      return this.#emptyReport('survived', [this.#block.failure(error).message]);
    }
  }

  /** Nothing is signalled where nothing is known. */
  #untracked(): KillReport {
    return this.#emptyReport('untracked', this.#block.confidence.reasons);
  }

  async #letLive(): Promise<KillReport> {
    await this.#block.joinsSettled();
    const ended = await this.#hangUpIdle();
    await this.#block.observe('all').catch(() => undefined);
    const { processes } = this.#block.publication;
    const kept = processes.filter(({ escapedTo }) => escapedTo === undefined).map(named);
    return { ...this.#emptyReport('kept'), ended, kept, escaped: escapedAmong(processes) };
  }

  #emptyReport(status: KillReport['status'], problems: readonly string[] = []): KillReport {
    const { scope, confidence } = this.#block;
    return emptyReport(scope.blockId, status, { confidence: confidence.level, problems });
  }

  async #hangUpIdle(): Promise<KillReport['ended']> {
    try {
      const { processes } = this.#block.publication;
      const ended = await this.#block.terminals.hangUpIdle(await this.scope('removed'));
      const hasEnded = ({ pid, birth }: ProcessRef) =>
        ended.some((each) => each.pid === pid && each.birth === birth);
      return processes.filter(hasEnded).map(named);
    } catch {
      // What cannot be read lives on with the others.
      return [];
    }
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

/** One that has ended by itself before the kill is none that the kill has to spare. */
async function livingKept(
  processes: readonly TrackedProcess[],
  { container }: KillScope,
): Promise<readonly TrackedProcess[]> {
  const kept = processes.filter(({ lifetime }) => lifetime === 'kept');
  const vitalities = await Promise.all(kept.map((each) => container.vitality(each)));
  return kept.filter((_, index) => vitalities[index] === 'alive' || vitalities[index] === 'uninterruptible');
}

/** A signal that one of them gets from another that ends is on its way for a moment. */
async function withLivingKept(
  report: KillReport,
  before: readonly TrackedProcess[],
  { container }: KillScope,
): Promise<KillReport> {
  if (before.length === 0) return report;
  const gone = new Set<TrackedProcess>();
  const hasOneGone = async () => {
    for (const each of before) {
      if (['gone', 'replaced'].includes(await container.vitality(each))) gone.add(each);
    }
    return gone.size > 0;
  };
  await until(hasOneGone, performance.now() + keptBoundMs);
  const lost = [...gone].map(({ pid, name }) => `PID ${pid} (${name}) was kept, and has ended all the same`);
  const isAlive = (ref: ProcessRef) =>
    ![...gone].some(({ pid, birth }) => pid === ref.pid && birth === ref.birth);
  return { ...report, kept: report.kept.filter(isAlive), problems: [...report.problems, ...lost] };
}

async function letGo(container: Container, how: 'kill' | 'keep'): Promise<void> {
  if (how === 'keep') return container.release();
  const outcome = await container.remove(performance.now() + removalBoundMs);
  if (outcome === 'occupied') throw new Error('its container is still occupied');
}

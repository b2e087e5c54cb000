import type { Container, LookDepth } from '../platform/contract.js';
import type { RootExit } from './join-api.js';
import type { ExitReason } from './events.js';
import type { KillReport } from './kill-api.js';
import type { BlockRun } from './run.js';
import type { TrackedProcess } from './tracked-process.js';

/** A block as it was just listed. */
export interface RunLook {
  readonly container: Container;
  readonly depth: LookDepth;
  readonly processes: ReadonlyMap<number, TrackedProcess>;
  /** Whether somebody wants to know which runs are idle and which are busy. */
  readonly isWatched: boolean;
}

/** The runs of a block that have processes, or may still get some. */
export class BlockRuns {
  readonly #live = new Map<number, BlockRun>();

  add(run: BlockRun): void {
    this.#live.set(run.runId, run);
  }

  /** Finds their roots, reads their CPU time while somebody watches, and lets go of what nothing is left of. */
  async look({ container, depth, processes, isWatched }: RunLook): Promise<void> {
    if (this.#live.size === 0) return;
    for (const run of this.#live.values()) {
      run.look(processes);
      if (!isWatched) run.forgetActivity();
      // A sample that fails is none.
      else if (depth === 'tick' && run.hasLiveRoot) await sample(run, container).catch(() => undefined);
    }
    await this.#closeEnded(container, processes);
  }

  exited(
    process: TrackedProcess,
    { reason, exit }: { readonly reason: ExitReason; readonly exit: RootExit | undefined },
  ): void {
    const run = process.runId === undefined ? undefined : this.#live.get(process.runId);
    if (run?.isRoot(process) === true) run.end({ exit, reason });
  }

  /** A kill that reaches all of them begins; what it ends is given to the function that comes back. */
  stopping(): (report: KillReport, isListed: (pid: number) => boolean) => void {
    const reached = [...this.#live.values()].filter(({ hasRoot }) => hasRoot);
    for (const run of reached) run.stopping();
    return ({ survivors }, isListed) => {
      for (const run of reached) {
        const ofRun = survivors.filter(({ runId }) => runId === run.runId);
        run.stopped(ofRun, isListed);
      }
    };
  }

  /** Its block is gone: what never began is cancelled, and what may live on is nobody's to tell of. */
  finish(): void {
    for (const run of this.#live.values()) {
      if (run.hasRoot) run.abandon();
      else run.end({ exit: undefined, reason: 'removed' });
    }
    this.#live.clear();
  }

  async #closeEnded(container: Container, processes: ReadonlyMap<number, TrackedProcess>): Promise<void> {
    const ended = [...this.#live.values()].filter(({ isOver }) => isOver);
    if (ended.length === 0) return;
    const populated = new Set([...processes.values()].map(({ runId }) => runId));
    for (const { runId, joins } of ended) {
      if (populated.has(runId)) continue;
      // A part that is still being made would stay behind.
      await joins;
      // What cannot be removed now is tried again at the next look, and goes with its block at the latest.
      const outcome = await container.closeRun(runId).catch(() => 'occupied' as const);
      if (outcome === 'closed') this.#live.delete(runId);
    }
  }
}

/** Where only the living are counted, what has ended meanwhile is missing from the sum. */
async function sample(run: BlockRun, container: Container): Promise<void> {
  const { cpuTimeMs, processes } = await container.usage(run.runId);
  const known = processes.reduce((sum, each) => sum + (each.cpuTimeMs ?? 0), 0);
  run.noteCpuTime(cpuTimeMs ?? known);
}

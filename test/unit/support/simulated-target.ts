import type { ProcessRef } from '../../../src/platform/contract.js';
import type { KillTarget } from '../../../src/tracker/escalation.js';

export interface Act {
  readonly atMs: number;
  readonly what: NodeJS.Signals | 'force';
  readonly pids: readonly number[];
}

export interface SimulatedProcess {
  readonly pid: number;
  /** How long after each signal it ends; one that is not named is ignored. Unset `force`: ends at once. */
  readonly endsAfterMs?: Partial<Readonly<Record<NodeJS.Signals | 'force', number>>>;
  /** Starts these so long after it was first signalled. */
  readonly forks?: { readonly afterMs: number; readonly children: readonly SimulatedProcess[] };
}

/** A tree that reacts to signals in the time of the (fake) clock, and remembers all that was done to it. */
export class SimulatedTarget implements KillTarget {
  readonly acts: Act[] = [];
  readonly #startedAt = performance.now();
  readonly #alive = new Map<number, SimulatedProcess>();
  readonly #forked = new Set<number>();

  constructor(processes: readonly SimulatedProcess[]) {
    for (const process of processes) this.add(process);
  }

  add(process: SimulatedProcess): void {
    this.#alive.set(process.pid, process);
  }

  end(pid: number): void {
    this.#alive.delete(pid);
  }

  async remaining(): Promise<readonly ProcessRef[]> {
    return [...this.#alive.keys()].map(refOf);
  }

  async isEmpty(): Promise<boolean> {
    return this.#alive.size === 0;
  }

  async ask(processes: readonly ProcessRef[], signal: NodeJS.Signals): Promise<void> {
    this.#react(
      processes.map(({ pid }) => pid),
      signal,
    );
  }

  async force(): Promise<void> {
    this.#react([...this.#alive.keys()], 'force');
  }

  #react(pids: readonly number[], what: Act['what']): void {
    this.acts.push({ atMs: performance.now() - this.#startedAt, what, pids });
    for (const pid of pids) {
      const process = this.#alive.get(pid);
      if (process !== undefined) this.#reactOne(process, what);
    }
  }

  #reactOne(process: SimulatedProcess, what: Act['what']): void {
    const afterMs = process.endsAfterMs?.[what] ?? (what === 'force' ? 0 : undefined);
    if (afterMs === 0) this.end(process.pid);
    else if (afterMs !== undefined && afterMs < Infinity) setTimeout(() => this.end(process.pid), afterMs);
    if (process.forks === undefined || this.#forked.has(process.pid)) return;
    this.#forked.add(process.pid);
    const { afterMs: forkAfterMs, children } = process.forks;
    setTimeout(() => children.forEach((child) => this.add(child)), forkAfterMs);
  }
}

export function refOf(pid: number): ProcessRef {
  return { pid, birth: `birth of ${pid}` };
}

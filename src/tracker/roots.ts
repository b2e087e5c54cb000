import { until } from '../platform/until.js';
import type { RootExit } from './api.js';

/** How long an exit may wait for its exit code: the host's own SIGCHLD is on its way. */
const exitCodeBoundMs = 100;

/**
 * Exit codes of the processes the host started itself. The kernel takes a process off the list a moment
 * before its parent is told how it ended.
 */
export class Roots {
  readonly #exits = new Map<number, RootExit | 'running'>();

  add(pid: number, exited: Promise<RootExit>): void {
    this.#exits.set(pid, 'running');
    const unknown = { exitCode: undefined, signal: undefined };
    exited
      .catch(() => unknown)
      .then((exit) => this.#exits.set(pid, exit))
      .catch(() => undefined);
  }

  /** Waits, for a short time, until it is known how those that have gone have ended. */
  async settle(isGone: (pid: number) => boolean): Promise<void> {
    const waiting = [...this.#exits].flatMap(([pid, exit]) =>
      exit === 'running' && isGone(pid) ? [pid] : [],
    );
    if (waiting.length === 0) return;
    const isSettled = () => waiting.every((pid) => this.#exits.get(pid) !== 'running');
    await until(isSettled, performance.now() + exitCodeBoundMs);
  }

  /** How a process ended, if that is known. */
  exitOf(pid: number): RootExit | undefined {
    const exit = this.#exits.get(pid);
    return exit === 'running' ? undefined : exit;
  }

  /** Forgets what has ended and is no longer listed. */
  prune(isListed: (pid: number) => boolean): void {
    for (const [pid, exit] of this.#exits) if (exit !== 'running' && !isListed(pid)) this.#exits.delete(pid);
  }
}

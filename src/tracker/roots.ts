import type { ProcessRef } from '../platform/contract.js';
import { until } from '../platform/until.js';
import type { RootExit } from './join-api.js';

/**
 * The exit of a root reaches its host in any case: libuv tells it within milliseconds, node-pty after another 200 ms
 * where something still holds the terminal (DESTROY_SOCKET_TIMEOUT_MS). Only a starter that never tells meets this bound.
 */
const exitCodeBoundMs = 1000;

interface Root {
  /** Known once it has been listed. */
  birth: string | undefined;
  exit: RootExit | undefined;
}

/**
 * Exit codes of the processes the host started itself. The kernel takes a process off the list a moment
 * before its parent is told how it ended, and gives its PID out again only after that.
 */
export class Roots {
  readonly #roots = new Map<number, Root>();

  add(pid: number, exited: Promise<RootExit>): void {
    const root: Root = { birth: undefined, exit: undefined };
    this.#roots.set(pid, root);
    const settle = (exit: RootExit) => {
      root.exit = exit;
    };
    exited.then(settle, () => settle({ exitCode: undefined, signal: undefined }));
  }

  /** A root that has not ended still holds its PID, so whoever is listed with that PID is the root. */
  bind({ pid, birth }: ProcessRef): void {
    const root = this.#roots.get(pid);
    if (root !== undefined && root.exit === undefined) root.birth ??= birth;
  }

  /** The exit that is told of one process is that of another one, which it stands for. */
  identify(pid: number, ref: ProcessRef): void {
    const root = this.#roots.get(pid);
    if (root === undefined) return;
    this.#roots.delete(pid);
    root.birth = ref.birth;
    this.#roots.set(ref.pid, root);
  }

  /** Whoever has the PID now is somebody else: the root has ended and been told. */
  dismiss({ pid, birth }: ProcessRef): void {
    if (this.#roots.get(pid)?.birth !== birth) this.#roots.delete(pid);
  }

  /** Waits until it is known how those that have gone have ended. */
  async settle(isGone: (ref: ProcessRef) => boolean): Promise<void> {
    const waiting = [...this.#roots].flatMap(([pid, root]) =>
      root.exit === undefined && root.birth !== undefined && isGone({ pid, birth: root.birth }) ? [root] : [],
    );
    if (waiting.length === 0) return;
    await until(() => waiting.every(({ exit }) => exit !== undefined), performance.now() + exitCodeBoundMs);
  }

  /** How a process ended, if that is known. */
  exitOf({ pid, birth }: ProcessRef): RootExit | undefined {
    const root = this.#roots.get(pid);
    return root?.birth === birth ? root.exit : undefined;
  }

  /** Forgets what has ended and is no longer listed. */
  prune(isListed: (pid: number) => boolean): void {
    for (const [pid, { exit }] of this.#roots) {
      if (exit !== undefined && !isListed(pid)) this.#roots.delete(pid);
    }
  }
}

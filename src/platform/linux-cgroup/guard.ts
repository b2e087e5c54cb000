import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { guardScript } from './guard-script.js';
import type { KillMethod } from './kill-tree.js';
import type { CgroupLocation } from './mounts.js';

/** A guard that keeps dying is somebody's intent or a system at its limits; trying for ever helps neither. */
const mostRestarts = 3;

/** It gives up by itself after about half of this. */
const exitBoundMs = 10_000;

export interface GuardOptions {
  readonly instance: CgroupLocation;
  readonly home: CgroupLocation;
  readonly killMethod: KillMethod;
  /** Told in words when no guard is left. */
  readonly report: (reason: string) => void;
}

/**
 * Keeps one small shell alive beside the host that ends and removes every block when the host dies without
 * doing it itself, SIGKILL included. It lives in a session of its own, so that the signals of the host's
 * terminal pass it by, and it does not keep the host's event loop alive.
 */
export class Guard {
  readonly #options: GuardOptions;
  #child: ChildProcess;
  #restarts = 0;
  #closing = false;

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#child = this.#start();
  }

  /** Undefined while there is none. */
  get pid(): number | undefined {
    const { pid, exitCode, signalCode } = this.#child;
    return exitCode === null && signalCode === null ? pid : undefined;
  }

  /** Ends the guard once the directories are gone. With some left, it still ends those first. */
  async close(): Promise<void> {
    this.#closing = true;
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    child.ref();
    child.stdin?.end();
    const exited = once(child, 'exit');
    // Stopped by somebody, it would not read its pipe.
    const timer = setTimeout(() => child.kill('SIGKILL'), exitBoundMs);
    await exited;
    clearTimeout(timer);
  }

  #start(): ChildProcess {
    const { instance, home, killMethod } = this.#options;
    const child = spawn(
      '/bin/sh',
      ['-c', guardScript, 'panetree-guard', instance.directory, `${home.directory}/cgroup.procs`, killMethod],
      { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
    );
    child.unref();
    // The write end of the pipe, which must not keep the host alive either.
    if (child.stdin instanceof Socket) child.stdin.unref();
    child.on('error', (error) => this.#lost(error.message));
    child.on('exit', (code, signal) => this.#onExit(signal ?? `exit code ${code}`));
    return child;
  }

  #onExit(how: string): void {
    if (this.#closing) return;
    if (this.#restarts++ < mostRestarts) this.#child = this.#start();
    else this.#lost(how);
  }

  #lost(how: string): void {
    this.#options.report(`the guard is gone (${how}): if this host is killed, its processes stay`);
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { sealedScript } from './inherited-descriptors.js';

/** A guard that keeps dying is somebody's intent or a system at its limits; trying for ever helps neither. */
const mostRestarts = 3;
/** A guard that has lived so long shows that the next one may: only what ends in quick succession counts. */
const defaultSteadyMs = 60_000;

/** It gives up by itself after about half of this. */
const exitBoundMs = 10_000;

export interface GuardProcessOptions {
  /** POSIX sh. End of file on its standard input means that the host is gone, however that came. */
  readonly script: string;
  readonly args: readonly string[];
  /** All it has to know by now, in whole lines. Asked when one starts, and when one has not kept up. */
  readonly briefing?: () => string;
  /** Default a minute. */
  readonly steadyMs?: number;
  /** Told in words when no guard is left. */
  readonly report: (reason: string) => void;
}

/**
 * Keeps one small shell alive beside the host that does what the host can no longer do once it is dead, SIGKILL
 * included. It lives in a session of its own, so that the signals of the host's terminal pass it by, and it does
 * not keep the host's event loop alive.
 */
export class GuardProcess {
  readonly #options: GuardProcessOptions;
  #child: ChildProcess;
  #restarts = 0;
  #startedAt = performance.now();
  #isBehind = false;
  #isClosing = false;

  constructor(options: GuardProcessOptions) {
    this.#options = options;
    this.#child = this.#start();
    this.#write(this.#briefing());
  }

  /** Undefined while there is none. */
  get pid(): number | undefined {
    const { pid, exitCode, signalCode } = this.#child;
    return exitCode === null && signalCode === null ? pid : undefined;
  }

  /** Whole lines. A guard that has not read what it was told before gets a new briefing instead, once it has. */
  tell(lines: string): void {
    if (this.#isClosing) return;
    if ((this.#child.stdin?.writableLength ?? 0) > 0) this.#isBehind = true;
    else this.#write(lines);
  }

  /** Ends the guard, which first does what is still left to do for it. */
  async close(lastLines = ''): Promise<void> {
    this.#isClosing = true;
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    child.ref();
    child.stdin?.end(lastLines);
    const exited = once(child, 'exit');
    // Stopped by somebody, it would not read its pipe.
    const timer = setTimeout(() => child.kill('SIGKILL'), exitBoundMs);
    await exited;
    clearTimeout(timer);
  }

  #start(): ChildProcess {
    this.#startedAt = performance.now();
    const { script, args } = this.#options;
    const { file, args: line } = sealedScript({
      script,
      args,
      name: 'panetree-guard',
      label: ': panetree-guard\n',
      descriptors: [],
      // It lives as long as the host: dash takes a fraction of the memory of bash.
      shell: 'sh',
    });
    const child = spawn(file, line, {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.unref();
    // The write end of the pipe, which must not keep the host alive either.
    if (child.stdin instanceof Socket) child.stdin.unref();
    // It may die before it has read; its exit tells.
    child.stdin?.on('error', () => {});
    child.on('error', (error) => this.#lost(error.message));
    child.on('exit', (code, signal) => this.#onExit(signal ?? `exit code ${code}`));
    return child;
  }

  #onExit(how: string): void {
    if (this.#isClosing) return;
    const { steadyMs = defaultSteadyMs } = this.#options;
    if (performance.now() - this.#startedAt >= steadyMs) this.#restarts = 0;
    if (this.#restarts++ >= mostRestarts) return this.#lost(how);
    this.#isBehind = false;
    this.#child = this.#start();
    this.#write(this.#briefing());
  }

  #briefing(): string {
    return this.#options.briefing?.() ?? '';
  }

  #write(lines: string): void {
    const child = this.#child;
    if (lines !== '') child.stdin?.write(lines, () => this.#catchUp(child));
  }

  #catchUp(child: ChildProcess): void {
    if (!this.#isBehind || this.#isClosing || child !== this.#child) return;
    this.#isBehind = false;
    this.#write(this.#briefing());
  }

  #lost(how: string): void {
    this.#options.report(`the guard is gone (${how}): if this host is killed, its processes stay`);
  }
}

import type { MemberRecord, ProcessRef } from '../../contract.js';
import { isToEnd } from '../to-end.js';
import type { Census } from './census.js';

/** A tree that forks faster than it can be stopped for this many passes is left as it is then. */
const mostPasses = 100;

/** Whether a block stands still, by SIGSTOP to each member. What stood still before is left so by `thaw`. */
export class Stillness {
  readonly #census: Census;
  readonly #list: () => Promise<readonly MemberRecord[]>;
  /** Stopped by `freeze`, and not before. */
  #frozen: readonly ProcessRef[] = [];
  #isWanted = false;

  constructor(census: Census, list: () => Promise<readonly MemberRecord[]>) {
    this.#census = census;
    this.#list = list;
  }

  async freeze(): Promise<void> {
    await this.#stop();
    this.#isWanted = true;
  }

  async thaw(): Promise<void> {
    this.#isWanted = false;
    const frozen = this.#frozen;
    this.#frozen = [];
    if (frozen.length > 0) await this.#census.source.signal(frozen, 'SIGCONT');
  }

  /** They have been continued so that they handle a signal. The wish stands. */
  forget(woken: readonly ProcessRef[]): void {
    const pids = new Set(woken.map(({ pid }) => pid));
    this.#frozen = this.#frozen.filter(({ pid }) => !pids.has(pid));
  }

  async resume(): Promise<void> {
    if (this.#isWanted) await this.#stop();
  }

  /** Again and again until a pass finds nobody who runs. */
  async #stop(): Promise<void> {
    for (let pass = 0; pass < mostPasses; pass++) {
      const frozen = new Set(this.#frozen.map(({ pid }) => pid));
      const running = (await this.#list()).filter(
        (member) => isToEnd(member) && !(this.#census.isStopped(member) ?? frozen.has(member.pid)),
      );
      if (running.length === 0) return;
      await this.#census.source.signal(running, 'SIGSTOP');
      this.#frozen = [...this.#frozen, ...running];
    }
    throw new Error(`not every process had stopped after ${mostPasses} passes`);
  }
}

import type { MemberRecord, ProcessRef } from '../../contract.js';
import { isKillTarget } from '../kill-filter.js';
import type { ProcessTracker } from './process-tracker.js';

/** A tree that forks faster than it can be stopped for this many passes is left as it is then. */
const mostPasses = 100;

/** Whether a block stands still, by SIGSTOP to each member. What stood still before is left so by `thaw`. */
export class Freezer {
  readonly #tracker: ProcessTracker;
  readonly #list: () => Promise<readonly MemberRecord[]>;
  /** Stopped by `freeze`, and not before. */
  #frozen: readonly ProcessRef[] = [];
  /** Everybody that a freeze has met; who of them runs has been woken since. */
  readonly #met = new Set<string>();
  #isWanted = false;
  /** Members run for a moment to handle a signal, and what they start then is to run as well. */
  #isSuspended = false;
  /** A freeze and a thaw that overlap would undo each other's. */
  #turns: Promise<unknown> = Promise.resolve();

  constructor(tracker: ProcessTracker, list: () => Promise<readonly MemberRecord[]>) {
    this.#tracker = tracker;
    this.#list = list;
  }

  /** By the caller's wish, whatever a kill does meanwhile. */
  get isFrozen(): boolean {
    return this.#isWanted;
  }

  /** Rejects, and lets everybody run, where not every member could be stopped. */
  async freeze(): Promise<void> {
    await this.#inTurn(async () => {
      this.#isSuspended = false;
      try {
        await this.#stop();
        this.#isWanted = true;
      } catch (error) {
        await this.#continue();
        throw error;
      }
    });
  }

  /** Stops who has come in since the freeze. */
  async include(members?: readonly MemberRecord[]): Promise<void> {
    if (!this.#isToStop) return;
    const isNew = (member: MemberRecord) => endsWithBlock(member) && !this.#met.has(keyOf(member));
    if (!(members ?? (await this.#list())).some(isNew)) return;
    await this.#inTurn(async () => {
      if (this.#isToStop) await this.#stop(isNew);
    });
  }

  async thaw(): Promise<void> {
    await this.#inTurn(() => this.#continue());
  }

  /** They have been continued so that they handle a signal. The wish stands. */
  forget(woken: readonly ProcessRef[]): void {
    const pids = new Set(woken.map(({ pid }) => pid));
    this.#frozen = this.#frozen.filter(({ pid }) => !pids.has(pid));
    this.#isSuspended = this.#isWanted;
  }

  async resume(): Promise<void> {
    await this.#inTurn(async () => {
      this.#isSuspended = false;
      if (this.#isWanted) await this.#stop();
    });
  }

  get #isToStop(): boolean {
    return this.#isWanted && !this.#isSuspended;
  }

  /** One that could not be continued is continued by the next thaw. */
  async #continue(): Promise<void> {
    if (this.#frozen.length > 0) await this.#tracker.source.signal(this.#frozen, 'SIGCONT');
    this.#isWanted = false;
    this.#met.clear();
    this.#frozen = [];
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const turn = this.#turns.then(act);
    this.#turns = turn.catch(() => undefined);
    return turn;
  }

  /** Again and again until a pass finds nobody who runs. */
  async #stop(isMeant: (member: MemberRecord) => boolean = endsWithBlock): Promise<void> {
    for (let pass = 0; pass < mostPasses; pass++) {
      const frozen = new Set(this.#frozen.map(({ pid }) => pid));
      const meant = (await this.#list()).filter(isMeant);
      const running = meant.filter((member) => !(this.#tracker.isStopped(member) ?? frozen.has(member.pid)));
      if (running.length === 0) {
        for (const member of meant) this.#met.add(keyOf(member));
        return;
      }
      await this.#tracker.source.signal(running, 'SIGSTOP');
      this.#frozen = [...this.#frozen, ...running];
    }
    throw new Error(`not every process had stopped after ${mostPasses} passes`);
  }
}

function endsWithBlock(member: MemberRecord): boolean {
  return isKillTarget(member);
}

function keyOf({ pid, birth }: ProcessRef): string {
  return `${pid} ${birth}`;
}

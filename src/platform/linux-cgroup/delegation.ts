import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { until } from '../until.js';
import { advise, type Situation } from './delegation-advice.js';
import { type CgroupLocation, currentBases } from './mounts.js';
import { findUserBus, startScope, type UserBus, whyNotAskable } from './user-manager.js';

/** A scope takes about 100 ms. Some managers block for minutes, and nobody waits so long for a terminal. */
const askBoundMs = 3000;
/** Opening a registry again must not wait again; but a manager that comes back is found in the end. */
const rememberMs = 60_000;

export type Delegation =
  | { readonly status: 'delegated' }
  | { readonly status: 'not-delegated'; readonly reason: string };

export interface DelegationOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly boundMs?: number;
  readonly rememberMs?: number;
  /** Where the host lives now; asked again and again. */
  readonly home?: () => CgroupLocation | undefined;
}

const defaults: Required<DelegationOptions> = {
  environment: process.env,
  boundMs: askBoundMs,
  rememberMs,
  home: () => currentBases()[0],
};

/**
 * Gets this process one `Delegate=yes` scope of its own from the systemd user manager. The process is moved,
 * so there is one of this for all registries in it.
 */
export class HostDelegation {
  readonly #options: Required<DelegationOptions>;
  #asking: Promise<Delegation> | undefined;
  #refusal: { readonly reason: string; readonly expiresAt: number } | undefined;

  constructor(options: DelegationOptions = {}) {
    this.#options = { ...defaults, ...options };
  }

  /** Asks once for all who want it at the same time. What was refused lately is not asked for again. */
  ask(): Promise<Delegation> {
    const { reason, expiresAt } = this.#refusal ?? { reason: '', expiresAt: 0 };
    if (performance.now() < expiresAt) return Promise.resolve({ status: 'not-delegated', reason });
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  /** What to do instead, for a caller that does not allow asking. */
  advice(): string {
    return this.#advise('never', this.#findBus());
  }

  async #ask(): Promise<Delegation> {
    const bus = this.#findBus();
    // Looking for the socket costs nothing, so this need not be remembered.
    if (bus.status === 'missing') {
      const failed = `no user manager answers: there is no bus at ${bus.looked}`;
      return { status: 'not-delegated', reason: this.#advise({ failed }, bus) };
    }
    const failed = await this.#moveHost(bus.environment);
    if (failed === undefined) return { status: 'delegated' };
    const reason = this.#advise({ failed }, bus);
    this.#refusal = { reason, expiresAt: performance.now() + this.#options.rememberMs };
    return { status: 'not-delegated', reason };
  }

  /** Why it could not be done; undefined once the kernel shows the host in its scope. */
  async #moveHost(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
    const prefix = `panetree-${process.pid}-`;
    if (this.#livesIn((segment) => segment.startsWith(prefix) && segment.endsWith('.scope'))) {
      return 'it has a scope of its own already, which does not help';
    }
    const deadlineAt = performance.now() + this.#options.boundMs;
    const call = { environment, deadlineAt };
    const whyNot = await whyNotAskable(call);
    if (whyNot !== undefined) return whyNot;
    // Unique, because a name of a unit that failed may stay taken.
    const name = `${prefix}${randomBytes(4).toString('hex')}.scope`;
    const refusal = await startScope({ name, pid: process.pid }, call);
    if (refusal !== undefined) return refusal;
    // A scope that comes later does no harm. Taking it back would: stopping a scope ends what lives in it.
    const isMoved = await until(() => this.#livesIn((segment) => segment === name), deadlineAt);
    if (isMoved) return undefined;
    return `the user manager did not move it in time, see \`journalctl --user -u ${name}\``;
  }

  #livesIn(isScope: (segment: string) => boolean): boolean {
    return this.#options.home()?.path.split('/').some(isScope) === true;
  }

  #findBus(): UserBus {
    return findUserBus(this.#options.environment, process.getuid?.() ?? 0);
  }

  #advise(asking: Situation['asking'], bus: UserBus): string {
    const home = this.#options.home();
    return advise({
      path: home?.path ?? '/',
      ownerUid: home === undefined ? undefined : ownerOf(home.directory),
      manager: bus.status === 'found' ? 'present' : 'absent',
      asking,
    });
  }
}

function ownerOf(directory: string): number | undefined {
  try {
    return statSync(directory).uid;
  } catch {
    return undefined;
  }
}

/** That of this process. */
export const hostDelegation: HostDelegation = new HostDelegation();

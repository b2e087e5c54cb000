import type {
  BackendSession,
  Container,
  ContainerKey,
  FoundContainer,
  HangUp,
  SystemSession,
  Tick,
} from '../contract.js';
import { FallbackContainer } from './container.js';
import { FallbackTick } from './tick.js';

/** Opens the next backend that works; undefined where none does. */
export type OpenLower = () => Promise<BackendSession | undefined>;

/**
 * A session over a backend that may be lost while it runs: what it cannot take in any more is tracked by the next
 * backend that works, opened when it is first needed.
 */
export class FallbackSession implements BackendSession {
  readonly hungUpWith?: (pid: number) => Promise<HangUp>;
  readonly #upper: BackendSession;
  readonly #openLower: OpenLower;
  #lower: BackendSession | undefined;
  #opening: Promise<BackendSession | undefined> | undefined;
  #onDegraded: ((reason: string) => void) | undefined;

  constructor(upper: BackendSession, openLower: OpenLower) {
    this.#upper = upper;
    this.#openLower = openLower;
    const hungUpWith = upper.hungUpWith?.bind(upper);
    if (hungUpWith !== undefined) this.hungUpWith = hungUpWith;
  }

  get confidence(): BackendSession['confidence'] {
    return this.#upper.confidence;
  }

  get reasons(): readonly string[] {
    return this.#upper.reasons;
  }

  get guarantees(): readonly string[] {
    return this.#upper.guarantees;
  }

  get features(): Readonly<Record<string, string>> {
    return this.#upper.features;
  }

  beginTick(): Tick {
    return new FallbackTick(this.#upper.beginTick(), this.#lower?.beginTick());
  }

  async createContainer(key: ContainerKey): Promise<Container> {
    const openLower = async () => (await this.#openOnce())?.createContainer(key);
    try {
      return new FallbackContainer(await this.#upper.createContainer(key), openLower);
    } catch (error) {
      const lower = await this.#openOnce();
      if (lower === undefined) throw error;
      const reason = `no container could be made: ${error instanceof Error ? error.message : String(error)}`;
      return FallbackContainer.fallen(await lower.createContainer(key), { to: lower.confidence, reason });
    }
  }

  /** What a lower rung has left is found by a host that opens it by name. */
  async leftovers(): Promise<readonly FoundContainer[]> {
    return this.#upper.leftovers();
  }

  async adopt(found: FoundContainer, key: ContainerKey): Promise<Container> {
    const openLower = async () => (await this.#openOnce())?.createContainer(key);
    return new FallbackContainer(await this.#upper.adopt(found, key), openLower);
  }

  async protectedPids(): Promise<ReadonlySet<number>> {
    const [upper, lower] = await Promise.all([this.#upper.protectedPids(), this.#lower?.protectedPids()]);
    return new Set([...upper, ...(lower ?? [])]);
  }

  async sessionOf(pid: number): Promise<SystemSession | undefined> {
    return this.#upper.sessionOf?.(pid);
  }

  onDegraded(listener: (reason: string) => void): void {
    this.#onDegraded = listener;
    this.#upper.onDegraded(listener);
    this.#lower?.onDegraded(listener);
  }

  async close(): Promise<void> {
    await this.#opening?.catch(() => undefined);
    await Promise.all([this.#upper.close(), this.#lower?.close()]);
  }

  /** One attempt at a time; one that failed may be repeated. */
  #openOnce(): Promise<BackendSession | undefined> {
    this.#opening ??= this.#openAndListen();
    return this.#opening;
  }

  async #openAndListen(): Promise<BackendSession | undefined> {
    const lower = await this.#openLower().catch(() => undefined);
    this.#lower = lower;
    if (lower === undefined) this.#opening = undefined;
    else if (this.#onDegraded !== undefined) lower.onDegraded(this.#onDegraded);
    return lower;
  }
}

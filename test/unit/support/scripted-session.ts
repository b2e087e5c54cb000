import type { BackendSession, Container } from '../../../src/platform/contract.js';

/** A session whose containers are made as a test says; it notes that it was closed. */
export class ScriptedSession implements BackendSession {
  readonly confidence: BackendSession['confidence'];
  readonly reasons: readonly string[] = [];
  readonly guarantees: readonly string[] = [];
  readonly features: Readonly<Record<string, string>> = {};
  readonly tick = {};
  isClosed = false;
  closeError: Error | undefined;
  degradedListeners: ((reason: string) => void)[] = [];
  readonly #makeContainer: () => Container;
  readonly #protectedPid: number;

  constructor(
    confidence: BackendSession['confidence'],
    makeContainer: () => Container,
    protectedPid: number = process.pid,
  ) {
    this.confidence = confidence;
    this.#makeContainer = makeContainer;
    this.#protectedPid = protectedPid;
  }

  beginTick: BackendSession['beginTick'] = () => this.tick;
  createContainer: BackendSession['createContainer'] = async () => this.#makeContainer();
  leftovers: BackendSession['leftovers'] = async () => [];
  adopt: BackendSession['adopt'] = async () => this.#makeContainer();
  protectedPids: BackendSession['protectedPids'] = async () => new Set([this.#protectedPid]);
  onDegraded: BackendSession['onDegraded'] = (listener) => void this.degradedListeners.push(listener);
  close: BackendSession['close'] = async () => {
    this.isClosed = true;
    if (this.closeError !== undefined) throw this.closeError;
  };
}

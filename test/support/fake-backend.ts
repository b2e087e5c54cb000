import type {
  Backend,
  BackendSession,
  Container,
  ContainerKey,
  Opening,
  SessionOptions,
} from '../../src/platform/contract.js';
import { FakeContainer } from './fake-container.js';
import { FakeKernel } from './fake-kernel.js';

/** What can be made to go wrong; each is asked anew at each call. */
export interface Failures {
  /** `list` of these blocks rejects. */
  readonly list: Map<string, Error>;
  /** `list` of these blocks waits for the promise. */
  readonly slowList: Map<string, Promise<void>>;
  /** Why no command can join; undefined: it can. */
  join: string | undefined;
  attach: 'denied' | undefined;
  /** Why a block cannot be frozen; undefined: it can. */
  freeze: string | undefined;
  createContainer: Error | undefined;
}

/** Looks at containers, to hold that they never overlap. */
export interface Looks {
  total: number;
  readonly now: Map<string, number>;
  readonly mostAtOnce: Map<string, number>;
}

/** A backend of which everything lives in memory. One of it may open several sessions over one kernel. */
export class FakeBackend implements Backend {
  readonly name = 'process-list';
  readonly kernel = new FakeKernel();
  readonly failures: Failures = {
    list: new Map(),
    slowList: new Map(),
    join: undefined,
    attach: undefined,
    freeze: undefined,
    createContainer: undefined,
  };
  readonly looks: Looks = { total: 0, now: new Map(), mostAtOnce: new Map() };
  readonly protectedPids = new Set([1, process.pid, process.ppid]);
  readonly degradedListeners: ((reason: string) => void)[] = [];
  #sessions = 0;

  async open(_options: SessionOptions): Promise<Opening> {
    return { status: 'ready', session: this.#session(++this.#sessions) };
  }

  #session(number: number): BackendSession {
    return {
      confidence: 'high',
      reasons: [],
      guarantees: ['everything is in memory'],
      features: {},
      beginTick: () => ({}),
      createContainer: async (key) => this.#createContainer(key, number),
      leftovers: async () => [],
      adopt: async ({ instance }) => {
        throw new Error(`${instance} is nowhere`);
      },
      protectedPids: async () => new Set(this.protectedPids),
      onDegraded: (listener) => void this.degradedListeners.push(listener),
      close: async () => undefined,
    };
  }

  #createContainer({ blockId, generation }: ContainerKey, session: number): Container {
    if (this.failures.createContainer !== undefined) throw this.failures.createContainer;
    return new FakeContainer(this, { blockId, place: `/session-${session}/${generation}/${blockId}` });
  }
}

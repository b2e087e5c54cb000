import type {
  BackendReport,
  BlockSnapshot,
  Confidence,
  KillOptions,
  KillPidOptions,
  KillPidResult,
  KillReport,
  RegistryOptions,
  RegistryStats,
  TrackedProcess,
  TrackerEvents,
} from '../../src/index.js';
import { Host } from './host.js';
import type { Scenario } from './scenario.js';
import { until } from './until.js';

/** Longer than a hint waits for others to come with it. */
const calmMs = 300;

export interface CommandedHostOptions {
  /** Default `auto`; `macos-pgid on Linux`: over the `ps` of this system. */
  readonly backend?: Extract<RegistryOptions['backend'], string> | 'macos-pgid on Linux';
  /** Put before `node fixture config`. */
  readonly prefix?: readonly string[];
  /** The events it passes on. */
  readonly listen?: readonly (keyof TrackerEvents)[];
}

interface Answer {
  readonly value?: unknown;
  readonly error?: string;
}

/** A host of its own whose registry is called from here. */
export class CommandedHost {
  readonly host: Host;
  #calls = 0;

  static async open(scenario: Scenario, options: CommandedHostOptions = {}): Promise<CommandedHost> {
    const commanded = new CommandedHost(scenario, options);
    await commanded.backend();
    return commanded;
  }

  private constructor(scenario: Scenario, { prefix = [], ...config }: CommandedHostOptions) {
    this.host = new Host(scenario, 'commanded', { prefix, config });
  }

  get pid(): number {
    return this.host.pid;
  }

  async backend(): Promise<BackendReport> {
    const { backend } = await this.host.heard<{ readonly backend: BackendReport }>('opened', 15_000);
    return backend;
  }

  spawn(blockId: string, file: string, args: readonly string[]): Promise<number> {
    return this.#call('spawn', blockId, file, args);
  }

  /** In a terminal; `env` is added to the environment of the host. */
  pty(blockId: string, command: readonly [string, ...string[]], env: object = {}): Promise<number> {
    return this.#call('pty', blockId, command, env);
  }

  type(blockId: string, text: string): Promise<void> {
    return this.#call('type', blockId, text);
  }

  list(blockId: string): Promise<readonly TrackedProcess[]> {
    return this.#call('list', blockId);
  }

  snapshot(blockId: string): Promise<BlockSnapshot> {
    return this.#call('snapshot', blockId);
  }

  /** Waits until no tick is brought forward any more. */
  async calm(): Promise<void> {
    let last = { ticks: 0, at: performance.now() };
    const isCalm = async () => {
      const { ticks } = await this.#call<RegistryStats>('stats');
      if (ticks !== last.ticks) last = { ticks, at: performance.now() };
      return performance.now() - last.at > calmMs;
    };
    await until(isCalm, { what: 'no tick is brought forward' });
  }

  poll(): Promise<void> {
    return this.#call('poll');
  }

  confidenceOf(blockId: string): Promise<Confidence> {
    return this.#call('confidenceOf', blockId);
  }

  reasons(blockId: string): Promise<readonly string[]> {
    return this.#call('reasons', blockId);
  }

  killPid(blockId: string, pid: number, options: KillPidOptions = {}): Promise<KillPidResult> {
    return this.#call('killPid', blockId, pid, options);
  }

  killTree(blockId: string, options: KillOptions = {}): Promise<KillReport> {
    return this.#call('killTree', blockId, options);
  }

  remove(blockId: string, options: KillOptions = {}): Promise<KillReport> {
    return this.#call('remove', blockId, options);
  }

  async close(): Promise<void> {
    await this.#call('close');
    this.host.child.stdin?.end();
    await this.host.ended();
  }

  /** All it has told of this event so far. */
  told<K extends keyof TrackerEvents>(type: K): readonly TrackerEvents[K][] {
    return this.host.messages.filter((message) => message['type'] === type) as unknown as TrackerEvents[K][];
  }

  async #call<T>(call: string, ...args: readonly unknown[]): Promise<T> {
    const id = ++this.#calls;
    this.host.tell(JSON.stringify({ id, call, args }));
    const { value, error } = await this.host.heard<Answer>(`answer ${id}`, 20_000);
    if (error !== undefined) throw new Error(`${call}: ${error}`);
    return value as T;
  }
}

import type {
  BackendSession,
  Container,
  ContainerKey,
  FoundContainer,
  SessionOptions,
  Tick,
} from '../contract.js';
import { Degradations } from '../posix/degradations.js';
import type { ConnectionListener, HelperCommand } from './connection.js';
import { JobContainer } from './container.js';
import { HelperSupply } from './helper-supply.js';
import type { JobHelper, Target } from './job-helper.js';
import { blockOf, jobName } from './job-names.js';
import { ancestors } from './process-tree.js';
import { selfTest } from './self-test.js';
import { JobTick } from './tick.js';

/** How long a removal on closing may wait. */
const removalBoundMs = 1000;
/** 4 is the kernel's own; nobody has 1 here, and it is refused everywhere. */
const systemPids: readonly number[] = [1, 4];

export interface JobSessionOptions extends Pick<SessionOptions, 'onHostExit'> {
  readonly helper: HelperCommand;
  /** Gives the reason where it fails. Default: with real processes. */
  readonly selfTest?: typeof selfTest | undefined;
}

/** The blocks of a host on Windows: one job object each, all of them held by one helper. */
export class JobSession implements BackendSession {
  readonly confidence = 'high';
  readonly reasons: readonly string[] = [];
  readonly guarantees: readonly string[];
  readonly #options: JobSessionOptions;
  readonly #supply: HelperSupply;
  readonly #containers: Map<string, JobContainer>;
  readonly #degradations: Degradations;
  /** For whoever reads the protocol: the helper knows no jobs but those of its host. */
  readonly #instance = `host-${process.pid}`;
  #host: Target | undefined;
  #protected: ReadonlySet<number> = new Set([process.pid, process.ppid, ...systemPids]);

  /** Proves itself, and leaves nothing behind where the proof fails. */
  static async open(options: JobSessionOptions): Promise<JobSession> {
    const { helper, onHostExit } = options;
    const containers = new Map<string, JobContainer>();
    const degradations = new Degradations();
    const command = { ...helper, args: [...helper.args, 'serve', '--on-host-exit', onHostExit] };
    const supply = await HelperSupply.open(command, hearingFor(containers, { degradations, onHostExit }));
    const session = new JobSession(options, { supply, containers, degradations });
    try {
      await session.#proveItself();
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  private constructor(
    options: JobSessionOptions,
    parts: {
      readonly supply: HelperSupply;
      readonly containers: Map<string, JobContainer>;
      readonly degradations: Degradations;
    },
  ) {
    this.#options = options;
    this.#supply = parts.supply;
    this.#containers = parts.containers;
    this.#degradations = parts.degradations;
    this.guarantees = guaranteesFor(options.onHostExit);
  }

  get features(): Readonly<Record<string, string>> {
    const { version, pid } = this.#supply.latest.hello;
    return {
      helper: this.#options.helper.file,
      'helper version': version,
      'forced kill': 'TerminateJobObject',
      'self-test': 'passed',
      guard: this.#options.onHostExit === 'kill' ? `PID ${pid}` : 'none: processes outlive the host',
    };
  }

  beginTick(): Tick {
    return new JobTick();
  }

  async createContainer(key: ContainerKey): Promise<Container> {
    const helper = await this.#supply.living();
    this.#host ??= await describeHost(helper);
    const container = await JobContainer.create(jobName(this.#instance, key), {
      helper,
      launcher: this.#options.helper,
      host: this.#host,
      endsWithHelper: this.#options.onHostExit === 'kill',
      report: (reason) => this.#degradations.tell(reason),
      onClose: (job) => this.#containers.delete(job),
    });
    this.#containers.set(container.job, container);
    return container;
  }

  /** A job object goes with the last handle to it, and what is left knows nothing of it. */
  async leftovers(): Promise<readonly FoundContainer[]> {
    return [];
  }

  async adopt(found: FoundContainer): Promise<Container> {
    throw new Error(`${found.instance} has left no job behind`);
  }

  /** Where nobody can be asked, those known last will do: a parent never changes. */
  async protectedPids(): Promise<ReadonlySet<number>> {
    const { latest } = this.#supply;
    if (latest.isLost) return this.#protected;
    const chain = ancestors(await latest.table(), process.pid);
    this.#protected = new Set([...chain, ...systemPids, latest.hello.pid]);
    return this.#protected;
  }

  onDegraded(listener: (reason: string) => void): void {
    this.#degradations.onDegradation(listener);
  }

  async close(): Promise<void> {
    await this.#supply.close();
  }

  async #proveItself(): Promise<void> {
    const container = await this.createContainer({ blockId: 'self-test', generation: 0 });
    const reason = await (this.#options.selfTest ?? selfTest)(container, this.#options);
    if (reason !== undefined) await container.endAll();
    await container.remove(performance.now() + removalBoundMs);
    if (reason !== undefined) throw new Error(`the self-test failed: ${reason}`);
  }
}

function hearingFor(
  containers: ReadonlyMap<string, JobContainer>,
  {
    degradations,
    onHostExit,
  }: { readonly degradations: Degradations; readonly onHostExit: SessionOptions['onHostExit'] },
): ConnectionListener {
  const consequence =
    onHostExit === 'kill'
      ? 'what its blocks held ended with it'
      : 'what its blocks hold cannot be told any more';
  return {
    onHint: ({ job, what }) => containers.get(blockOf(job))?.hear(what),
    onNoise: (reason) => degradations.tell(reason),
    onLost: (how) => {
      const reason = `${how}: ${consequence}`;
      for (const container of containers.values()) if (container.helper.isLost) container.lose(reason);
      degradations.tell(reason);
    },
  };
}

async function describeHost(helper: JobHelper): Promise<Target> {
  const [host] = await helper.usage([process.pid]);
  if (host?.birth === undefined) throw new Error('the helper cannot see its host');
  return { pid: host.pid, birth: host.birth };
}

function guaranteesFor(onHostExit: SessionOptions['onHostExit']): readonly string[] {
  return [
    'a process started through wrap, spawn or spawnPty is a member before its first instruction',
    'no process leaves its pane by losing its parent or by asking to break away',
    'the forced kill reaches every member, suspended ones included',
    'one process is killed alone, and never another that got its PID',
    onHostExit === 'kill'
      ? 'nothing outlives this host, however it ends'
      : 'processes outlive this host, but for those that Node itself ends with it',
  ];
}

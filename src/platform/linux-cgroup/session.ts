import { mkdir } from 'node:fs/promises';
import type { BackendSession, Container, ContainerKey, SessionOptions, Tick } from '../contract.js';
import { hostAndAncestors } from '../posix/ancestors.js';
import { BootClock } from '../posix/boot-clock.js';
import { Losses } from '../posix/losses.js';
import { PidCursor } from '../posix/pid-cursor.js';
import { readProcStat } from '../posix/proc-stat.js';
import { selfTest } from '../posix/self-test.js';
import { errnoOf } from '../posix/system-error.js';
import { CgroupContainer, type Surroundings } from './container.js';
import { removeTree } from './control-files.js';
import { saysUnwritable } from './errnos.js';
import { Guard } from './guard.js';
import { isInState } from './freezer.js';
import { describeKernel, findKillMethod } from './kernel-features.js';
import type { KillMethod } from './kill-tree.js';
import { below, type CgroupLocation } from './mounts.js';
import { Strays } from './strays.js';
import { CgroupTick } from './tick.js';

/** Two registries in one process, or two copies of this module, each get a number of their own. */
const mostInstances = 1000;
/** A search reads what was forked since the last one, which is not for every tick. */
const ticksBetweenSearches = 10;
/** How long a removal on closing may wait for transient EBUSY. */
const removalBoundMs = 1000;

export interface CgroupSessionOptions extends SessionOptions {
  readonly base: CgroupLocation;
  readonly home: CgroupLocation;
  /** `auto`: `cgroup.kill` where the kernel has it (Linux 5.14). */
  readonly killMethod: KillMethod | 'auto';
}

export class CgroupSession implements BackendSession {
  readonly confidence = 'high';
  readonly reasons: readonly string[] = [];
  readonly guarantees: readonly string[];
  readonly #kernel: Readonly<Record<string, string>>;
  readonly #around: Omit<Surroundings, 'onClose'>;
  readonly #guard: Guard | undefined;
  readonly #containers = new Set<CgroupContainer>();
  readonly #losses = new Losses();
  #ancestors: ReadonlySet<number> = hostAndAncestors();
  #ticks = 0;

  /** Makes the host's directory, proves itself in it, and leaves nothing behind where the proof fails. */
  static async open(options: CgroupSessionOptions): Promise<CgroupSession> {
    const instance = await makeInstance(options.base);
    let session: CgroupSession | undefined;
    try {
      const { killMethod } = options;
      const method = killMethod === 'auto' ? await findKillMethod(instance.directory) : killMethod;
      session = new CgroupSession(instance, method, options);
      await session.#proveItself();
      return session;
    } catch (error) {
      if (session === undefined) await removeTree(instance.directory, performance.now());
      else await session.close();
      throw error;
    }
  }

  private constructor(
    instance: CgroupLocation,
    killMethod: KillMethod,
    { home, onHostExit }: CgroupSessionOptions,
  ) {
    const report = (reason: string) => this.#losses.tell(reason);
    this.#kernel = describeKernel(instance.directory);
    const clock = new BootClock();
    const cursor = new PidCursor();
    const strays = new Strays({ instance, clock, cursor });
    this.#around = { instance, home, killMethod, report, clock, cursor, strays };
    this.#guard = onHostExit === 'kill' ? new Guard(this.#around) : undefined;
    this.guarantees = guaranteesFor(onHostExit);
  }

  get features(): Readonly<Record<string, string>> {
    const pid = this.#guard?.pid;
    return {
      ...this.#kernel,
      directory: this.#around.instance.directory,
      'forced kill': this.#around.killMethod,
      'self-test': 'passed',
      guard: pid === undefined ? 'none: processes outlive the host' : `PID ${pid}`,
    };
  }

  beginTick(): Tick {
    const turn = this.#ticks++ % Math.max(1, this.#containers.size);
    const searchesStrays = this.#ticks % ticksBetweenSearches === 0;
    return new CgroupTick(this.#around.cursor, { rotating: [...this.#containers][turn], searchesStrays });
  }

  async createContainer(key: ContainerKey): Promise<Container> {
    const container = await CgroupContainer.create(key, {
      ...this.#around,
      onClose: (closed) => this.#containers.delete(closed),
    });
    this.#containers.add(container);
    return container;
  }

  async protectedPids(): Promise<ReadonlySet<number>> {
    const guard = this.#guard?.pid;
    return new Set([...this.#readAncestors(), ...(guard === undefined ? [] : [guard])]);
  }

  onDegraded(listener: (reason: string) => void): void {
    this.#losses.onLoss(listener);
  }

  /** The guard is asked last and whatever happens before: it ends what could not be ended here. */
  async close(): Promise<void> {
    const { directory } = this.#around.instance;
    try {
      const isWanted = this.#guard !== undefined || !isInState(directory, 'populated');
      if (isWanted) await removeTree(directory, performance.now() + removalBoundMs);
    } finally {
      await this.#guard?.close();
      this.#around.cursor.close();
    }
  }

  /** Ancestors change only by reparenting, so that those known last will do where none can be read. */
  #readAncestors(): ReadonlySet<number> {
    try {
      this.#ancestors = hostAndAncestors();
    } catch (error) {
      if (!saysUnwritable(error)) throw error;
    }
    return this.#ancestors;
  }

  async #proveItself(): Promise<void> {
    const container = await this.createContainer({ blockId: 'self-test', generation: 0 });
    const reason = await selfTest(container);
    if (reason !== undefined) await container.endAll();
    await container.remove(performance.now() + removalBoundMs);
    if (reason !== undefined) {
      throw new Error(`the self-test failed in ${this.#around.instance.directory}: ${reason}`);
    }
    const { unheard } = this.#losses;
    if (unheard.length > 0) throw new Error(unheard.join('; '));
  }
}

/** The name tells a later host who the owner was: PID, start time and boot make an identity. */
async function makeInstance(base: CgroupLocation): Promise<CgroupLocation> {
  const stat = readProcStat(process.pid);
  const boot = new BootClock().bootId.slice(0, 8);
  for (let number = 1; number <= mostInstances; number++) {
    const instance = below(base, `panetree-${process.pid}-${stat?.startTicks ?? 0}-${boot}-${number}`);
    try {
      await mkdir(instance.directory);
      return instance;
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
  }
  throw new Error(`${base.directory} holds ${mostInstances} directories of this process`);
}

function guaranteesFor(onHostExit: SessionOptions['onHostExit']): readonly string[] {
  return [
    'a process started through wrap, spawn or spawnPty is a member before its first instruction',
    'no fork, double fork, setsid or nohup takes a process out of its pane',
    'the forced kill reaches every member, forking, stopped and frozen ones included',
    'one process is killed alone, and never another that got its PID',
    onHostExit === 'kill'
      ? 'nothing outlives this host, even if it is killed with SIGKILL'
      : 'processes outlive this host',
  ];
}

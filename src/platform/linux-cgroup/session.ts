import { mkdir } from 'node:fs/promises';
import type { BackendSession, Container, ContainerKey, SessionOptions, Tick } from '../contract.js';
import { hostAndAncestors } from '../posix/ancestors.js';
import { BootClock } from '../posix/boot-clock.js';
import { PidCursor } from '../posix/pid-cursor.js';
import { readProcStat } from '../posix/proc-stat.js';
import { selfTest } from '../posix/self-test.js';
import { errnoOf } from '../posix/system-error.js';
import { CgroupContainer, type Surroundings } from './container.js';
import { removeTree } from './control-files.js';
import { Guard } from './guard.js';
import { isInState } from './freezer.js';
import { describeKernel, findKillMethod } from './kernel-features.js';
import type { KillMethod } from './kill-tree.js';
import { below, type CgroupLocation } from './mounts.js';
import { blockNames } from './names.js';
import { CgroupTick } from './tick.js';

/** Two registries in one process, or two copies of this module, each get a number of their own. */
const mostInstances = 1000;
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
  readonly features: Readonly<Record<string, string>>;
  readonly #around: Omit<Surroundings, 'onClose'>;
  readonly #guard: Guard | undefined;
  readonly #containers = new Set<CgroupContainer>();
  readonly #degradedListeners: ((reason: string) => void)[] = [];
  #ticks = 0;

  /** Makes the host's directory, proves itself in it, and leaves nothing behind where the proof fails. */
  static async open(options: CgroupSessionOptions): Promise<CgroupSession> {
    const instance = await makeInstance(options.base);
    const killMethod =
      options.killMethod === 'auto' ? await findKillMethod(instance.directory) : options.killMethod;
    const session = new CgroupSession(instance, killMethod, options);
    const reason = await session.#proveItself();
    if (reason === undefined) return session;
    await session.close();
    throw new Error(`the self-test failed in ${instance.directory}: ${reason}`);
  }

  private constructor(
    instance: CgroupLocation,
    killMethod: KillMethod,
    { home, onHostExit }: CgroupSessionOptions,
  ) {
    const report = (reason: string) => {
      for (const listener of this.#degradedListeners) listener(reason);
    };
    this.#around = { instance, home, killMethod, report, clock: new BootClock(), cursor: new PidCursor() };
    this.#guard = onHostExit === 'kill' ? new Guard(this.#around) : undefined;
    this.guarantees = guaranteesFor(onHostExit);
    this.features = {
      ...describeKernel(instance.directory),
      directory: instance.directory,
      'forced kill': killMethod,
      'self-test': 'passed',
      guard:
        this.#guard === undefined
          ? 'none: processes outlive the host'
          : `PID ${this.#guard.pid ?? 'unknown'}`,
    };
  }

  beginTick(): Tick {
    const turn = this.#ticks++ % Math.max(1, this.#containers.size);
    return new CgroupTick(this.#around.cursor, [...this.#containers][turn]);
  }

  async createContainer(key: ContainerKey): Promise<Container> {
    const container = await CgroupContainer.create(blockNames(key), {
      ...this.#around,
      onClose: (closed) => this.#containers.delete(closed),
    });
    this.#containers.add(container);
    return container;
  }

  async protectedPids(): Promise<ReadonlySet<number>> {
    return hostAndAncestors();
  }

  onDegraded(listener: (reason: string) => void): void {
    this.#degradedListeners.push(listener);
  }

  async close(): Promise<void> {
    if (this.#guard !== undefined) {
      await removeTree(this.#around.instance.directory, performance.now() + removalBoundMs);
    } else await removeIfUnused(this.#around.instance);
    await this.#guard?.close();
    this.#around.cursor.close();
  }

  async #proveItself(): Promise<string | undefined> {
    const container = await this.createContainer({ blockId: 'self-test', generation: 0 });
    const reason = await selfTest(container);
    if (reason !== undefined) await container.endAll();
    await container.remove(performance.now() + removalBoundMs);
    return reason;
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

/** With processes meant to stay, the directory stays too; it is removed by whoever finds it empty. */
async function removeIfUnused(instance: CgroupLocation): Promise<void> {
  if (!isInState(instance.directory, 'populated')) {
    await removeTree(instance.directory, performance.now() + removalBoundMs);
  }
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

import { mkdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type {
  BackendSession,
  Container,
  ContainerKey,
  FoundContainer,
  SessionOptions,
  SystemSession,
  Tick,
} from '../contract.js';
import { hostAndAncestors } from '../posix/ancestors.js';
import { BootClock } from '../posix/boot-clock.js';
import { initAdvice } from '../posix/init-advice.js';
import { hungUpWith } from '../posix/hang-up.js';
import { inFewWords, type LimitMarks } from '../posix/limit-mark.js';
import { instanceName } from '../posix/instance-name.js';
import { ListeningPorts } from '../posix/listening-ports.js';
import { Degradations } from '../posix/degradations.js';
import { PidCursor } from '../posix/pid-cursor.js';
import { readProcStat, sessionIn } from '../posix/proc-stat.js';
import { selfTest } from '../posix/self-test.js';
import { errnoOf } from '../posix/system-error.js';
import { CgroupContainer } from './container.js';
import type { CgroupContext } from './context.js';
import { prepareMoves, removeTree } from './control-files.js';
import { Controllers } from './controllers.js';
import { saysUnwritable } from './errnos.js';
import { Guard } from './guard.js';
import { isInState } from './freezer.js';
import { Inheritance } from './inheritance.js';
import { describeKernel, findKillMethod } from './kernel-features.js';
import type { KillMethod } from './kill-tree.js';
import { below, type CgroupLocation } from './mounts.js';
import { Escapees } from './escapees.js';
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
  /** Where earlier hosts of this one's kind may have made their directories. */
  readonly bases: readonly CgroupLocation[];
  /** `auto`: `cgroup.kill` where the kernel has it (Linux 5.14). */
  readonly killMethod: KillMethod | 'auto';
  readonly limitMarks: Promise<LimitMarks>;
}

type Proven = Omit<CgroupSessionOptions, 'limitMarks'> & { readonly limitMarks: LimitMarks };

export class CgroupSession implements BackendSession {
  readonly confidence = 'high';
  readonly reasons: readonly string[] = initAdvice();
  readonly hungUpWith: typeof hungUpWith = hungUpWith;
  readonly guarantees: readonly string[];
  readonly #kernel: Readonly<Record<string, string>>;
  readonly #around: Omit<CgroupContext, 'onClose'>;
  readonly #guard: Guard | undefined;
  readonly #containers = new Set<CgroupContainer>();
  readonly #degradations = new Degradations();
  readonly #inheritance: Inheritance;
  #ancestors: ReadonlySet<number> = hostAndAncestors();
  #ticks = 0;

  /** Makes the host's directory, proves itself in it, and leaves nothing behind where the proof fails. */
  static async open(options: CgroupSessionOptions): Promise<CgroupSession> {
    const instance = await makeInstance(options);
    let session: CgroupSession | undefined;
    try {
      const { killMethod } = options;
      const method = killMethod === 'auto' ? await findKillMethod(instance.directory) : killMethod;
      session = new CgroupSession(instance, method, { ...options, limitMarks: await options.limitMarks });
      await Promise.all([session.#prepareMoves(), session.#proveItself()]);
      await session.#inheritance.open();
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
    { base, home, onHostExit, delegation, bases, stateDir, limitMarks }: Proven,
  ) {
    const report = (reason: string) => this.#degradations.tell(reason);
    const note = (reason: string) => this.#degradations.note(reason);
    this.#kernel = { ...describeKernel(instance.directory), 'second marker': inFewWords(limitMarks) };
    const clock = new BootClock();
    const cursor = new PidCursor();
    const escapees = new Escapees({ instance, clock, cursor, hasLimitMarks: limitMarks.status === 'set' });
    const listeningPorts = new ListeningPorts(clock);
    const controllers = new Controllers({ base, instance, mayMoveHost: delegation === 'auto' });
    const readers = { clock, cursor, escapees, listeningPorts, controllers };
    this.#around = { instance, home, killMethod, report, note, ...readers };
    this.#guard = onHostExit === 'kill' ? new Guard(this.#around) : undefined;
    this.#inheritance = new Inheritance({ around: this.#around, bases, stateDir });
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
    const searchesEscapees = this.#ticks % ticksBetweenSearches === 0;
    return new CgroupTick(this.#around, { rotating: [...this.#containers][turn], searchesEscapees });
  }

  async leftovers(): Promise<readonly FoundContainer[]> {
    return this.#inheritance.list();
  }

  async adopt(found: FoundContainer, key: ContainerKey): Promise<Container> {
    const left = this.#inheritance.find(found);
    if (left === undefined) throw new Error(`${found.instance} is not known here`);
    const container = await this.#create(key);
    try {
      await container.takeOver(left, basename(this.#around.instance.directory));
      return container;
    } catch (error) {
      // What has come over already stays with the block; only an empty one is of no use.
      if (!(await container.isEmpty())) return container;
      await container.remove(performance.now() + removalBoundMs);
      throw error;
    }
  }

  async createContainer(key: ContainerKey): Promise<Container> {
    return this.#create(key);
  }

  async #create(key: ContainerKey): Promise<CgroupContainer> {
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

  async sessionOf(pid: number): Promise<SystemSession | undefined> {
    return sessionIn(readProcStat(pid));
  }

  onDegraded(listener: (reason: string) => void): void {
    this.#degradations.onDegradation(listener);
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
      await this.#inheritance.close();
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

  /** Beside what comes before the first process is started. */
  async #prepareMoves(): Promise<void> {
    const pid = this.#guard?.pid;
    if (pid !== undefined) await prepareMoves(pid, this.#around.home);
  }

  async #proveItself(): Promise<void> {
    const container = await this.createContainer({ blockId: 'self-test', generation: 0 });
    const reason = await selfTest(container);
    if (reason !== undefined) await container.endAll();
    await container.remove(performance.now() + removalBoundMs);
    if (reason !== undefined) {
      throw new Error(`the self-test failed in ${this.#around.instance.directory}: ${reason}`);
    }
    const { lostUnheard } = this.#degradations;
    if (lostUnheard.length > 0) throw new Error(lostUnheard.join('; '));
  }
}

async function makeInstance({ base, onHostExit }: CgroupSessionOptions): Promise<CgroupLocation> {
  for (let number = 1; number <= mostInstances; number++) {
    const instance = below(base, instanceName(onHostExit, String(number)));
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

import { readFileSync } from 'node:fs';
import type { Backend, ProcessRef, RegistryOptions, TrackerRegistry } from '../../src/index.js';
import { moveTo } from '../support/cgroups.js';
import { look, type Seen } from '../support/oracle.js';
import { type Program, programs, shapes } from '../support/programs.js';
import { endExactly, Scenario, type Started as StartedProgram } from '../support/scenario.js';
import { until } from '../support/until.js';
import type { Faults, Kind, Started, Starter, World } from './world.js';

const programOf: Record<Kind, Program> = {
  plain: programs['plain-child'],
  daemon: programs['double-fork'],
  stubborn: programs.trap,
  stopped: programs.stopped,
  storm: programs['fork-storm'],
  zombie: programs['zombie-parent'],
  branches: shapes.branches,
  brief: shapes.brief,
  execs: shapes.execs,
};

const bootId = readFileOrEmpty('/proc/sys/kernel/random/boot_id');
const bootedAt = Number(/^btime (\d+)$/m.exec(readFileOrEmpty('/proc/stat'))?.[1]);

/** How a backend writes the birth of a process. */
export type BirthOf = (process: Pick<Seen, 'startTicks'>) => string;

const byTicks: BirthOf = ({ startTicks }) => `${bootId}:${startTicks}`;

/** Whole seconds since the epoch: /proc counts in hundredths since boot. */
export function bySeconds(prefix: string): BirthOf {
  return ({ startTicks }) => `${prefix}:${bootedAt + Math.floor(startTicks / 100)}`;
}

/** Real processes on Linux; /proc tells what is true. */
export class LinuxWorld implements World {
  readonly registry: TrackerRegistry;
  readonly #scenario: Scenario;
  readonly #backend: Backend;
  readonly #birthOf: BirthOf;

  static async open(backend: Backend, birthOf: BirthOf = byTicks): Promise<LinuxWorld> {
    const scenario = new Scenario();
    return new LinuxWorld(scenario, await scenario.open({ backend }), { backend, birthOf });
  }

  private constructor(
    scenario: Scenario,
    registry: TrackerRegistry,
    { backend, birthOf }: { readonly backend: Backend; readonly birthOf: BirthOf },
  ) {
    this.#scenario = scenario;
    this.#backend = backend;
    this.#birthOf = birthOf;
    this.registry = registry;
  }

  get faults(): Faults {
    throw new Error('a real system shows no faults on demand');
  }

  open(options: RegistryOptions): Promise<TrackerRegistry> {
    return this.#scenario.open({ backend: this.#backend, ...options });
  }

  hasCapability(capability: string): boolean {
    return capability === 'escape';
  }

  async start(starter: Starter, kind: Kind): Promise<Started> {
    return this.#toStarted(await this.#scenario.start(starter, programOf[kind]));
  }

  async startOutside(kind: Kind): Promise<Started> {
    return this.#toStarted(await this.#scenario.startOutside(programOf[kind]));
  }

  isAlive: World['isAlive'] = (ref) => this.#find(ref) !== undefined;

  async end(ref: ProcessRef): Promise<void> {
    const found = this.#find(ref);
    if (found !== undefined) endExactly(found);
    await until(() => !this.isAlive(ref), { what: `PID ${ref.pid} has gone` });
  }

  escape({ pid }: ProcessRef): void {
    moveTo(this.#scenario.elsewhere(), pid);
  }

  dispose(): Promise<void> {
    return this.#scenario.end();
  }

  #find({ pid, birth }: ProcessRef): Seen | undefined {
    const seen = look(pid);
    return seen !== undefined && this.#birthOf(seen) === birth ? seen : undefined;
  }

  #toStarted({ root, processes }: StartedProgram): Started {
    if (root === undefined) throw new Error('the root has gone before the rest had started');
    return { root: this.#refOf(root), all: processes.map((seen) => this.#refOf(seen)) };
  }

  #refOf(seen: Seen): ProcessRef {
    return { pid: seen.pid, birth: this.#birthOf(seen) };
  }
}

function readFileOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

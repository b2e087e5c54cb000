import { readFileSync } from 'node:fs';
import type { Backend, PaneTracker, ProcessRef, RegistryOptions, TrackerRegistry } from '../../src/index.js';
import { moveTo } from '../support/cgroups.js';
import { isAlive, type Seen, startTicksOf } from '../support/oracle.js';
import { type Program, programs, shapes } from '../support/programs.js';
import { endExactly, Scenario, type Started as StartedProgram } from '../support/scenario.js';
import { until } from '../support/until.js';
import type { Faults, Kind, Started, World } from './world.js';

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

/** Real processes on Linux; /proc tells what is true. */
export class LinuxWorld implements World {
  readonly registry: TrackerRegistry;
  readonly #scenario: Scenario;
  readonly #backend: Backend;

  static async open(backend: Backend): Promise<LinuxWorld> {
    const scenario = new Scenario();
    return new LinuxWorld(scenario, backend, await scenario.open({ backend }));
  }

  private constructor(scenario: Scenario, backend: Backend, registry: TrackerRegistry) {
    this.#scenario = scenario;
    this.#backend = backend;
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

  async start(tracker: PaneTracker, kind: Kind): Promise<Started> {
    return toStarted(await this.#scenario.start(tracker, programOf[kind]));
  }

  async startOutside(kind: Kind): Promise<Started> {
    return toStarted(await this.#scenario.startOutside(programOf[kind]));
  }

  isAlive: World['isAlive'] = ({ pid, birth }) => isAlive({ pid, startTicks: startTicksOf(birth) });

  async end({ pid, birth }: ProcessRef): Promise<void> {
    endExactly({ pid, startTicks: startTicksOf(birth) });
    await until(() => !this.isAlive({ pid, birth }), { what: `PID ${pid} has gone` });
  }

  escape({ pid }: ProcessRef): void {
    moveTo(this.#scenario.elsewhere(), pid);
  }

  dispose(): Promise<void> {
    return this.#scenario.end();
  }
}

function toStarted({ root, processes }: StartedProgram): Started {
  if (root === undefined) throw new Error('the root has gone before the rest had started');
  return { root: refOf(root), all: processes.map(refOf) };
}

function refOf({ pid, startTicks }: Seen): ProcessRef {
  return { pid, birth: `${bootId}:${startTicks}` };
}

function readFileOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

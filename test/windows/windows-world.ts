import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import {
  openRegistry,
  type ProcessRef,
  type RegistryOptions,
  type TrackerRegistry,
  windowsJob,
} from '../../src/index.js';
import { toBirth, toTarget } from '../../src/platform/windows-job/births.js';
import { JobHelper } from '../../src/platform/windows-job/job-helper.js';
import { atOnce } from '../contract/cases/quick.js';
import type { Faults, Kind, Started, Starter, World } from '../contract/world.js';
import { until } from '../support/until.js';
import { directory, helperFile, treeProgram } from './given.js';
import { isInside } from './job-oracle.js';
import { isAlive, search, type Seen } from './oracle.js';

/** Wine takes up to half a second for each start on a bad day; the workflows ask for more. */
const crowd = Number(process.env['PANETREE_WINDOWS_MEMBERS'] ?? 100);

/** What `tree.exe` starts for each kind, and how many of it stay. */
const plans: Record<Kind | 'many', { readonly plan: string; readonly processes: number }> = {
  plain: { plan: 'plain', processes: 2 },
  daemon: { plan: 'daemon', processes: 2 },
  stubborn: { plan: 'stubborn', processes: 2 },
  stopped: { plan: 'stopped', processes: 2 },
  storm: { plan: 'storm', processes: 5 },
  zombie: { plan: 'ended-child', processes: 2 },
  branches: { plan: 'branches', processes: 5 },
  brief: { plan: 'brief', processes: 1 },
  execs: { plan: 'plain', processes: 2 },
  many: { plan: `many:${crowd}`, processes: 1 + crowd },
};
/** Which of them are suspended once they run. */
const suspended: Partial<Record<Kind | 'many', RegExp>> = { stopped: /\.1$/, branches: /\.1\.1$/ };

/** Its children would each have one of their own then, and a conhost.exe in the job with it. */
export const noConsole = 'a program that was to have a console has none';

const nobody = { onHint: () => undefined, onNoise: () => undefined, onLost: () => undefined };

/** A process of a case with the PID it has in Windows. */
interface Known extends Seen {
  readonly pid: number;
}

interface Placed extends Known {
  readonly ref: ProcessRef;
}

/** Three hundred processes of Wine’s take some seconds, and minutes where others are at work. */
const settleMs = { few: 30_000, many: 110_000 } as const;

let worlds = 0;
let shared: Promise<JobHelper> | undefined;

/** One for all worlds of a runner. */
function openProbe(): Promise<JobHelper> {
  shared ??= JobHelper.open({ file: helperFile, args: ['serve'], callBoundMs: 20_000 }, nobody);
  return shared;
}

/** Real processes. The oracle tells what is true; a helper of the world's own reads births and suspends. */
export class WindowsWorld implements World {
  readonly registry: TrackerRegistry;
  readonly #token = `t${process.pid}w${++worlds}x${Date.now()}`;
  readonly #probe: JobHelper;
  readonly #opened: TrackerRegistry[];
  readonly #placed = new Map<string, Placed>();
  #starts = 0;

  static async open(): Promise<WindowsWorld> {
    return new WindowsWorld(await openProbe(), await openHere());
  }

  private constructor(probe: JobHelper, registry: TrackerRegistry) {
    this.#probe = probe;
    this.registry = registry;
    this.#opened = [registry];
  }

  get faults(): Faults {
    throw new Error('a real system shows no faults on demand');
  }

  async open(options: RegistryOptions = {}): Promise<TrackerRegistry> {
    const registry = await openHere(options);
    this.#opened.push(registry);
    return registry;
  }

  hasCapability(): boolean {
    return false;
  }

  /** The root is the command, in a console of its own, as in a terminal’s pane. Its gate comes last, where it is a member. */
  async start(starter: Starter, kind: Kind | 'many'): Promise<Started> {
    const id = this.nextId();
    const args = [directory, id, plans[kind].plan];
    const gate = await starter.spawn(treeProgram, args, { stdio: 'ignore', windowsHide: true });
    const started = await this.#started(id, kind, gate);
    if (this.toldBy(id)?.includes('without a console') === true) throw new Error(noConsole);
    return started;
  }

  /** Through a shell: what a child of Node’s starts has left the job that Node keeps for its children. */
  async startOutside(kind: Kind): Promise<Started> {
    const id = this.nextId();
    const start = ['/d', '/c', 'start', '/b', treeProgram, directory, id, plans[kind].plan];
    spawn('cmd.exe', start, { stdio: 'ignore' });
    return this.#started(id, kind);
  }

  isAlive: World['isAlive'] = (ref) => {
    const placed = this.#placed.get(keyOf(ref));
    return placed !== undefined && isAlive(placed);
  };

  async end(ref: ProcessRef): Promise<void> {
    if (!this.isAlive(ref)) return;
    try {
      process.kill(ref.pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    await until(() => !this.isAlive(ref), { what: `PID ${ref.pid} has gone`, withinMs: 20_000 });
  }

  escape(): void {
    throw new Error('Windows takes no process out of its job');
  }

  /** Who has the world's own word in his command line, and with which ID. */
  get carrying(): RegExp {
    return new RegExp(`(${this.#token}[\\w.]+)`);
  }

  carriers(): readonly Seen[] {
    return search(this.carrying);
  }

  async dispose(): Promise<void> {
    for (const registry of this.#opened) await closeAtOnce(registry);
    for (const { ref } of this.#placed.values()) await this.end(ref);
    await until(() => this.carriers().length === 0, {
      what: () =>
        `nothing of the case is left; seen: ${this.carriers()
          .map((each) => each.command)
          .join('; ')}`,
    });
  }

  /** What of `tree.exe` runs under this ID, with the PIDs it told. */
  treesOf(id: string): readonly Known[] {
    return search(withId(id)).flatMap((seen) => {
      const isOther = / (?:exec|-e|start) |pane-host| (?:middle|nothing)$/.test(seen.command);
      const told = isOther ? undefined : this.toldBy(seen.found);
      return told === undefined ? [] : [{ ...seen, pid: Number.parseInt(told, 10) }];
    });
  }

  toldBy(id: string): string | undefined {
    try {
      const told = readFileSync(`${directory}\\${id}`, 'utf8');
      return told === '' ? undefined : told;
    } catch {
      return undefined;
    }
  }

  /** Waits until all of it runs; with its gate, where that is a member. */
  async settle(id: string, kind: Kind | 'many', gate?: ChildProcess): Promise<readonly ProcessRef[]> {
    return (await this.#started(id, kind, gate)).all;
  }

  async #started(id: string, kind: Kind | 'many', gate?: ChildProcess): Promise<Started> {
    const tree = await this.#settle(id, kind);
    const outer = gate === undefined ? [] : await this.#place(await gatesInside(id, gate));
    writeFileSync(`${directory}\\${id}.seen`, '');
    const root = tree.find(({ found }) => found === id);
    if (root === undefined) throw new Error('the root has gone before the rest had started');
    return { root: root.ref, all: [...tree, ...outer].map(({ ref }) => ref) };
  }

  async #settle(id: string, kind: Kind | 'many'): Promise<readonly Placed[]> {
    const { processes } = plans[kind];
    const look = () => this.treesOf(id);
    const whole = () => {
      const seen = look();
      return seen.length === processes ? seen : undefined;
    };
    const seen = await until(whole, {
      what: () => `${kind} runs: ${look().length} of ${processes} have told their PID`,
      withinMs: settleMs[kind === 'many' ? 'many' : 'few'],
    });
    const placed = await this.#place(seen);
    for (const { found, ref } of placed) {
      if (suspended[kind]?.test(found) === true) await this.#probe.suspend(toTarget(ref));
    }
    return placed;
  }

  /** Their births are read once for all of them. */
  async #place(seen: readonly Known[]): Promise<readonly Placed[]> {
    const described = await this.#probe.usage(seen.map(({ pid }) => pid));
    const births = new Map(described.map(({ pid, birth }) => [pid, birth]));
    return seen.map((each) => {
      const birth = births.get(each.pid);
      if (birth === undefined) throw new Error(`PID ${each.pid} has gone: ${each.command}`);
      const placed = { ...each, ref: { pid: each.pid, birth: toBirth(birth) } };
      this.#placed.set(keyOf(placed.ref), placed);
      return placed;
    });
  }

  nextId(): string {
    return `${this.#token}s${++this.#starts}`;
  }
}

function openHere(options: RegistryOptions = {}): Promise<TrackerRegistry> {
  return openRegistry({ backend: windowsJob(), pollIntervalMs: 60_000, ...options });
}

/** By default closing asks first, and waits. */
async function closeAtOnce(registry: TrackerRegistry): Promise<void> {
  await Promise.all(registry.blocks().map((blockId) => registry.remove(blockId, atOnce)));
  await registry.close();
}

/**
 * The gate of this command, if it is inside. It can be that it is not: where one of them was quicker than Node, which
 * puts what it has started into a job of its own, the jobs of that registry lie outside that one.
 */
async function gatesInside(id: string, { pid }: ChildProcess): Promise<readonly Known[]> {
  const [gate, ...others] = search(withId(id)).filter(({ command }) => / exec /.test(command));
  const [, job] = / exec (\S+) /.exec(gate?.command ?? '') ?? [];
  if (pid === undefined || gate === undefined || job === undefined || others.length > 0) {
    throw new Error(`not one gate for ${id}`);
  }
  return (await isInside(job, pid)) ? [{ ...gate, pid }] : [];
}

function withId(id: string): RegExp {
  return new RegExp(`(${id}[\\d.]*) `);
}

function keyOf({ pid, birth }: ProcessRef): string {
  return `${pid}@${birth}`;
}

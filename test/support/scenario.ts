import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  openRegistry,
  type PaneTracker,
  type RegistryOptions,
  type TrackerRegistry,
} from '../../src/index.js';
import { clear, directoriesOf, isRemoved, mountPoint, pathOf } from './cgroups.js';
import { carriersOf, inWords, look, readOrNothing, type Seen } from './oracle.js';
import { type Program, settle } from './programs.js';
import { until } from './until.js';

let counter = 0;

export interface Started {
  readonly child: ChildProcess;
  readonly root: Seen | undefined;
  readonly processes: readonly Seen[];
}

/**
 * What one test starts. Everything carries the scenario's token, so that `end` finds it by looking at /proc,
 * whatever the code under test believes.
 */
export class Scenario {
  /** Digits, so that `sleep 600.TOKEN` is a length of time. */
  readonly token = `${process.pid}${++counter}${Date.now()}`;
  readonly #registries: TrackerRegistry[] = [];
  readonly #hosts: number[] = [];
  readonly #cleanups: (() => void | Promise<void>)[] = [];
  #stateHome: string | undefined;
  #panes = 0;
  #starts = 0;

  get environment(): Record<string, string> {
    return environmentWith(this.token);
  }

  async open(options: RegistryOptions = {}): Promise<TrackerRegistry> {
    const registry = await openRegistry({ backend: 'linux-cgroup', pollIntervalMs: 60_000, ...options });
    this.#registries.push(registry);
    return registry;
  }

  /** A pane in a registry of its own, unless one is given. */
  async pane(registry?: TrackerRegistry): Promise<PaneTracker> {
    return (registry ?? (await this.open())).ensureTracker(`pane ${++this.#panes}`);
  }

  /** Starts the program in the pane and waits until all of it runs. */
  async start(
    tracker: Pick<PaneTracker, 'spawn'>,
    program: Program,
    options: SpawnOptions = {},
  ): Promise<Started> {
    const token = this.#nextToken();
    const env = environmentWith(token);
    const child = await tracker.spawn(program.file, [token], { stdio: 'ignore', env, ...options });
    return settled(child, program, token);
  }

  /** Starts the program in no pane. */
  async startOutside(program: Program): Promise<Started> {
    const token = this.#nextToken();
    const child = this.spawnOutside(program.file, [token], { env: environmentWith(token) });
    return settled(child, program, token);
  }

  spawnOutside(file: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    return spawn(file, args, { stdio: 'ignore', env: this.environment, ...options });
  }

  /** Where its commands keep what outlives them. */
  get stateHome(): string {
    this.#stateHome ??= this.temporaryDirectory();
    return this.#stateHome;
  }

  carriers(): readonly Seen[] {
    return carriersOf(this.token);
  }

  /** Each `sleep SECONDS.TOKEN`. A host sleeps too, in its self-test and its guard, with the token in its environment. */
  sleepers(): readonly Seen[] {
    const isSleeper = ({ pid, name }: Seen) =>
      name === 'sleep' && readOrNothing(`/proc/${pid}/cmdline`)?.includes(this.token) === true;
    return this.carriers().filter(isSleeper);
  }

  /** Fails when anything of the scenario is alive. */
  async expectNothingLeft(withinMs = 1000): Promise<void> {
    await until(() => this.carriers().length === 0, {
      what: () => `nothing is left of the scenario; seen: ${inWords(this.carriers())}`,
      withinMs,
    });
  }

  /** A host process of its own, whose directories `end` removes as well. */
  ownHost(pid: number): void {
    this.#hosts.push(pid);
  }

  temporaryDirectory(): string {
    const directory = mkdtempSync(join(tmpdir(), 'panetree-test-'));
    this.atEnd(() => rmSync(directory, { recursive: true, force: true }));
    return directory;
  }

  /** A cgroup beside this process's own, where a service manager might put somebody. */
  elsewhere(): string {
    const directory = `${mountPoint()}${pathOf('self')}/panetree-test-${this.token}`;
    this.makeCgroup(directory);
    return directory;
  }

  /** One whose processes end soon after their host, if not before. */
  makeCgroup(directory: string): void {
    mkdirSync(directory, { recursive: true });
    this.atEnd(
      async () => void (await until(() => isRemoved(directory), { what: `${directory} is removed` })),
    );
  }

  atEnd(cleanup: () => void | Promise<void>): void {
    this.#cleanups.push(cleanup);
  }

  /** Leaves nothing behind, be the test passed or failed. */
  async end(): Promise<void> {
    const problems: unknown[] = [];
    const attempt = async (act: () => unknown) => {
      try {
        await act();
      } catch (error) {
        problems.push(error);
      }
    };
    for (const cleanup of this.#cleanups.toReversed()) await attempt(cleanup);
    this.endCarriers();
    for (const registry of this.#registries) await attempt(() => registry.close());
    await attempt(() =>
      until(() => this.endCarriers() === 0, { what: 'every process of the scenario is ended' }),
    );
    for (const host of this.#hosts) {
      for (const directory of directoriesOf(host)) {
        await attempt(() => until(() => isCleared(directory, host), { what: `${directory} is removed` }));
      }
    }
    if (problems.length > 0) throw new AggregateError(problems, 'the scenario could not be cleaned up');
  }

  /** Ends each by its exact PID, right after looking that it still is the same process. */
  endCarriers(): number {
    const carriers = this.carriers();
    for (const carrier of carriers) endExactly(carrier);
    return carriers.length;
  }

  /** Each start has a token of its own, which begins with that of the scenario. */
  #nextToken(): string {
    return `${this.token}${String(++this.#starts).padStart(3, '0')}`;
  }
}

async function settled(child: ChildProcess, program: Program, token: string): Promise<Started> {
  const processes = await settle(program, token);
  return { child, processes, root: processes.find(({ pid }) => pid === child.pid) };
}

function environmentWith(token: string): Record<string, string> {
  return { ...(process.env as Record<string, string>), PANETREE_TEST: token };
}

export function endExactly(process_: Pick<Seen, 'pid' | 'startTicks'>): void {
  if (look(process_.pid)?.startTicks !== process_.startTicks) return;
  try {
    process.kill(process_.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isCleared(directory: string, host: number): boolean {
  clear(directory);
  return !directoriesOf(host).includes(directory);
}

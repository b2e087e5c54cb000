import {
  openRegistry,
  type PaneTracker,
  type ProcessRef,
  type RegistryOptions,
  type RootExit,
  type TrackerRegistry,
} from '../../src/index.js';
import { FakeBackend } from '../support/fake-backend.js';
import { launcher } from '../support/fake-container.js';
import { type FakeProcess, outside, type Traits } from '../support/fake-kernel.js';
import type { Faults, Kind, Started, Starter, World } from './world.js';

const stubborn = { ignores: ['SIGHUP', 'SIGTERM'] } as const satisfies Traits;
const stormSize = 8;

/** A world in memory. It has every capability, so every case runs in it. */
export class FakeWorld implements World {
  readonly #backend: FakeBackend;
  readonly #opened: TrackerRegistry[] = [];
  readonly registry: TrackerRegistry;
  readonly faults: Faults;

  static async open(): Promise<FakeWorld> {
    const backend = new FakeBackend();
    return new FakeWorld(backend, await openRegistry({ backend, pollIntervalMs: 60_000 }));
  }

  private constructor(backend: FakeBackend, registry: TrackerRegistry) {
    this.#backend = backend;
    this.registry = registry;
    this.faults = faultsOf(backend, (tracker, traits) => this.#startRoot(tracker, 'stuck', traits));
  }

  async open(options: RegistryOptions = {}): Promise<TrackerRegistry> {
    const registry = await openRegistry({ backend: this.#backend, pollIntervalMs: 60_000, ...options });
    this.#opened.push(registry);
    return registry;
  }

  async dispose(): Promise<void> {
    const { failures } = this.#backend;
    failures.list.clear();
    failures.slowList.clear();
    this.#backend.kernel.endEverything();
    await Promise.all([this.registry, ...this.#opened].map((registry) => registry.close()));
  }

  hasCapability(): boolean {
    return true;
  }

  async start(starter: Starter, kind: Kind): Promise<Started> {
    const root = await this.#startRoot(starter, kind, rootTraits[kind]);
    return this.#grow(root, kind);
  }

  async startOutside(kind: Kind): Promise<Started> {
    const kernel = this.#backend.kernel;
    return this.#grow(kernel.start({ name: kind, traits: rootTraits[kind] ?? {} }), kind);
  }

  isAlive: World['isAlive'] = (ref) => this.#backend.kernel.isAlive(ref);

  async end(ref: ProcessRef): Promise<void> {
    const found = this.#find(ref);
    if (found !== undefined) this.#backend.kernel.end(found, { signal: 'SIGKILL' });
  }

  escape(ref: ProcessRef): void {
    const found = this.#find(ref);
    if (found !== undefined) this.#backend.kernel.move(found, '/user.slice/other.scope');
  }

  #find({ pid, birth }: ProcessRef): FakeProcess | undefined {
    const found = this.#backend.kernel.find(pid);
    return found?.birth === birth ? found : undefined;
  }

  /** As `spawn` does it, but for the process itself. */
  async #startRoot(starter: Starter, name: string, traits: Traits = {}): Promise<FakeProcess> {
    const { kernel } = this.#backend;
    const command = await starter.wrap({ file: name, args: [] });
    const place = command.file === launcher ? (command.args[0] ?? outside) : outside;
    const root = kernel.start({ name, place, traits });
    const exited = new Promise<RootExit>((resolve) => {
      kernel.events.on('exit', (ended: FakeProcess) => {
        if (ended === root) resolve({ exitCode: ended.exitCode, signal: ended.exitSignal });
      });
    });
    if ('runId' in starter) void starter.confirm(root.pid, { exited });
    else void starter.confirm(root.pid, exited);
    return root;
  }

  #grow(root: FakeProcess, kind: Kind): Started {
    const { kernel } = this.#backend;
    const grown = growths[kind]?.({
      root,
      fork: (parent, traits) => kernel.fork(parent, 'sleep', traits),
      kernel,
    });
    return { root: refOf(root), all: [root, ...(grown ?? [])].map(refOf) };
  }
}

const rootTraits: Partial<Record<Kind, Traits>> = {
  stubborn,
  storm: { forksOnSignal: stormSize },
};

interface Soil {
  readonly root: FakeProcess;
  readonly fork: (parent: FakeProcess, traits?: Traits) => FakeProcess;
  readonly kernel: FakeBackend['kernel'];
}

/** What a root of each kind starts. */
const growths: Partial<Record<Kind, (soil: Soil) => readonly FakeProcess[]>> = {
  plain: ({ root, fork }) => [fork(root)],
  daemon: ({ root, fork }) => {
    const daemon = fork(root);
    daemon.ppid = 1;
    return [fork(root), daemon];
  },
  stubborn: ({ root, fork }) => [fork(root, stubborn)],
  stopped: ({ root, fork, kernel }) => {
    const stopped = fork(root);
    kernel.signal(stopped, 'SIGSTOP');
    return [stopped];
  },
  storm: ({ root, fork }) => [fork(root, { forksOnSignal: stormSize })],
  zombie: ({ root, fork, kernel }) => {
    kernel.leaveZombie(fork(root));
    return [fork(root)];
  },
  branches: ({ root, fork, kernel }) => {
    const branch = fork(root);
    const stopped = fork(branch);
    kernel.signal(stopped, 'SIGSTOP');
    return [branch, stopped, fork(branch), fork(root)];
  },
  brief: ({ root, kernel }) => {
    setTimeout(() => kernel.end(root, { code: 7 }), 30);
    return [];
  },
  execs: ({ root }) => {
    setTimeout(() => Object.assign(root, { name: 'sleep', command: 'sleep 600.1' }), 30);
    return [];
  },
};

type StartRoot = (tracker: PaneTracker, traits: Traits) => Promise<FakeProcess>;

function faultsOf(backend: FakeBackend, startRoot: StartRoot): Faults {
  const { failures, looks, kernel } = backend;
  return {
    failList: (blockId) => void failures.list.set(blockId, new Error('EIO')),
    mendList: (blockId) => void failures.list.delete(blockId),
    delayList: (blockId) => {
      let release = nothing;
      failures.slowList.set(blockId, new Promise((resolve) => (release = resolve)));
      return () => {
        failures.slowList.delete(blockId);
        release();
      };
    },
    mostLooksAtOnce: (blockId) => looks.mostAtOnce.get(blockId) ?? 0,
    looks: () => looks.total,
    failJoin: (reason) => void (failures.join = reason),
    failAttach: () => void (failures.attach = 'denied'),
    failFreeze: (reason) => void (failures.freeze = reason),
    failContainers: (reason) => void (failures.createContainer = new Error(reason)),
    degrade: (reason) => {
      for (const listener of backend.degradedListeners) listener(reason);
    },
    reusePid: ({ pid }) => {
      const old = kernel.find(pid);
      if (old === undefined) throw new Error(`no PID ${pid}`);
      kernel.end(old, { code: 0 });
      return refOf(kernel.start({ pid, name: 'successor', place: old.place }));
    },
    startUnkillable: async (tracker) => refOf(await startRoot(tracker, { isUnkillable: true })),
    putHostInside: async (tracker) => {
      const inside = await startRoot(tracker, stubborn);
      backend.protectedPids.add(inside.pid);
      return refOf(inside);
    },
  };
}

function refOf({ pid, birth }: ProcessRef): ProcessRef {
  return { pid, birth };
}

function nothing(): void {
  // Stands in until the promise has handed out its own.
}

import type { PaneTracker, ProcessRef, RegistryOptions, Run, TrackerRegistry } from '../../src/index.js';

/**
 * What a case can start. `plain`: a root and a child. `daemon`: one that lost its parent as well. `stubborn`:
 * ignores SIGHUP and SIGTERM. `storm`: forks when asked to end. `zombie`: the root has a child it does not
 * wait for. `branches`: a branch with two leaves, one of them stopped, and a leaf beside it. `brief`: exits by
 * itself, with code 7. `execs`: becomes another program after a while.
 */
export type Kind =
  | 'plain'
  | 'daemon'
  | 'stubborn'
  | 'stopped'
  | 'storm'
  | 'zombie'
  | 'branches'
  | 'brief'
  | 'execs';

/** What a world may or may not be able to bring about. */
export type Capability = 'faults' | 'escape';

/** What starts a program inside a block. */
export type Starter = PaneTracker | Run;

export interface Started {
  /** The process the host itself started. */
  readonly root: ProcessRef;
  /** Everything that runs once the program has settled, the root included. */
  readonly all: readonly ProcessRef[];
}

/** Failures that only a system in memory can be made to show. */
export interface Faults {
  failList(blockId: string): void;
  mendList(blockId: string): void;
  /** Listing the block takes until the function it gives is called. */
  delayList(blockId: string): () => void;
  /** The most looks at the block that ran at the same time. */
  mostLooksAtOnce(blockId: string): number;
  looks(): number;
  failJoin(reason: string | undefined): void;
  failAttach(): void;
  failFreeze(reason: string | undefined): void;
  failContainers(reason: string): void;
  degrade(reason: string): void;
  /** The process ends and another one gets its PID, in the same block. */
  reusePid(ref: ProcessRef): ProcessRef;
  startUnkillable(tracker: PaneTracker): Promise<ProcessRef>;
  /** The host itself is found inside the block. */
  putHostInside(tracker: PaneTracker): Promise<ProcessRef>;
}

/** What a case runs in: a registry over some backend, and a way to tell what is true that does not ask it. */
export interface World {
  readonly registry: TrackerRegistry;
  /** One more registry over the same system. */
  open(options?: RegistryOptions): Promise<TrackerRegistry>;
  hasCapability(capability: Capability): boolean;
  /** Rejects where the world has no `faults`. */
  readonly faults: Faults;
  start(starter: Starter, kind: Kind): Promise<Started>;
  startOutside(kind: Kind): Promise<Started>;
  /** Asks the system itself. */
  readonly isAlive: (ref: ProcessRef) => boolean;
  /** SIGKILL from outside, as a person would with `kill -9`. */
  end(ref: ProcessRef): Promise<void>;
  /** Moves the process out of its container, as a service manager would. */
  escape(ref: ProcessRef): void;
}

export interface ContractCase {
  readonly rule: number;
  readonly name: string;
  readonly needs?: Capability;
  readonly run: (world: World) => Promise<void>;
}

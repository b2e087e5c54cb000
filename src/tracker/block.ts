import type {
  BackendSession,
  Container,
  FoundContainer,
  LimitListener,
  LookDepth,
  MemberRecord,
  ProcessRef,
  Tick,
} from '../platform/contract.js';
import { untracked } from '../platform/select.js';
import type { Poller, PollSource } from '../poller/poller.js';
import type { RootExit } from './join-api.js';
import type { ActivityWatch } from './activity-watch.js';
import type { EventBus } from './bus.js';
import { TrackerError } from './errors.js';
import type { ExitReason } from './events.js';
import type { BlockScope } from './block-scope.js';
import { keyOf } from './ancestry.js';
import { FreezeState } from './freeze-state.js';
import { BlockRuns } from './block-runs.js';
import { type JoinMark, type JoinQuery, Joins } from './joins.js';
import { Membership } from './membership.js';
import { type Exit, Publication } from './publication.js';
import { ReadState } from './read-state.js';
import { Roots } from './roots.js';
import { BlockConfidence } from './block-confidence.js';
import { Terminals } from './terminals.js';
import type { TrackedProcess } from './tracked-process.js';

/** A process that outlives a signal by this long ends later for a reason of its own. */
const fateBoundMs = 10_000;

interface Fate {
  readonly reason: ExitReason;
  /** On the clock of `performance.now()`. */
  readonly markedAt: number;
}

/** What a registry gives to each of its blocks. */
export interface BlockContext {
  /** What the block begins with, where another host has left it. */
  readonly left?: FoundContainer | undefined;
  readonly session: BackendSession;
  readonly bus: EventBus;
  readonly poller: Poller;
  readonly activity: ActivityWatch;
  readonly redact: (command: string) => string;
  readonly onHostExit: 'kill' | 'keep';
}

/** What is known of one block: its container, its members as published, and how far that can be trusted. */
export class Block implements PollSource {
  readonly scope: BlockScope;
  readonly publication: Publication;
  readonly confidence: BlockConfidence;
  readonly freezeState: FreezeState;
  readonly reads: ReadState;
  readonly membership: Membership;
  readonly runs: BlockRuns = new BlockRuns();
  readonly terminals: Terminals;
  /** Settles when the container is there; where none can be made, with one that tracks nothing. */
  readonly opening: Promise<Container>;
  readonly #around: BlockContext;
  readonly #roots = new Roots();
  /** Processes that were signalled and how their exit is to be told. */
  readonly #fates = new Map<string, Fate>();
  readonly #joins = new Joins();
  #container: Container | undefined;
  #isRetired = false;
  #observing: Promise<unknown> = Promise.resolve();
  #missed: string | undefined;

  /** The container is made once `after` has settled: an older generation of the block may still be closing. */
  constructor(scope: BlockScope, around: BlockContext, after: Promise<unknown>) {
    this.scope = scope;
    this.#around = around;
    this.publication = new Publication(around.bus, scope);
    this.confidence = new BlockConfidence(around.bus, scope, around.session);
    this.freezeState = new FreezeState(around.bus, scope);
    this.reads = new ReadState(around.bus, scope);
    this.terminals = new Terminals(around.session);
    this.membership = new Membership(around.redact);
    this.opening = after.then(() => this.#open());
  }

  /** Why it does not begin with what another host has left and is still alive. */
  get missed(): string | undefined {
    return this.#missed;
  }

  /** One look at a tick; what fails is told as `poll-failed`. */
  async look(tick: Tick): Promise<void> {
    if (this.#container !== undefined) await this.observe('tick', tick).catch(() => undefined);
  }

  /** Lists, then publishes. Looks at one block never overlap, so that none publishes older news than another. */
  observe(depth: LookDepth, tick?: Tick): Promise<readonly MemberRecord[]> {
    const observation = this.#observing.then(() => this.#observe(depth, tick));
    this.#observing = observation.catch(() => undefined);
    return observation;
  }

  /** Ends all looking: nothing may read a container that is being taken down. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    this.#around.poller.delete(this);
    await this.#observing;
  }

  /** Publishes the end of every process that is still listed. */
  finish(reasonFor: (process: TrackedProcess) => ExitReason): void {
    this.publication.publish(new Map(), (process) => ({ reason: reasonFor(process), root: undefined }));
    this.runs.finish();
    this.freezeState.close();
    this.reads.close();
  }

  /**
   * False while there is no container yet: nobody waits for another block's old generation. A process on its way in
   * counts once it has arrived; `before` leaves out those that set out later.
   */
  async contains(pid: number, { before }: Pick<JoinQuery, 'before'> = {}): Promise<boolean> {
    const container = this.#container;
    if (container === undefined) return false;
    if (await container.contains(pid)) return true;
    return (await this.#joins.settled({ pid, before })) && container.contains(pid);
  }

  /** What a bare PID means at this moment. */
  meantBy(target: number | ProcessRef): ProcessRef | undefined {
    return typeof target === 'number' ? this.publication.find(target) : target;
  }

  hint(): void {
    this.#around.poller.hint(this);
  }

  readonly tellLimit: LimitListener = (limit, count) => {
    this.#around.bus.emit('limit-reached', { ...this.scope, limit, count });
  };

  mark(processes: readonly ProcessRef[], reason: ExitReason): void {
    const markedAt = performance.now();
    for (const process of processes) this.#fates.set(keyOf(process), { reason, markedAt });
  }

  addRoot(pid: number, exited: Promise<RootExit>): void {
    this.#roots.add(pid, exited);
    const hint = () => this.hint();
    exited.then(hint, hint);
    const listed = this.publication.find(pid);
    if (listed !== undefined) this.#roots.bind(listed);
  }

  /** The process that was started is a launcher, and this is what it has started. */
  identifyRoot(pid: number, ref: ProcessRef): void {
    this.#roots.identify(pid, ref);
  }

  /** Whether something is to outlive the block. */
  get isKept(): boolean {
    const { processes } = this.publication;
    return this.#around.onHostExit === 'keep' || processes.some(({ lifetime }) => lifetime === 'kept');
  }

  wasSignalled(ref: ProcessRef): boolean {
    return this.#fateOf(ref) !== undefined;
  }

  async settled(): Promise<void> {
    await this.opening;
    await this.joinsSettled();
  }

  /** Commands on their way into the container count as started: whoever reads or kills waits for them. */
  async joinsSettled(): Promise<void> {
    await this.#joins.settled();
  }

  trackJoin(join: Promise<unknown>, mark: JoinMark): void {
    this.#joins.track(join, mark);
    const hint = () => this.hint();
    join.then(hint, hint);
  }

  failure(error: unknown): TrackerError {
    if (error instanceof TrackerError) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new TrackerError('read-failed', `block ${JSON.stringify(this.scope.blockId)}: ${message}`, {
      cause: error,
    });
  }

  async #open(): Promise<Container> {
    const container = await this.#createContainer();
    container.onHint(() => this.hint());
    container.onDowngrade((to, reason) => this.confidence.lower(to, reason));
    this.#container = container;
    const { level: confidence, reasons } = this.confidence;
    this.#around.bus.emit('tracker-opened', { ...this.scope, confidence, reasons });
    this.#around.poller.add(this);
    return container;
  }

  async #createContainer(): Promise<Container> {
    const { session, left } = this.#around;
    try {
      return left === undefined ? await session.createContainer(this.scope) : await this.#adopt(left);
    } catch (error) {
      const reason = `no container could be made: ${this.failure(error).message}`;
      this.confidence.lower('none', reason);
      return untracked([reason]).createContainer(this.scope);
    }
  }

  /** A block whose past is lost is a block all the same. */
  async #adopt(left: FoundContainer): Promise<Container> {
    const { session } = this.#around;
    try {
      return await session.adopt(left, this.scope);
    } catch (error) {
      const reason = `what ${left.instance} has left could not be adopted: ${this.failure(error).message}`;
      this.confidence.lower('best-effort', reason);
      const container = await session.createContainer(this.scope);
      const vitalities = await Promise.all(left.members.map((member) => container.vitality(member)));
      const isAlive = vitalities.some((vitality) => vitality === 'alive' || vitality === 'uninterruptible');
      if (isAlive) this.#missed = reason;
      return container;
    }
  }

  async #observe(depth: LookDepth, tick: Tick | undefined): Promise<readonly MemberRecord[]> {
    const container = await this.opening;
    if (this.#isRetired) return [];
    try {
      const records = await container.list(depth, tick);
      this.freezeState.follow(container);
      const next = this.membership.identify(records);
      if (!this.publication.isPublished(next)) await this.#publish(next);
      const { isWatched } = this.#around.activity;
      await this.runs.look({ container, depth, processes: next, isWatched });
      this.#roots.prune((pid) => next.has(pid));
      this.reads.succeeded('members');
      return records;
    } catch (error) {
      const failure = this.failure(error);
      this.reads.failed('members', failure);
      throw failure;
    }
  }

  async #publish(next: ReadonlyMap<number, TrackedProcess>): Promise<void> {
    for (const process of next.values()) this.#roots.bind(process);
    await this.#roots.settle(({ pid, birth }) => {
      const isPublished = this.publication.find(pid)?.birth === birth;
      return isPublished && next.get(pid)?.birth !== birth;
    });
    this.publication.publish(next, (process) => this.#exitOf(process));
    for (const process of next.values()) {
      this.#roots.dismiss(process);
      if (process.escapedTo === undefined) continue;
      this.confidence.lower('best-effort', `${process.name} has left for ${process.escapedTo}`);
    }
  }

  #exitOf(process: TrackedProcess): Exit {
    const reason = this.#fateOf(process) ?? 'exited';
    this.#fates.delete(keyOf(process));
    const root = this.#roots.exitOf(process);
    this.runs.exited(process, { reason, exit: root });
    return { reason, root };
  }

  #fateOf(ref: ProcessRef): ExitReason | undefined {
    const fate = this.#fates.get(keyOf(ref));
    return fate !== undefined && performance.now() - fate.markedAt < fateBoundMs ? fate.reason : undefined;
  }
}

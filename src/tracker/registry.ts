import { defaultPollIntervalMs } from '../defaults.js';
import type { Confidence, ProcessRef } from '../platform/contract.js';
import type { Selection } from '../platform/select.js';
import { Poller } from '../poller/poller.js';
import { ActivityWatch } from './activity-watch.js';
import type {
  AdoptOptions,
  BackendReport,
  BlockDescription,
  BlockSnapshot,
  PaneTracker,
  RegistryOptions,
  RegistryStats,
  TrackerRegistry,
  WatchUsageOptions,
} from './api.js';
import {
  requireBlockId,
  requireFunction,
  requireKillOptions,
  requireKillPidOptions,
  requireOneOf,
  requirePid,
  requireTarget,
  requireWatchOptions,
} from './arguments.js';
import { EventBus } from './bus.js';
import { describeBlock } from './description.js';
import { Endings } from './endings.js';
import { ClosedError, InvalidArgumentError } from './errors.js';
import { eventTypes, type TrackerEvents } from './events.js';
import { guardedRedaction } from './redaction.js';
import type { KillOptions, KillPidOptions, KillPidResult, KillReport } from './kill-api.js';
import { emptyReport } from './kill-report.js';
import type { Leftover } from './leftover-api.js';
import { Leftovers } from './leftovers.js';
import type { Run } from './run-api.js';
import { RunRegistry } from './run-registry.js';
import { refusalOf } from './refusal.js';
import { reportOf, statsOf } from './reports.js';
import { trackerOf } from './tracker-of.js';
import { Tracker, type TrackerContext } from './tracker.js';
import type { TrackedProcess } from './tracked-process.js';
import { type UsageListener, UsageWatch } from './usage-watch.js';

/** All blocks of a host over one opened backend. */
export class Registry implements TrackerRegistry {
  readonly #selection: Selection;
  readonly #onHostExit: 'kill' | 'keep';
  readonly #redact: (command: string) => string;
  readonly #bus: EventBus;
  readonly #poller: Poller;
  readonly #leftovers: Leftovers;
  readonly #usageWatch: UsageWatch;
  readonly #activity = new ActivityWatch();
  readonly #lostPromises: string[] = [];
  readonly #runs = new RunRegistry();
  readonly #trackers = new Map<string, Tracker>();
  readonly #endings = new Endings();
  #generations = 0;
  #joins = 0;
  #isClosing = false;
  #closing: Promise<readonly KillReport[]> | undefined;

  constructor(selection: Selection, options: RegistryOptions) {
    const { session } = selection;
    this.#selection = selection;
    this.#onHostExit = options.onHostExit ?? 'kill';
    this.#redact = options.redact === undefined ? (command) => command : guardedRedaction(options.redact);
    this.#leftovers = new Leftovers(selection.name, this.#redact, this.#runs);
    this.#bus = new EventBus(options.bus);
    const intervalMs = options.pollIntervalMs ?? defaultPollIntervalMs;
    this.#poller = new Poller({ intervalMs, beginTick: () => session.beginTick() });
    this.#usageWatch = new UsageWatch(() => [...this.#trackers.values()]);
    session.onDegraded((reason) => this.#lostPromises.push(reason));
  }

  get backend(): BackendReport {
    return reportOf(this.#selection, this.#lostPromises);
  }

  ensureTracker(blockId: string): PaneTracker {
    requireBlockId(blockId);
    if (this.#isClosing) throw new ClosedError('the registry');
    const existing = this.#trackers.get(blockId);
    if (existing?.state === 'open') return existing;
    const tracker = this.#open(blockId);
    this.#trackers.set(blockId, tracker);
    return tracker;
  }

  tracker(blockId: string): PaneTracker | undefined {
    requireBlockId(blockId);
    return this.#trackers.get(blockId);
  }

  blocks(): readonly string[] {
    return [...this.#trackers.keys()];
  }

  async blockOf(pid: number): Promise<string | undefined> {
    requirePid(pid);
    return (await trackerOf(pid, this.#trackers.values()))?.blockId;
  }

  async list(blockId: string): Promise<readonly TrackedProcess[]> {
    return (await this.tracker(blockId)?.list()) ?? [];
  }

  snapshot(blockId: string): BlockSnapshot | undefined {
    requireBlockId(blockId);
    return this.#trackers.get(blockId)?.snapshot();
  }

  async describe(blockId: string): Promise<BlockDescription | undefined> {
    const tracker = this.tracker(blockId);
    return tracker === undefined ? undefined : describeBlock(tracker, await tracker.list(), this.runs());
  }

  confidenceOf(blockId: string): Confidence {
    return this.tracker(blockId)?.confidence ?? 'none';
  }

  async killPid(
    blockId: string,
    target: number | ProcessRef,
    options?: KillPidOptions,
  ): Promise<KillPidResult> {
    requireTarget(target);
    requireKillPidOptions(options);
    return (await this.tracker(blockId)?.killPid(target, options)) ?? { status: 'unknown-block' };
  }

  async killTree(blockId: string, options?: KillOptions): Promise<KillReport> {
    requireKillOptions(options);
    return (await this.tracker(blockId)?.killTree(options)) ?? emptyReport(blockId, 'unknown-block');
  }

  remove(blockId: string, options?: KillOptions): Promise<KillReport> {
    const refusal = refusalOf(() => {
      requireBlockId(blockId);
      requireKillOptions(options);
    });
    return refusal ?? this.#end(blockId, 'kill', options);
  }

  runs(): readonly Run[] {
    return this.#runs.runs;
  }

  run(runId: number): Run | undefined {
    return this.#runs.find(runId);
  }

  get nextRunId(): number {
    return this.#runs.nextId;
  }

  reserveRunIds(upTo: number): void {
    this.#runs.reserve(upTo);
  }

  forgetRun(runId: number): boolean {
    return this.#runs.forget(runId);
  }

  on<K extends keyof TrackerEvents>(type: K, listener: (event: TrackerEvents[K]) => void): () => void {
    requireOneOf(type, 'type', eventTypes);
    requireFunction(listener, 'listener');
    return this.#bus.on(type, listener);
  }

  watchUsage(listener: UsageListener, options: WatchUsageOptions = {}): () => void {
    requireFunction(listener, 'listener');
    requireWatchOptions(options);
    if (this.#isClosing) throw new ClosedError('the registry');
    return this.#usageWatch.watch(listener, options);
  }

  watchActivity(): () => void {
    return this.#activity.watch();
  }

  async poll(): Promise<void> {
    await this.#poller.tick();
  }

  stats(): RegistryStats {
    return {
      ...this.#poller.stats(),
      ...statsOf([...this.#trackers.values()]),
      listeners: this.#bus.listeners,
    };
  }

  async leftovers(): Promise<readonly Leftover[]> {
    return (await this.#selection.session.leftovers()).map((each) => this.#leftovers.describe(each));
  }

  adopt(leftover: Leftover, options: AdoptOptions = {}): PaneTracker {
    const { left, resumed } = this.#leftovers.toAdopt(leftover, options);
    const { blockId, generation } = leftover;
    if (this.#isClosing) throw new ClosedError('the registry');
    if (this.#trackers.get(blockId)?.state === 'open') {
      throw new InvalidArgumentError('leftover', 'of a block that is not open', leftover);
    }
    this.#generations = Math.max(this.#generations, generation);
    const tracker = this.#open(blockId, { left });
    this.#trackers.set(blockId, tracker);
    tracker.resumeRuns(resumed);
    return tracker;
  }

  /** Nobody hears of it: it is not a block of this registry, and may be called like one. */
  async reap(leftover: Leftover, options?: KillOptions): Promise<KillReport> {
    requireKillOptions(options);
    const left = this.#leftovers.foundOf(leftover);
    if (this.#isClosing) throw new ClosedError('the registry');
    const reaper = this.#open(leftover.blockId, { left, bus: new EventBus(undefined) });
    return this.#leftovers.reap(reaper, options);
  }

  close(): Promise<readonly KillReport[]> {
    this.#isClosing = true;
    this.#usageWatch.close();
    this.#closing ??= this.#close().catch((error: unknown) => {
      // What could not be let go of may be let go of at the next call.
      this.#closing = undefined;
      throw error;
    });
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #open(
    blockId: string,
    inherited: Pick<TrackerContext, 'left'> & { readonly bus?: EventBus } = {},
  ): Tracker {
    const generation = ++this.#generations;
    this.#endings.reopened(blockId);
    return new Tracker(
      { blockId, generation },
      {
        session: this.#selection.session,
        bus: this.#bus,
        poller: this.#poller,
        activity: this.#activity,
        redact: this.#redact,
        runs: this.#runs,
        onHostExit: this.#onHostExit,
        ...inherited,
        takeJoinOrder: () => this.#joins++,
        isInOtherBlock: async (pid, asker, before) =>
          ((await trackerOf(pid, this.#trackers.values(), before)) ?? asker) !== asker,
      },
      Promise.allSettled([this.#endings.of(blockId)]),
    );
  }

  /** Each end of a block is one promise, for whoever asks and however often. */
  #end(blockId: string, how: 'kill' | 'keep', options?: KillOptions): Promise<KillReport> {
    const tracker = this.#trackers.get(blockId);
    if (tracker?.state === 'open') {
      const ending = tracker.close(how, options).finally(() => this.#forget(tracker));
      this.#endings.begin(blockId, ending);
    }
    return this.#endings.of(blockId) ?? Promise.resolve(emptyReport(blockId, 'unknown-block'));
  }

  /** The tracker goes at once, its report when enough later ones have come. */
  #forget(tracker: Tracker): void {
    if (this.#trackers.get(tracker.blockId) !== tracker) return;
    this.#trackers.delete(tracker.blockId);
    this.#endings.finished(tracker.blockId);
  }

  async #close(): Promise<readonly KillReport[]> {
    const ends = this.blocks().map((blockId) => this.#end(blockId, this.#onHostExit));
    try {
      return await Promise.all(ends);
    } finally {
      await Promise.allSettled([...ends, this.#leftovers.settled()]);
      await this.#selection.session.close();
    }
  }
}

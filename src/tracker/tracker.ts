import type { ChildProcess, SpawnOptions } from 'node:child_process';
import type { Command, Confidence, Limits, MemberSelector, ProcessRef } from '../platform/contract.js';
import type { BlockSnapshot, BlockUsage, KeepResult, PaneTracker, UsageOptions, WrapOptions } from './api.js';
import type { AttachResult, ConfirmResult, RootExit } from './join-api.js';
import {
  requireKillOptions,
  requireKillPidOptions,
  requirePid,
  requireTarget,
  requireWrapOptions,
} from './arguments.js';
import { Block, type BlockContext } from './block.js';
import { BlockResources, refuse } from './block-resources.js';
import { closure } from './ancestry.js';
import { Ending } from './ending.js';
import { Joiner } from './joiner.js';
import { ClosedError, InvalidArgumentError, type TrackerError } from './errors.js';
import type { BlockScope } from './block-scope.js';
import type { KillOptions, KillPidOptions, KillPidResult, KillReport, NamedProcess } from './kill-api.js';
import { hungUpBy } from './hang-up.js';
import { named } from './kill-names.js';
import { identify, killProcess } from './kill-process.js';
import { BlockRun, type RunContext } from './run.js';
import type { Run, RunDescription } from './run-api.js';
import type { RunRegistry } from './run-registry.js';
import { checkedDescription, identityOf, type ResumedRun } from './run-description.js';
import { exitOf, start, toCommand } from './spawning.js';
import type { TrackedProcess } from './tracked-process.js';

/** What a tracker needs of its registry besides what its block does. */
export interface TrackerContext extends BlockContext {
  readonly isInOtherBlock: (pid: number, asker: Tracker, before: number) => Promise<boolean>;
  /** Numbers the joins of all blocks. */
  readonly takeJoinOrder: () => number;
  readonly runs: RunRegistry;
}

export class Tracker implements PaneTracker {
  readonly #around: TrackerContext;
  readonly #block: Block;
  readonly #joiner: Joiner;
  readonly #ending: Ending;
  readonly resources: BlockResources;
  #state: PaneTracker['state'] = 'open';
  #closing: Promise<KillReport> | undefined;

  constructor(scope: BlockScope, around: TrackerContext, after: Promise<unknown>) {
    this.#around = around;
    this.#block = new Block(scope, around, after);
    this.#ending = new Ending(this.#block, around.session);
    this.#joiner = new Joiner({
      block: this.#block,
      session: around.session,
      isInOtherBlock: (pid, before) => around.isInOtherBlock(pid, this, before),
      takeOrder: around.takeJoinOrder,
      requireOpen: () => this.#requireOpen(),
    });
    this.resources = new BlockResources(this.#block, () => this.#joiner.container());
  }

  get blockId(): string {
    return this.#block.scope.blockId;
  }

  get generation(): number {
    return this.#block.scope.generation;
  }

  get state(): PaneTracker['state'] {
    return this.#state;
  }

  get confidence(): Confidence {
    return this.#block.confidence.level;
  }

  get reasons(): readonly string[] {
    return this.#block.confidence.reasons;
  }

  get lastError(): TrackerError | undefined {
    return this.#block.reads.lastError;
  }

  get missed(): string | undefined {
    return this.#block.missed;
  }

  get isFrozen(): boolean {
    return this.#block.freezeState.isFrozen;
  }

  get memberCount(): number {
    return this.#block.publication.count;
  }

  snapshot(): BlockSnapshot {
    const { seq, processes } = this.#block.publication;
    return { generation: this.generation, seq, confidence: this.confidence, processes };
  }

  /** With `before`, whatever set out for the block later than that does not count. */
  async contains(pid: number, before?: number): Promise<boolean> {
    return this.#state !== 'closed' && this.#block.contains(pid, { before });
  }

  async wrap(command: Command, options: WrapOptions = {}): Promise<Command> {
    const { run } = requireWrapOptions(options);
    if (run !== undefined) return this.#own(run).wrap(command);
    return this.#joiner.wrap(command);
  }

  async spawn(file: string, args: readonly string[] = [], options: SpawnOptions = {}): Promise<ChildProcess> {
    const command = toCommand(file, args, options);
    const child = await start(await this.wrap(command), command, options);
    if (child.pid !== undefined) void this.#joiner.confirm(child.pid, exitOf(child));
    return child;
  }

  async confirm(pid: number, exited?: Promise<RootExit>): Promise<ConfirmResult> {
    requirePid(pid);
    return this.#joiner.confirm(pid, exited);
  }

  readonly holdTerminal: PaneTracker['holdTerminal'] = (terminal) =>
    this.#block.terminals.add(terminal, () => this.#state !== 'closed' && this.#block.isKept);

  async attach(pid: number): Promise<AttachResult> {
    requirePid(pid);
    return this.#joiner.attach(pid);
  }

  /** Turns of the host before, which go on here under their ids. */
  resumeRuns(runs: readonly ResumedRun[]): void {
    for (const run of runs) {
      const part = { ...run, joins: this.#openPart(run.identity.runId) };
      this.#addRun(new BlockRun(part, this.#contextOfRuns));
    }
  }

  startRun(description?: RunDescription): Run {
    const checked = checkedDescription(description);
    this.#requireOpen();
    const identity = identityOf(this.#around.runs.takeId(), checked);
    const run = new BlockRun({ identity, joins: this.#openPart(identity.runId) }, this.#contextOfRuns);
    this.#addRun(run);
    return run;
  }

  #addRun(run: BlockRun): void {
    this.#block.runs.add(run);
    this.#around.runs.add(run);
  }

  async list(): Promise<readonly TrackedProcess[]> {
    if (this.#state === 'closed') return [];
    await this.#block.settled();
    await this.#block.observe('all');
    return this.#block.publication.processes;
  }

  async killPid(target: number | ProcessRef, options?: KillPidOptions): Promise<KillPidResult> {
    requireTarget(target);
    requireKillPidOptions(options);
    if (this.#state === 'closed') return { status: 'not-member' };
    if (this.confidence === 'none') return { status: 'unsupported' };
    const meant = this.#block.meantBy(target);
    const scope = await this.#ending.scope('killed');
    const identified = await identify(scope, target, meant);
    if (typeof identified === 'string') return { status: identified };
    try {
      return await killProcess(scope, identified, options);
    } catch (error) {
      throw this.#block.failure(error);
    } finally {
      // Asking a process to end thaws its block; the others were frozen for a reason. What fails from here on
      // changes nothing about the kill; a failed look is told as poll-failed.
      await scope.container.resumeFreeze().catch(() => undefined);
      await this.#block.observe('changes').catch(() => undefined);
    }
  }

  async hungUpWith(
    target: number | ProcessRef,
    options: Pick<KillPidOptions, 'only' | 'steps'> = {},
  ): Promise<readonly NamedProcess[] | undefined> {
    requireTarget(target);
    requireKillPidOptions(options);
    const meant = this.#block.meantBy(target);
    if (meant === undefined || !(await this.contains(meant.pid))) return [];
    const scope = await this.#ending.scope('killed');
    return (await hungUpBy(scope, meant, options))?.map(named);
  }

  async killTree(options?: KillOptions): Promise<KillReport> {
    requireKillOptions(options);
    if (this.#closing !== undefined) return this.#closing;
    return this.#ending.endAll(options);
  }

  async keep(target: number | ProcessRef): Promise<KeepResult> {
    requireTarget(target);
    const meant = this.#block.meantBy(target);
    const container = await this.#joiner.container();
    if (this.confidence === 'none') return { status: 'unsupported', processes: [] };
    const scope = await this.#ending.scope('killed');
    const identified = await identify(scope, target, meant);
    if (typeof identified === 'string') return { status: identified, processes: [] };
    const select: MemberSelector = (members) =>
      closure(members, [identified], scope.lineage).filter(({ escapedTo }) => escapedTo === undefined);
    // Whoever closes the block has begun to end it by now.
    this.#requireOpen();
    const processes = await container.keep(select).catch(refuse(this.#block.scope, 'keep in'));
    await this.#block.observe('changes').catch(() => undefined);
    const isKept = processes.some(({ pid, birth }) => pid === identified.pid && birth === identified.birth);
    if (!isKept) return { status: 'already-gone', processes: [] };
    return { status: 'kept', ...(await this.#block.terminals.withWarnings(processes, scope)) };
  }

  readonly freeze = (): Promise<void> => this.resources.freeze();
  readonly thaw = (): Promise<void> => this.resources.thaw();

  limit(limits: Limits): Promise<void> {
    return this.resources.limit(limits);
  }

  usage(options: UsageOptions = {}): Promise<BlockUsage> {
    return this.resources.usage(options);
  }

  /** Ends the block for good, or lets its processes live on. Every call gives the promise of the first. */
  close(how: 'kill' | 'keep', options?: KillOptions): Promise<KillReport> {
    this.#state = this.#state === 'open' ? 'closing' : this.#state;
    this.#closing ??= this.#close(how, options);
    return this.#closing;
  }

  async #close(how: 'kill' | 'keep', options: KillOptions | undefined): Promise<KillReport> {
    const report = await this.#ending.close(how, options);
    this.#state = 'closed';
    this.#around.bus.emit('tracker-closed', { ...this.#block.scope, report });
    return report;
  }

  /** While its block is closing, a run ends with that. */
  async #endRun(run: BlockRun, options: KillOptions | undefined): Promise<KillReport> {
    requireKillOptions(options);
    return this.#closing ?? this.#ending.endRun(run, options);
  }

  /** A join as well: whoever ends the run waits until its part of the container is there to be ended. */
  #openPart(runId: number): Promise<number | undefined> {
    const opening = this.#openRun(runId);
    this.#block.trackJoin(opening, { order: this.#around.takeJoinOrder(), brings: 'none' });
    return opening;
  }

  /** A turn is not refused for want of a part of its own: what it starts is a member all the same. */
  async #openRun(runId: number): Promise<number | undefined> {
    const container = await this.#block.opening;
    try {
      await container.openRun(runId);
      return runId;
    } catch (error) {
      if (this.#state !== 'open') return undefined;
      const { message } = this.#block.failure(error);
      const reason = `what run ${runId} starts cannot be told apart: ${message}`;
      this.#block.confidence.lower('best-effort', reason);
      return undefined;
    }
  }

  /** What each run of this block is given to act through. */
  get #contextOfRuns(): RunContext {
    const { bus } = this.#around;
    const { scope } = this.#block;
    return {
      scope,
      wrap: (command, run) => this.#joiner.wrap(command, run),
      confirm: (pid, { exited }, run) => this.#joiner.confirm(pid, exited, run),
      attach: (pid, run) => this.#joiner.attach(pid, run),
      list: () => this.list(),
      kill: (run, options) => this.#endRun(run, options),
      wasSignalled: (ref) => this.#block.wasSignalled(ref),
      tell: (type, run) => bus.emit(type, { ...scope, run }),
      hint: () => this.#block.hint(),
    };
  }

  #own(run: Run): Run {
    const known = this.#around.runs.find(run.runId);
    if (known === run && known.record.generation === this.generation) return run;
    throw new InvalidArgumentError('options.run', 'a run of this tracker', run);
  }

  #requireOpen(): void {
    if (this.#state !== 'open') throw new ClosedError(`block ${JSON.stringify(this.blockId)}`);
  }
}

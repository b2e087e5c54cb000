import type { ChildProcess, SpawnOptions } from 'node:child_process';
import type { Command, Confidence, Container, MemberSelector, ProcessRef } from '../platform/contract.js';
import type {
  AttachResult,
  BlockSnapshot,
  BlockUsage,
  ConfirmResult,
  KeepResult,
  PaneTracker,
  RootExit,
} from './api.js';
import {
  requireCommand,
  requireKillOptions,
  requireKillPidOptions,
  requirePid,
  requireTarget,
} from './arguments.js';
import { Block, type BlockSurroundings } from './block.js';
import { toBlockUsage } from './block-usage.js';
import { closure } from './descent.js';
import { ClosedError, SpawnError, TrackerError } from './errors.js';
import type { BlockScope, ExitReason } from './events.js';
import type { KillOptions, KillPidOptions, KillPidResult, KillReport } from './kill-api.js';
import { identify, killProcess } from './kill-process.js';
import { emptyReport, endBlock } from './kill-report.js';
import type { KillScope } from './kill-targets.js';
import { readBack } from './read-back.js';
import { exitOf, start, toCommand } from './spawning.js';
import type { TrackedProcess } from './tracked-process.js';

/** Removal of what was made for the block starts after the kill has had its deadline. */
const removalBoundMs = 1000;

/** What a tracker needs of its registry besides what its block does. */
export interface TrackerSurroundings extends BlockSurroundings {
  readonly isInOtherBlock: (pid: number, asker: Tracker) => Promise<boolean>;
}

export class Tracker implements PaneTracker {
  readonly #around: TrackerSurroundings;
  readonly #block: Block;
  #state: PaneTracker['state'] = 'open';
  #closing: Promise<KillReport> | undefined;

  constructor(scope: BlockScope, around: TrackerSurroundings, after: Promise<unknown>) {
    this.#around = around;
    this.#block = new Block(scope, around, after);
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
    return this.#block.standing.confidence;
  }

  get reasons(): readonly string[] {
    return this.#block.standing.reasons;
  }

  get lastError(): TrackerError | undefined {
    return this.#block.lastError;
  }

  get memberCount(): number {
    return this.#block.publication.count;
  }

  snapshot(): BlockSnapshot {
    const { seq, processes } = this.#block.publication;
    return { generation: this.generation, seq, confidence: this.confidence, processes };
  }

  async contains(pid: number): Promise<boolean> {
    return this.#state !== 'closed' && this.#block.contains(pid);
  }

  async wrap(command: Command): Promise<Command> {
    requireCommand(command);
    const container = await this.#openContainer();
    const outcome = await container.wrap(command).catch((error: NodeJS.ErrnoException) => {
      throw new SpawnError(error, command.file, command.args);
    });
    this.#requireOpen();
    if (outcome.status === 'wrapped') return outcome.command;
    this.#block.standing.lower(
      'best-effort',
      `a command could not join and is not tracked: ${outcome.reason}`,
    );
    return command;
  }

  async spawn(file: string, args: readonly string[] = [], options: SpawnOptions = {}): Promise<ChildProcess> {
    const command = toCommand(file, args, options);
    const child = await start(await this.wrap(command), command, options);
    if (child.pid !== undefined) void this.#confirm(child.pid, exitOf(child));
    return child;
  }

  async confirm(pid: number, exited?: Promise<RootExit>): Promise<ConfirmResult> {
    requirePid(pid);
    return this.#confirm(pid, exited);
  }

  async attach(pid: number): Promise<AttachResult> {
    requirePid(pid);
    const container = await this.#openContainer();
    const attaching = this.#attachTo(container, pid);
    this.#block.trackJoin(attaching);
    return attaching;
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
    const scope = await this.#killScope('killed');
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

  async killTree(options?: KillOptions): Promise<KillReport> {
    requireKillOptions(options);
    if (this.#closing !== undefined) return this.#closing;
    const report = await this.#endAll('killed', options);
    // The next command must run, frozen as the block may have been.
    const container = await this.#block.opening;
    return this.#noteProblem(report, container.thaw());
  }

  async keep(target: number | ProcessRef): Promise<KeepResult> {
    requireTarget(target);
    const meant = this.#block.meantBy(target);
    const container = await this.#openContainer();
    if (this.confidence === 'none') return { status: 'unsupported', processes: [] };
    const scope = await this.#killScope('killed');
    const identified = await identify(scope, target, meant);
    if (typeof identified === 'string') return { status: identified, processes: [] };
    const select: MemberSelector = (members) =>
      closure(members, [identified], scope.lineage).filter(({ escapedTo }) => escapedTo === undefined);
    const processes = await container.keep(select).catch((error: Error) => this.#refuse('keep in', error));
    await this.#block.observe('changes').catch(() => undefined);
    return { status: 'kept', processes: processes.map(({ pid, birth }) => ({ pid, birth })) };
  }

  async freeze(): Promise<void> {
    const container = await this.#openContainer();
    await container.freeze().catch((error: Error) => this.#refuse('freeze', error));
  }

  async thaw(): Promise<void> {
    const container = await this.#openContainer();
    await container.thaw().catch((error: Error) => this.#refuse('thaw', error));
  }

  async usage(): Promise<BlockUsage> {
    const container = await this.#openContainer();
    const usage = await container.usage().catch((error: Error) => this.#refuse('usage', error));
    return toBlockUsage(usage, this.#block.publication.peakCount);
  }

  /** Ends the block for good, or lets its processes live on. Every call gives the promise of the first. */
  close(how: 'kill' | 'keep', options?: KillOptions): Promise<KillReport> {
    this.#state = this.#state === 'open' ? 'closing' : this.#state;
    this.#closing ??= this.#close(how, options);
    return this.#closing;
  }

  async #close(how: 'kill' | 'keep', options: KillOptions | undefined): Promise<KillReport> {
    const container = await this.#block.opening;
    const report = how === 'kill' ? await this.#endAll('removed', options) : await this.#letLive();
    await this.#block.retire();
    const complete = await this.#noteProblem(report, this.#letGo(container, how));
    this.#block.finish((process) =>
      process.lifetime === 'kept' || process.escapedTo !== undefined ? 'escaped' : 'lost',
    );
    this.#state = 'closed';
    this.#around.bus.emit('tracker-closed', { ...this.#block.scope, report: complete });
    return complete;
  }

  /** Never rejects: a kill that cannot even begin is a report of what was in the way. */
  async #endAll(fate: ExitReason, options: KillOptions | undefined): Promise<KillReport> {
    if (this.confidence === 'none') return emptyReport(this.blockId, 'untracked', this.reasons);
    try {
      const scope = await this.#killScope(fate);
      const members = () => this.#block.publication.processes;
      return await endBlock(scope, { blockId: this.blockId, members }, options);
    } catch (error) {
      return emptyReport(this.blockId, 'survived', [this.#block.failure(error).message]);
    }
  }

  async #noteProblem(report: KillReport, step: Promise<void>): Promise<KillReport> {
    try {
      await step;
      return report;
    } catch (error) {
      const isProven = report.status === 'ended' || report.status === 'empty';
      const status = isProven ? 'survived' : report.status;
      return { ...report, status, problems: [...report.problems, this.#block.failure(error).message] };
    }
  }

  async #letLive(): Promise<KillReport> {
    await this.#block.joinsSettled();
    const kept = await this.#block.observe('changes').catch(() => this.#block.publication.processes);
    return { ...emptyReport(this.blockId, 'kept'), kept: kept.map(({ pid, birth }) => ({ pid, birth })) };
  }

  async #letGo(container: Container, how: 'kill' | 'keep'): Promise<void> {
    if (how === 'keep') return container.release();
    const outcome = await container.remove(performance.now() + removalBoundMs);
    if (outcome === 'occupied') throw new Error('its container is still occupied');
  }

  async #confirm(pid: number, exited: Promise<RootExit> | undefined): Promise<ConfirmResult> {
    if (this.confidence === 'none') return 'not-joined';
    if (exited !== undefined) this.#block.addRoot(pid, exited);
    const confirming = this.#block.opening.then((container) =>
      readBack(
        { container, attach: () => this.#attachTo(container, pid), standing: this.#block.standing },
        pid,
      ),
    );
    this.#block.trackJoin(confirming);
    return confirming;
  }

  async #attachTo(container: Container, pid: number): Promise<AttachResult> {
    if ((await this.#around.session.protectedPids()).has(pid)) return { status: 'protected' };
    if (await this.#around.isInOtherBlock(pid, this)) return { status: 'other-block' };
    return container.attach(pid);
  }

  async #killScope(fate: ExitReason): Promise<KillScope> {
    await this.#block.settled();
    const container = await this.#block.opening;
    return {
      container,
      look: (depth) => this.#block.observe(depth),
      lineage: (child) => this.#block.membership.ancestorOf(child),
      protectedPids: await this.#around.session.protectedPids(),
      onSignal: (processes) => this.#block.mark(processes, fate),
    };
  }

  async #openContainer(): Promise<Container> {
    this.#requireOpen();
    const container = await this.#block.opening;
    this.#requireOpen();
    return container;
  }

  #requireOpen(): void {
    if (this.#state !== 'open') throw new ClosedError(`block ${JSON.stringify(this.blockId)}`);
  }

  #refuse(what: string, cause: Error): never {
    throw new TrackerError(
      'unsupported',
      `cannot ${what} block ${JSON.stringify(this.blockId)}: ${cause.message}`,
      { cause },
    );
  }
}

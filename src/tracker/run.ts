import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Command, ProcessRef } from '../platform/contract.js';
import { activityOf, type CpuSample, withSample } from './activity.js';
import type { AttachResult, ConfirmResult } from './join-api.js';
import * as checks from './arguments.js';
import { ClosedError, TrackerError } from './errors.js';
import type { BlockScope } from './block-scope.js';
import type { KillOptions, KillReport } from './kill-api.js';
import { OutputRing } from './output-ring.js';
import type { Run, RunOutcome, RunRecord, RunRoot, RunSpawnOptions, RunStatus } from './run-api.js';
import { firstRecord, type RunIdentity } from './run-description.js';
import { judge, type RunEnd } from './run-end.js';
import { findRoot } from './run-root.js';
import { rootOf, start, toCommand } from './spawning.js';
import type { TrackedProcess } from './tracked-process.js';

/** What a tracker does for its runs. */
export interface RunContext {
  readonly scope: BlockScope;
  readonly wrap: (command: Command, run: BlockRun) => Promise<Command>;
  readonly confirm: (pid: number, root: RunRoot, run: BlockRun) => Promise<ConfirmResult>;
  readonly attach: (pid: number, run: BlockRun) => Promise<AttachResult>;
  readonly list: () => Promise<readonly TrackedProcess[]>;
  readonly kill: (run: BlockRun, options: KillOptions | undefined) => Promise<KillReport>;
  /** Whether this process was signalled through its tracker. */
  readonly wasSignalled: (ref: ProcessRef) => boolean;
  readonly tell: (type: 'run-started' | 'run-changed', run: RunRecord) => void;
  /** Brings the next look at the block forward. */
  readonly hint: () => void;
}

export interface RunPart {
  readonly identity: RunIdentity;
  /** The run whose part of the container its commands join; undefined where none could be made. */
  readonly joins: Promise<number | undefined>;
  /** It began with another host, which has left this of it. */
  readonly before?: RunRecord | 'unknown';
}

export class BlockRun implements Run {
  readonly output: OutputRing = new OutputRing();
  readonly joins: Promise<number | undefined>;
  readonly #context: RunContext;
  readonly #endListeners: ((record: RunRecord) => void)[] = [];
  #record: RunRecord;
  #process: ChildProcess | undefined;
  #rootPid: number | undefined;
  #write: RunRoot['write'];
  readonly #isResumed: boolean;
  /** Its root has been listed. */
  #isSeen = false;
  #isKilled = false;
  #isSettled = false;
  /** Streams that still feed the output. */
  #feeds = 0;
  #samples: readonly CpuSample[] = [];

  constructor({ identity, joins, before }: RunPart, context: RunContext) {
    this.joins = joins;
    this.#context = context;
    this.#record = firstRecord(context.scope, identity, before);
    this.#isResumed = before !== undefined;
    this.#rootPid = this.#record.root?.pid;
    if (this.isOver) this.#settle();
    context.tell(before === undefined ? 'run-started' : 'run-changed', this.#record);
  }

  get runId(): number {
    return this.#record.runId;
  }

  get record(): RunRecord {
    return this.#record;
  }

  get status(): RunStatus {
    return this.#record.status;
  }

  get outcome(): RunOutcome | undefined {
    return this.#record.outcome;
  }

  get process(): ChildProcess | undefined {
    return this.#process;
  }

  /** Whether its root has ended; what that left behind may live on. */
  get isOver(): boolean {
    return this.#record.endedAt !== undefined;
  }

  async wrap(command: Command): Promise<Command> {
    checks.requireCommand(command);
    this.requireAccepting();
    return this.#context.wrap(command, this);
  }

  async spawn(
    file: string,
    args: readonly string[] = [],
    options: RunSpawnOptions = {},
  ): Promise<ChildProcess> {
    const { output = 'capture', ...spawnOptions } = checks.requireRunSpawnOptions(options);
    const command = toCommand(file, args, spawnOptions);
    const child = await start(await this.wrap(command), command, spawnOptions);
    this.#process ??= child;
    if (output === 'capture') for (const stream of [child.stdout, child.stderr]) this.#feed(stream);
    if (child.pid !== undefined) void this.confirm(child.pid, rootOf(child));
    return child;
  }

  async confirm(pid: number, root: RunRoot = {}): Promise<ConfirmResult> {
    checks.requireConfirmed(pid, root);
    if (this.#rootPid === undefined) this.#takeRoot(pid, root);
    const isRoot = pid === this.#rootPid;
    const result = await this.#context.confirm(pid, root, this);
    if (isRoot) this.#begin();
    return result;
  }

  async attach(pid: number): Promise<AttachResult> {
    checks.requirePid(pid);
    this.requireAccepting();
    const result = await this.#context.attach(pid, this);
    const isIn = result.status === 'late' || result.status === 'member';
    if (isIn && this.#rootPid === undefined) {
      this.#rootPid = pid;
      this.#begin();
    }
    return result;
  }

  async list(): Promise<readonly TrackedProcess[]> {
    return (await this.#context.list()).filter(({ runId }) => runId === this.runId);
  }

  async kill(options?: KillOptions): Promise<KillReport> {
    return this.#context.kill(this, options);
  }

  write(data: string | Uint8Array): void {
    checks.requireInput(data);
    this.#requireOpen();
    if (this.#write === undefined) {
      throw new TrackerError('unsupported', `run ${this.runId} has no input that could be written to`);
    }
    this.#write(data);
  }

  failToStart(code: string): void {
    checks.requireSessionId(code, 'code');
    if (this.isOver || this.hasRoot) return;
    this.#change({ status: 'crashed', outcome: 'failed', startError: code, endedAt: Date.now() });
    this.#settle();
    this.#context.hint();
  }

  setSessionId(sessionId: string): void {
    checks.requireSessionId(sessionId);
    this.#change({ sessionId });
  }

  async ended(): Promise<RunRecord> {
    if (this.#isSettled) return this.#record;
    return new Promise((resolve) => {
      this.#endListeners.push(resolve);
    });
  }

  /** A kill that reaches it has begun: however its root ends now, it was told to. */
  stopping(): void {
    if (this.isOver) return;
    this.#isKilled = true;
    this.#change({ status: 'stopping' });
  }

  /** That kill has come to its end; a root that is still listed, and no survivor, was not to be ended by it. */
  stopped(survivors: readonly ProcessRef[], isListed: (pid: number) => boolean): void {
    if (survivors.length > 0) this.#change({ status: 'zombie' });
    else if (!this.isOver && this.#rootPid !== undefined && isListed(this.#rootPid)) this.#goOn();
    else if (this.#rootPid === undefined && !this.isOver) this.end({ exit: undefined, reason: 'killed' });
    else if (this.#record.status === 'zombie') this.#change({ status: 'stopped' });
  }

  /** The block as it was just listed. */
  look(processes: ReadonlyMap<number, TrackedProcess>): void {
    if (this.isOver || this.#isSeen) return;
    const root = findRoot(processes.values(), this.#record, this.#rootPid);
    // A turn of another host, of which the root is not there any more, has ended unseen.
    if (root === undefined && this.#isResumed) this.end({ exit: undefined, reason: 'exited' });
    if (root === undefined) return;
    this.#isSeen = true;
    this.#rootPid ??= root.pid;
    this.#begin({ pid: root.pid, birth: root.birth });
  }

  /** The process that was started is a launcher, and this is what it has started. */
  identifyRoot(pid: number, ref: ProcessRef): void {
    if (this.#rootPid === pid) this.#rootPid = ref.pid;
  }

  get hasRoot(): boolean {
    return this.#rootPid !== undefined;
  }

  get hasLiveRoot(): boolean {
    return this.#record.root !== undefined && !this.isOver;
  }

  noteCpuTime(cpuTimeMs: number): void {
    this.#samples = withSample(this.#samples, { at: performance.now(), cpuTimeMs });
    const { status } = this.#record;
    const isAwake = status === 'running' || status === 'idle' || status === 'busy';
    if (isAwake) this.#change({ status: activityOf(this.#samples) ?? 'running' });
  }

  /** Nobody samples it: whether it is idle or busy is not known any more. */
  forgetActivity(): void {
    this.#samples = [];
    const { status } = this.#record;
    if (status === 'idle' || status === 'busy') this.#change({ status: 'running' });
  }

  isRoot({ pid, birth }: ProcessRef): boolean {
    return this.#record.root?.pid === pid && this.#record.root.birth === birth;
  }

  /** The root has ended, or is not ours to follow any more. */
  end({ exit, reason }: Omit<RunEnd, 'wasKilled'>): void {
    if (this.isOver) return;
    const { root } = this.#record;
    const wasKilled = this.#isKilled || (root !== undefined && this.#context.wasSignalled(root));
    const { exitCode, signal } = { exitCode: undefined, signal: undefined, ...exit };
    this.#change({ ...judge({ exit, reason, wasKilled }), exitCode, signal, endedAt: Date.now() });
    this.#settle();
    this.#context.hint();
  }

  /** Its tracker is gone, and what it started may live on: nothing will be known of it any more. */
  abandon(): void {
    this.#settle();
  }

  #takeRoot(pid: number, { exited, write }: RunRoot): void {
    this.#rootPid = pid;
    this.#write = write;
    const unknown = () => this.end({ exit: undefined, reason: undefined });
    exited?.then((exit) => this.end({ exit, reason: undefined }), unknown);
  }

  #begin(root?: ProcessRef): void {
    if (this.isOver) return;
    const status = this.#record.status === 'starting' ? 'running' : this.#record.status;
    this.#change({ status, ...(root === undefined ? {} : { root }) });
  }

  #goOn(): void {
    this.#isKilled = false;
    this.#change({ status: 'running' });
  }

  #change(differences: Partial<RunRecord>): void {
    const next = { ...this.#record, ...differences };
    const fields = Object.entries(differences);
    if (fields.every(([field, value]) => Reflect.get(this.#record, field) === value)) return;
    this.#record = next;
    this.#context.tell('run-changed', next);
  }

  #settle(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    if (this.#feeds === 0) this.output.close();
    for (const listener of this.#endListeners.splice(0)) listener(this.#record);
  }

  #feed(stream: Readable | null): void {
    if (stream === null) return;
    this.#feeds++;
    stream.on('data', (chunk: string | Uint8Array) => this.output.append(chunk));
    // A daemon may hold it open for longer than the root lives.
    stream.once('close', () => {
      this.#feeds--;
      if (this.#isSettled && this.#feeds === 0) this.output.close();
    });
  }

  /** Throws ClosedError where it has ended or is being ended: its kill would miss what starts now. */
  requireAccepting(): void {
    if (this.isOver || this.#isKilled) throw new ClosedError(`run ${this.runId}`);
  }

  #requireOpen(): void {
    if (this.isOver) throw new ClosedError(`run ${this.runId}`);
  }
}

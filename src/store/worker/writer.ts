import type {
  CallAnswer,
  CallArgument,
  CallName,
  EngineOptions,
  PackedChanges,
  Problem,
} from '../protocol.js';
import type { Engine } from './engine.js';
import { codeOf, isHopeless, toProblem } from './failures.js';
import type { Opener } from './opener.js';

/** While somebody else writes. */
const busyRetryMs = 20;
/** While the file fails: a full disk is not emptied in a moment. */
const failedRetryMs = 1000;
/** So many changes written, and the retention has its turn. */
const changesPerPrune = 5000;

export interface WriterEvents {
  written(count: number): void;
  /** Without a problem: there was no room to let them wait. */
  lost(count: number, problem: Problem | undefined): void;
  failing(problem: Problem): void;
  /** It works again after it failed, or after something was lost. */
  recovered(): void;
}

export interface WriteCall {
  readonly name: CallName;
  readonly argument: CallArgument<CallName>;
  answer(value: CallAnswer<CallName>): void;
  fail(problem: Problem): void;
}

type Job =
  | { readonly kind: 'changes'; readonly changes: PackedChanges }
  | { readonly kind: 'call'; readonly call: WriteCall }
  | { readonly kind: 'read'; readonly read: () => void };

type WriteJob = Exclude<Job, { readonly kind: 'read' }>;

/** Writes in the order of asking, each in one transaction; what cannot be written yet waits. */
export class Writer {
  readonly #opener: Opener;
  readonly #options: EngineOptions;
  readonly #events: WriterEvents;
  readonly #jobs: Job[] = [];
  #waitingChanges = 0;
  #isFailing = false;
  /** Since it last worked. */
  #hasLost = false;
  /** Since when the first job finds the file held by somebody else. */
  #busySince: number | undefined;
  /** The first time with the first write: a host may never come to write as many. */
  #changesSincePrune = changesPerPrune;
  #timer: NodeJS.Timeout | undefined;
  #onDrained: (() => void) | undefined;

  constructor(opener: Opener, options: EngineOptions, events: WriterEvents) {
    this.#opener = opener;
    this.#options = options;
    this.#events = events;
  }

  addChanges(changes: PackedChanges): void {
    this.#jobs.push({ kind: 'changes', changes });
    this.#waitingChanges += changes.count;
    this.#dropOldest();
    this.#schedule(0);
  }

  addCall(call: WriteCall): void {
    this.#jobs.push({ kind: 'call', call });
    this.#schedule(0);
  }

  /** Calls back when what was added before is written, or at once where it has to wait. */
  addRead(read: () => void): void {
    if (this.#jobs.length === 0 || this.#isHeldUp) return read();
    this.#jobs.push({ kind: 'read', read });
  }

  /** From now on what fails is given up instead of tried again; calls back when nothing waits any more. */
  drain(onDrained: () => void): void {
    this.#onDrained = onDrained;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#schedule(0);
  }

  get #isDraining(): boolean {
    return this.#onDrained !== undefined;
  }

  get #isHeldUp(): boolean {
    return this.#isFailing || this.#busySince !== undefined;
  }

  #schedule(delayMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#writeNext();
    }, delayMs);
  }

  /** One job at a time: what was asked in between is read before the next. */
  #writeNext(): void {
    const [job] = this.#jobs;
    if (job === undefined) return this.#onDrained?.();
    if (job.kind === 'read') return this.#readFirst(job.read);
    try {
      this.#write(this.#opener.engine(), job);
    } catch (error) {
      return this.#fail(job, error);
    }
    this.#succeed();
  }

  #readFirst(read: () => void): void {
    this.#takeFirst();
    read();
    this.#schedule(0);
  }

  #write(engine: Engine, job: WriteJob): void {
    if (job.kind === 'call') {
      job.call.answer(engine.write(job.call.name, job.call.argument));
      return;
    }
    engine.record(job.changes);
    this.#changesSincePrune += job.changes.count;
    this.#events.written(job.changes.count);
  }

  #succeed(): void {
    this.#takeFirst();
    this.#busySince = undefined;
    if (this.#isFailing || this.#hasLost) this.#events.recovered();
    this.#isFailing = false;
    this.#hasLost = false;
    this.#pruneAtTimes();
    this.#schedule(0);
  }

  #fail(job: WriteJob, error: unknown): void {
    this.#readWhatWaits();
    if (this.#opener.replaceDamaged(error)) return this.#schedule(0);
    const isBusy = codeOf(error) === 'store-locked';
    if (isBusy && this.#mayWaitOn()) return this.#schedule(busyRetryMs);
    const problem = toProblem(error, this.#options.path);
    if (job.kind === 'call' || isHopeless(error) || this.#isDraining) this.#giveUp(job, problem);
    if (!isHopeless(error)) this.#beFailing(problem);
    this.#schedule(this.#jobs[0] === job ? failedRetryMs : 0);
  }

  /** Nobody waits to read for what cannot be written now. */
  #readWhatWaits(): void {
    const reads = this.#jobs.flatMap((job) => (job.kind === 'read' ? job.read : []));
    this.#keep(({ kind }) => kind !== 'read');
    for (const read of reads) read();
  }

  #keep(isKept: (job: Job) => boolean): void {
    this.#jobs.splice(0, this.#jobs.length, ...this.#jobs.filter(isKept));
  }

  #mayWaitOn(): boolean {
    this.#busySince ??= performance.now();
    return performance.now() - this.#busySince < this.#options.busyTimeoutMs;
  }

  #giveUp(job: WriteJob, problem: Problem): void {
    this.#takeFirst();
    if (job.kind === 'call') job.call.fail(problem);
    else this.#lose(job.changes, problem);
  }

  #lose({ count }: PackedChanges, problem: Problem | undefined): void {
    this.#hasLost = true;
    this.#events.lost(count, problem);
  }

  /** Changes wait for better times; whoever asks does not. */
  #beFailing(problem: Problem): void {
    if (!this.#isFailing) this.#events.failing(problem);
    this.#isFailing = true;
    this.#opener.letGoAfter(problem.code);
    const calls = this.#jobs.flatMap((job) => (job.kind === 'call' ? job.call : []));
    this.#keep(({ kind }) => kind === 'changes');
    for (const call of calls) call.fail(problem);
  }

  #takeFirst(): void {
    const job = this.#jobs.shift();
    if (job?.kind === 'changes') this.#waitingChanges -= job.changes.count;
  }

  #dropOldest(): void {
    while (this.#waitingChanges > this.#options.waitingChanges) {
      const index = this.#jobs.findIndex(({ kind }) => kind === 'changes');
      const [job] = this.#jobs.splice(index, 1);
      if (job?.kind !== 'changes') return;
      this.#waitingChanges -= job.changes.count;
      this.#lose(job.changes, undefined);
    }
  }

  #pruneAtTimes(): void {
    if (this.#changesSincePrune < changesPerPrune || this.#isDraining) return;
    this.#changesSincePrune -= changesPerPrune;
    this.addCall({ name: 'prune', argument: undefined, answer: () => undefined, fail: () => undefined });
  }
}

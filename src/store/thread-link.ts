import { Worker } from 'node:worker_threads';
import { TrackerError } from '../tracker/errors.js';
import { isMissingWorker, missingWorker } from '../tracker/missing-worker.js';
import { ErrorChannel, toStoreError } from './error-channel.js';
import { Progress } from './progress.js';
import type {
  CallAnswer,
  CallArgument,
  CallName,
  EngineOptions,
  FromThread,
  PackedChanges,
  Problem,
  ToThread,
} from './protocol.js';

interface Asked {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** What is not about changes. */
type Answer = Extract<
  FromThread,
  { readonly kind: 'unavailable' | 'opened' | 'closed' | 'answer' | 'failure' }
>;

/**
 * This side of the store's thread. What is on its way keeps the process alive, as other I/O does, unless the file
 * fails and nobody knows for how long.
 */
export class ThreadLink {
  readonly errors: ErrorChannel = new ErrorChannel();
  readonly progress: Progress;
  readonly #path: string;
  readonly #worker: Worker;
  readonly #onLost: () => void;
  readonly #asked = new Map<number, Asked>();
  #calls = 0;
  #opening: Asked | undefined;
  #closing: (() => void) | undefined;
  #hasEnded = false;

  /** `onLost` is called when the store works again after changes were given up: they may be told anew. */
  constructor(path: string, onLost: () => void, workerFile?: string | URL) {
    this.#path = path;
    this.#onLost = onLost;
    this.progress = new Progress(path, this.errors);
    this.#worker = startWorker(workerFile);
    this.#worker.on('message', (message: FromThread) => {
      this.#hear(message);
      this.#holdOpen();
    });
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('it has ended')));
  }

  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  /** Rejects with StoreError where the file is not for us, and with TrackerError `unsupported`. */
  async open(options: EngineOptions): Promise<void> {
    try {
      await new Promise<unknown>((resolve, reject) => {
        this.#opening = { resolve, reject };
        this.#post({ kind: 'open', options });
      });
    } catch (error) {
      this.#closing = () => undefined;
      await this.#worker.terminate();
      throw error;
    } finally {
      this.#opening = undefined;
      this.#holdOpen();
    }
  }

  send(changes: PackedChanges): void {
    this.progress.sent(changes.count);
    if (this.#hasEnded) return this.progress.given(changes.count, this.progress.failure);
    this.#post({ kind: 'changes', changes }, [changes.numbers.buffer]);
  }

  call<K extends CallName>(name: K, argument: CallArgument<K>): Promise<CallAnswer<K>> {
    if (this.isClosed) return Promise.reject(this.#refusal());
    const id = ++this.#calls;
    return new Promise<CallAnswer<K>>((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#post({ kind: 'call', id, name, argument });
    });
  }

  /** Rejects where something was given up. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#closing = resolve;
      this.#post({ kind: 'close' });
      if (this.#hasEnded) resolve();
    });
    await this.#worker.terminate();
    const loss = this.progress.end();
    if (loss !== undefined) throw loss;
  }

  #post(message: ToThread, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
    this.#holdOpen();
  }

  #hear(message: FromThread): void {
    switch (message.kind) {
      case 'unavailable':
        return this.#opening?.reject(missingPackage(message.message));
      case 'opened':
        return this.#settleOpening(message.refusal);
      case 'closed':
        return this.#closing?.();
      case 'answer':
        return this.#take(message.id)?.resolve(message.value);
      case 'failure':
        return this.#take(message.id)?.reject(toStoreError(message.problem, this.#path));
      default:
        return this.#hearOfChanges(message);
    }
  }

  #hearOfChanges(message: Exclude<FromThread, Answer>): void {
    switch (message.kind) {
      case 'written':
        return this.progress.written(message.count);
      case 'lost':
        return this.progress.given(
          message.count,
          message.problem && toStoreError(message.problem, this.#path),
        );
      case 'problem':
        return this.#report(message);
      case 'recovered':
        if (this.progress.recovered()) this.#onLost();
    }
  }

  #settleOpening(refusal: Problem | undefined): void {
    if (refusal === undefined) this.#opening?.resolve(undefined);
    else this.#opening?.reject(toStoreError(refusal, this.#path));
  }

  #report({ problem, state }: Extract<FromThread, { readonly kind: 'problem' }>): void {
    const error = toStoreError(problem, this.#path);
    if (state === 'failing') this.progress.failed(error);
    else this.errors.emit(error);
  }

  #refusal(): TrackerError {
    const failure = this.#hasEnded ? this.progress.failure : undefined;
    return failure ?? new TrackerError('closed', `the store ${this.#path} is closed`);
  }

  #take(id: number): Asked | undefined {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    return asked;
  }

  /** The thread is gone, and what it held with it. */
  #end(error: Error): void {
    this.#hasEnded = true;
    if (this.#closing !== undefined) return this.#closing();
    const message = `the thread of the store ${this.#path} has failed: ${error.message}`;
    const failure = toStoreError(
      { code: 'store-failed', message, cause: error.message, setAsideAt: undefined },
      this.#path,
    );
    this.#closing = () => undefined;
    this.#opening?.reject(isMissingWorker(error) ? notFound(error) : failure);
    for (const asked of this.#asked.values()) asked.reject(failure);
    this.#asked.clear();
    this.progress.failed(failure);
    if (this.progress.waiting > 0) this.progress.given(this.progress.waiting, failure);
  }

  #holdOpen(): void {
    const isWritten = this.progress.waiting === 0 || this.progress.failure !== undefined;
    const isAwaited = this.#asked.size > 0 || this.#opening !== undefined || this.isClosed;
    if (isWritten && !isAwaited) this.#worker.unref();
    else this.#worker.ref();
  }
}

function startWorker(file: string | URL | undefined): Worker {
  // Flags of the host are its own: some are refused in a thread.
  const options = { name: 'panetree-store', execArgv: [] };
  return new Worker(file ?? ownFile(), options);
}

/** In the words that bundlers look for, to take the file along; a bundle that is no module has no URL of its own. */
function ownFile(): URL {
  try {
    return new URL('./worker/main.mjs', import.meta.url);
  } catch (error) {
    throw notFound(error);
  }
}

function notFound(cause: unknown): TrackerError {
  return missingWorker('panetree-store', 'workerFile', cause);
}

function missingPackage(reason: string): TrackerError {
  return new TrackerError(
    'unsupported',
    `panetree/store needs SQLite: npm install better-sqlite3@12, or use Node 22.13 or later (${reason})`,
    { cause: new Error(reason) },
  );
}

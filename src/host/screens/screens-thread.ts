import { Worker } from 'node:worker_threads';
import { TrackerError } from '../../index.js';
import { isMissingWorker, missingWorker } from '../../tracker/missing-worker.js';
import { Refusal } from '../refusal.js';
import type { FromThread, ThreadData, ToScreen } from './protocol.js';

/** Rows are held outside of the heap: what grows in it is what a program has made grow. */
const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 4 };

export type News = Extract<FromThread, { readonly kind: 'screens' }>;

export interface ThreadEvents {
  readonly onNews: (news: News) => void;
  readonly onEnd: (error: Error) => void;
}

export type ThreadLink = Pick<ScreensThread, 'ready' | 'hasBegun' | 'current' | 'post' | 'end'>;

/** One thread, from its start to its end. It keeps no process alive. */
export class ScreensThread {
  /** Rejects where it cannot begin. */
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  #hasBegun = false;
  readonly #current = new Int32Array(new SharedArrayBuffer(4));

  constructor({ onNews, onEnd }: ThreadEvents, file?: string | URL) {
    const data: ThreadData = { current: this.#current.buffer };
    this.#worker = startWorker(data, file);
    this.#worker.unref();
    this.ready = new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        const refusal = new Refusal('unavailable', `the thread of the screens has failed: ${error.message}`);
        reject(isMissingWorker(error) ? notFound(error) : refusal);
        onEnd(error);
      };
      this.#worker.on('error', fail);
      this.#worker.on('exit', () => fail(new Error('it has ended')));
      this.#worker.on('message', (message: FromThread) => {
        if (message.kind === 'ready') this.#begun(resolve);
        else if (message.kind === 'unavailable') reject(new TrackerError('unsupported', message.message));
        else onNews(message);
      });
    });
    // Whoever does not wait for it is told by `onEnd`.
    this.ready.catch(() => undefined);
  }

  /** Whether it has been able to show anything at all. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** The id of the screen it was at last; 0: none. */
  get current(): number {
    return Atomics.load(this.#current, 0);
  }

  post(messages: readonly ToScreen[]): void {
    this.#worker.postMessage(messages, []);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #begun(resolve: () => void): void {
    this.#hasBegun = true;
    resolve();
  }
}

function startWorker(workerData: ThreadData, file: string | URL | undefined): Worker {
  // Flags of the host are its own: some are refused in a thread.
  const options = { name: 'panetree-screens', execArgv: [], workerData, resourceLimits };
  return new Worker(file ?? ownFile(), options);
}

/** In the words that bundlers look for, to take the file along; a bundle that is no module has no URL of its own. */
function ownFile(): URL {
  try {
    return new URL('./thread-main.mjs', import.meta.url);
  } catch (error) {
    throw notFound(error);
  }
}

function notFound(cause: unknown): TrackerError {
  return missingWorker('panetree-screens', 'screensWorkerFile', cause);
}

import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { PaneScreen } from '../../pty/index.js';
import type { FromScreen, FromThread, ThreadData, ToScreen } from './protocol.js';
import { ThreadedScreen } from './threaded-screen.js';
import { WorkClock } from './work-clock.js';

/** What all screens together take before the thread listens again. */
const roundMs = 12;
const leastShareMs = 1;

/** The thread of the screens: each that has something to do gets the same share of every round. */
class ThreadOfScreens {
  readonly #post: (message: FromThread) => void;
  readonly #clock: WorkClock;
  readonly #screens = new Map<number, ThreadedScreen>();
  /** Those that are about to open, and what has come for them since. */
  readonly #opening = new Map<number, ToScreen[]>();
  readonly #busy = new Set<ThreadedScreen>();
  #news: FromScreen[] = [];
  #isRunning = false;

  constructor(post: (message: FromThread) => void, current: Int32Array) {
    this.#post = post;
    this.#clock = new WorkClock(current);
  }

  hear(message: ToScreen): void {
    const waiting = this.#opening.get(message.id);
    if (waiting !== undefined) waiting.push(message);
    else if (message.kind === 'open') void this.#open(message);
    else if (message.kind === 'dispose') this.#dispose(message.id);
    else this.#work(this.#screens.get(message.id), message);
  }

  async #open({ id, options }: Extract<ToScreen, { readonly kind: 'open' }>): Promise<void> {
    const waiting: ToScreen[] = [];
    this.#opening.set(id, waiting);
    const tell = (message: FromScreen) => this.#news.push(message);
    this.#screens.set(id, await ThreadedScreen.open(options, { id, tell, clock: this.#clock }));
    this.#opening.delete(id);
    for (const message of waiting) this.hear(message);
  }

  #dispose(id: number): void {
    const screen = this.#screens.get(id);
    this.#screens.delete(id);
    if (screen === undefined) return;
    this.#busy.delete(screen);
    screen.dispose();
  }

  #work(screen: ThreadedScreen | undefined, task: Parameters<ThreadedScreen['add']>[0]): void {
    if (screen === undefined) return;
    screen.add(task);
    this.#busy.add(screen);
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#busy.size > 0) {
      const shareMs = Math.max(leastShareMs, roundMs / this.#busy.size);
      await Promise.all(Array.from(this.#busy, (screen) => screen.work(shareMs)));
      for (const screen of this.#busy) if (screen.isIdle) this.#busy.delete(screen);
      this.#post({ kind: 'screens', messages: this.#news });
      this.#news = [];
      await turnOfTheLoop();
    }
    this.#isRunning = false;
  }
}

/** What has been posted meanwhile is heard. */
function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

async function main(port: MessagePort, { current }: ThreadData): Promise<void> {
  const post = (message: FromThread) => port.postMessage(message);
  const thread = new ThreadOfScreens(post, new Int32Array(current));
  port.on('message', (messages: readonly ToScreen[]) => {
    for (const message of messages) thread.hear(message);
  });
  try {
    // Proves that the packages are there, and loads them before the first pane needs them.
    (await PaneScreen.open()).dispose();
    post({ kind: 'ready' });
  } catch (error) {
    post({ kind: 'unavailable', message: error instanceof Error ? error.message : String(error) });
  }
}

if (parentPort !== null) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ScreensThread gives nothing else
  void main(parentPort, workerData as ThreadData);
}

import { Refusal } from '../refusal.js';
import type { ToScreen } from './protocol.js';
import { RemoteScreen, type RemoteScreenOptions } from './remote-screen.js';
import { type News, ScreensThread, type ThreadEvents, type ThreadLink } from './screens-thread.js';
import { Watchdog } from './watchdog.js';

/** Enough for a batch, which costs about as much as two small messages. */
const fullBatch = 65_536;

/**
 * The screens of all panes, in a thread of their own, so that no program's output holds up the one that serves. A thread
 * that fails, or does nothing for long, is replaced: the panes live on, their screens begin anew.
 */
export class Screens {
  readonly #onError: (error: unknown) => void;
  readonly #start: (events: ThreadEvents) => ThreadLink;
  readonly #screens = new Map<number, RemoteScreen>();
  readonly #watchdog: Watchdog;
  #thread: ThreadLink | undefined;
  #batch: ToScreen[] = [];
  #batchSize = 0;
  #isFlushing = false;
  #ids = 0;

  constructor(
    onError: (error: unknown) => void,
    start = (events: ThreadEvents): ThreadLink => new ScreensThread(events),
  ) {
    this.#onError = onError;
    this.#start = start;
    const isOwed = () => [...this.#screens.values()].some(({ isWaiting }) => isWaiting);
    this.#watchdog = new Watchdog(isOwed, (ms) => this.#fail(new Error(`it has done nothing for ${ms} ms`)));
  }

  /** Starts the thread if there is none. Rejects with TrackerError `unsupported` and Refusal `unavailable`. */
  async ready(): Promise<void> {
    await this.#running().ready;
  }

  open(options: RemoteScreenOptions): RemoteScreen {
    const id = ++this.#ids;
    const post = (message: ToScreen) => this.#post(message);
    const screen = new RemoteScreen(id, options, { post, onDispose: () => this.#screens.delete(id) });
    this.#screens.set(id, screen);
    return screen;
  }

  async close(): Promise<void> {
    this.#watchdog.stop();
    for (const screen of this.#screens.values()) screen.dispose();
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.end();
  }

  #running(): ThreadLink {
    if (this.#thread !== undefined) return this.#thread;
    const thread: ThreadLink = this.#start({
      onNews: (news) => {
        if (thread === this.#thread) this.#hear(news);
      },
      onEnd: (error) => {
        if (thread === this.#thread) this.#fail(error);
      },
    });
    this.#thread = thread;
    return thread;
  }

  #hear({ messages }: News): void {
    this.#watchdog.feed();
    for (const message of messages) this.#screens.get(message.id)?.hear(message);
  }

  #post(message: ToScreen): void {
    const last = this.#batch.at(-1);
    const goesOn = message.kind === 'write' && last?.kind === 'write' && last.id === message.id;
    if (goesOn) last.data += message.data;
    else this.#batch.push(message);
    if (message.kind === 'write') this.#batchSize += message.data.length;
    if (this.#batchSize >= fullBatch) return this.#flush();
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#isFlushing = false;
    const batch = this.#batch;
    this.#batch = [];
    this.#batchSize = 0;
    if (batch.length > 0) this.#thread?.post(batch);
  }

  #fail(cause: Error): void {
    const failed = this.#thread;
    if (failed === undefined) return;
    const culprit = failed.current;
    this.#thread = undefined;
    this.#batch = [];
    this.#watchdog.feed();
    void failed.end();
    if (this.#screens.size === 0) return;
    const error = new Refusal(
      'unavailable',
      `the thread of the screens has failed (${cause.message}); what was on them is gone, the programs run on`,
    );
    this.#onError(error);
    // One that cannot even begin is not tried again before the next pane.
    if (failed.hasBegun) this.#running();
    for (const screen of this.#screens.values()) {
      if (failed.hasBegun) screen.begunAnew(error, screen.id === culprit ? 'at-fault' : 'bystander');
      else screen.giveUp(error);
    }
  }
}

import { PaneScreen } from '../../pty/index.js';
import type { FromScreen, OpenOptions, ReadScreen, ToScreen } from './protocol.js';
import { readInSteps } from './screen-reader.js';
import type { WorkClock } from './work-clock.js';

type Task = Exclude<ToScreen, { readonly kind: 'open' | 'dispose' }>;
type Of<Kind extends Task['kind']> = Extract<Task, { readonly kind: Kind }>;

/** How much output an emulator takes in a millisecond, in UTF-16 units, until it is known. */
const usualPace = 16_384;
/** Output that costs far more than usual is passed in pieces that are this small at least. */
const leastPiece = 256;
const mostPiece = 262_144;
/** The timer of an emulator takes about 1 ms: less than this tells nothing of its pace. */
const leastMeasuredMs = 3;

export interface ThreadedScreenParts {
  readonly id: number;
  readonly tell: (message: FromScreen) => void;
  readonly clock: WorkClock;
}

/** One screen inside the thread, with what waits for it. */
export class ThreadedScreen {
  readonly #parts: ThreadedScreenParts;
  readonly #screen: PaneScreen;
  readonly #tasks: Task[] = [];
  #reading: Generator<undefined, ReadScreen> | undefined;
  #replies = '';
  #pace = usualPace;
  #told = { title: '', directoryUrl: '' };

  static async open(options: OpenOptions, parts: ThreadedScreenParts): Promise<ThreadedScreen> {
    const late: { hear?: (reply: string) => void } = {};
    const screen = await PaneScreen.open({ ...options, onReply: (reply) => late.hear?.(reply) });
    const threaded = new ThreadedScreen(screen, parts);
    late.hear = (reply) => (threaded.#replies += reply);
    return threaded;
  }

  private constructor(screen: PaneScreen, parts: ThreadedScreenParts) {
    this.#screen = screen;
    this.#parts = parts;
  }

  get isIdle(): boolean {
    return this.#tasks.length === 0;
  }

  add(task: Task): void {
    this.#tasks.push(task);
  }

  dispose(): void {
    this.#tasks.length = 0;
    this.#screen.dispose();
  }

  /** Goes on with what waits, for about so long. */
  async work(shareMs: number): Promise<void> {
    const endsAt = performance.now() + shareMs;
    do {
      const [task] = this.#tasks;
      if (task?.kind === 'write') await this.#write(shareMs);
      else if (task?.kind === 'resize') this.#resize(task);
      else if (task?.kind === 'read') this.#read(task, endsAt);
      else return;
    } while (performance.now() < endsAt);
  }

  async #write(shareMs: number): Promise<void> {
    const { id, clock } = this.#parts;
    const piece = this.#take(Math.min(mostPiece, Math.max(leastPiece, Math.floor(shareMs * this.#pace))));
    clock.begin(id);
    await this.#screen.write(piece);
    this.#measure(piece.length, clock.end(id));
    if (this.#replies !== '') this.#tell({ kind: 'reply', id, data: this.#replies });
    this.#replies = '';
    this.#tellOfProgram();
    this.#tell({ kind: 'shown', id, size: piece.length });
  }

  #tellOfProgram(): void {
    const { title, directoryUrl } = this.#screen;
    if (title === this.#told.title && directoryUrl === this.#told.directoryUrl) return;
    this.#told = { title, directoryUrl };
    this.#tell({ kind: 'told', id: this.#parts.id, ...this.#told });
  }

  #measure(size: number, ms: number): void {
    if (ms > leastMeasuredMs) this.#pace = Math.min(usualPace * 4, Math.max(1, size / (ms - 1)));
    else if (size > usualPace / 4) this.#pace = Math.min(usualPace * 4, this.#pace * 2);
  }

  #take(most: number): string {
    const pieces: string[] = [];
    let size = 0;
    for (;;) {
      const [task] = this.#tasks;
      if (task?.kind !== 'write' || size >= most) return pieces.join('');
      const piece = task.data.slice(0, most - size);
      pieces.push(piece);
      size += piece.length;
      if (piece.length === task.data.length) this.#tasks.shift();
      else task.data = task.data.slice(piece.length);
    }
  }

  #resize({ cols, rows }: Of<'resize'>): void {
    this.#tasks.shift();
    const { id, clock } = this.#parts;
    clock.begin(id);
    this.#screen.resize(cols, rows);
    clock.end(id);
    this.#tell({ kind: 'resized', id });
  }

  #read({ request, mostScrollback }: Of<'read'>, endsAt: number): void {
    const { id, clock } = this.#parts;
    clock.begin(id);
    this.#reading ??= readInSteps(this.#screen, mostScrollback);
    const screen = stepUntil(this.#reading, endsAt);
    clock.end(id);
    if (screen === undefined) return;
    this.#reading = undefined;
    this.#tasks.shift();
    this.#tell({ kind: 'read', id, request, screen });
  }

  #tell(message: FromScreen): void {
    this.#parts.tell(message);
  }
}

function stepUntil(reading: Generator<undefined, ReadScreen>, endsAt: number): ReadScreen | undefined {
  do {
    const step = reading.next();
    if (step.done === true) return step.value;
  } while (performance.now() < endsAt);
  return undefined;
}

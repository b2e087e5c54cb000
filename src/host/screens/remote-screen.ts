import { Refusal } from '../refusal.js';
import type { FromScreen, OpenOptions, ReadScreen, ToScreen } from './protocol.js';

export interface RemoteScreenOptions extends OpenOptions {
  /** What a terminal answers a program that asks it. */
  readonly onReply: (reply: string) => void;
  /** The program has told its terminal something of itself (OSC 0, 2 and 7). */
  readonly onTold?: (told: { readonly title: string; readonly directoryUrl: string }) => void;
  /** The thread has failed, and what the screen showed is gone. */
  readonly onLost: (error: Error) => void;
}

/** `resizes`: how often the size has changed that it was read at. */
export interface NumberedScreen extends ReadScreen {
  readonly resizes: number;
}

interface Read {
  readonly mostScrollback: number;
  /** Of the size that the thread has when it comes to it. */
  readonly resizes: number;
  resolve(screen: NumberedScreen): void;
  reject(error: Error): void;
}

/** A screen that has made the thread fail so often is no longer followed. */
const mostFailures = 2;

/** The near side of a screen in the thread of the screens. */
export class RemoteScreen {
  readonly id: number;
  readonly #options: RemoteScreenOptions;
  readonly #post: (message: ToScreen) => void;
  readonly #onDispose: () => void;
  /** What was written and is not shown yet: its size, and who waits for that. */
  readonly #writes: { size: number; readonly onShown: (size: number) => void }[] = [];
  readonly #reads = new Map<number, Read>();
  #size: { readonly cols: number; readonly rows: number };
  #resizes = 0;
  #sentResizes = 0;
  /** One that is on its way; a newer one waits for it, so that a flood of them stays one. */
  #resizing: 'none' | 'sent' | 'outdated' = 'none';
  #requests = 0;
  #failures = 0;
  #state: 'followed' | 'given-up' | 'disposed' = 'followed';

  constructor(id: number, options: RemoteScreenOptions, link: ScreenLink) {
    this.id = id;
    this.#options = options;
    this.#size = { cols: options.cols, rows: options.rows };
    this.#post = link.post;
    this.#onDispose = link.onDispose;
    this.#open();
  }

  /** Whether the thread owes it something. */
  get isWaiting(): boolean {
    return this.#writes.length > 0 || this.#reads.size > 0 || this.#resizing !== 'none';
  }

  /** `onShown` is called with the size of each part as it is on the screen, or never will be. */
  write(data: string, onShown: (size: number) => void): void {
    if (this.#state !== 'followed') return onShown(data.length);
    this.#writes.push({ size: data.length, onShown });
    this.#post({ kind: 'write', id: this.id, data });
  }

  resize(cols: number, rows: number): void {
    this.#size = { cols, rows };
    this.#resizes++;
    if (this.#state !== 'followed') return;
    if (this.#resizing === 'none') this.#sendSize();
    else this.#resizing = 'outdated';
  }

  /** As it is once all has been shown that was written before. Rejects with Refusal when it is disposed. */
  read(mostScrollback: number): Promise<NumberedScreen> {
    if (this.#state === 'given-up') return Promise.resolve(this.#blank());
    return new Promise((resolve, reject) => {
      if (this.#state === 'disposed') return reject(gone());
      this.#ask({ mostScrollback, resolve, reject });
    });
  }

  dispose(): void {
    if (this.#state === 'disposed') return;
    this.#state = 'disposed';
    this.#post({ kind: 'dispose', id: this.id });
    this.#settleWrites();
    for (const read of this.#reads.values()) read.reject(gone());
    this.#reads.clear();
    this.#onDispose();
  }

  hear(message: FromScreen): void {
    switch (message.kind) {
      case 'reply':
        return this.#options.onReply(message.data);
      case 'told':
        return this.#options.onTold?.({ title: message.title, directoryUrl: message.directoryUrl });
      case 'shown':
        return this.#shown(message.size);
      case 'resized':
        return this.#resized();
      case 'read': {
        const read = this.#reads.get(message.request);
        this.#reads.delete(message.request);
        return read?.resolve({ ...message.screen, resizes: read.resizes });
      }
    }
  }

  /** The thread has failed, and there is a new one. */
  begunAnew(error: Error, part: 'at-fault' | 'bystander'): void {
    if (part === 'at-fault') this.#failures++;
    if (this.#failures >= mostFailures) return this.giveUp(error);
    this.#resizing = 'none';
    this.#open();
    const reads = this.#lose(error);
    for (const read of reads) this.#ask(read);
  }

  /** From now on it is blank, and nothing is written to it. */
  giveUp(error: Error): void {
    this.#state = 'given-up';
    this.#resizing = 'none';
    for (const read of this.#lose(error)) read.resolve(this.#blank());
  }

  /** What was on its way; the reads are to be settled. */
  #lose(error: Error): readonly Read[] {
    const reads = [...this.#reads.values()];
    this.#reads.clear();
    this.#options.onLost(error);
    this.#settleWrites();
    return reads;
  }

  #blank(): NumberedScreen {
    return { ...this.#size, resizes: this.#resizes, data: '', missingRows: 0 };
  }

  #open(): void {
    this.#sentResizes = this.#resizes;
    const { scrollbackLines } = this.#options;
    this.#post({ kind: 'open', id: this.id, options: { ...this.#size, scrollbackLines } });
  }

  #ask(read: Omit<Read, 'resizes'>): void {
    const request = ++this.#requests;
    this.#reads.set(request, { ...read, resizes: this.#sentResizes });
    this.#post({ kind: 'read', id: this.id, request, mostScrollback: read.mostScrollback });
  }

  #sendSize(): void {
    this.#resizing = 'sent';
    this.#sentResizes = this.#resizes;
    const { cols, rows } = this.#size;
    this.#post({ kind: 'resize', id: this.id, cols, rows });
  }

  #resized(): void {
    const isOutdated = this.#resizing === 'outdated';
    this.#resizing = 'none';
    if (isOutdated) this.#sendSize();
  }

  #shown(size: number): void {
    let rest = size;
    for (let [write] = this.#writes; write !== undefined && rest > 0; [write] = this.#writes) {
      const part = Math.min(rest, write.size);
      rest -= part;
      write.size -= part;
      if (write.size === 0) this.#writes.shift();
      write.onShown(part);
    }
  }

  #settleWrites(): void {
    for (const { size, onShown } of this.#writes.splice(0)) onShown(size);
  }
}

export interface ScreenLink {
  readonly post: (message: ToScreen) => void;
  readonly onDispose: () => void;
}

function gone(): Refusal {
  return new Refusal('not-found', 'the pane has been closed');
}

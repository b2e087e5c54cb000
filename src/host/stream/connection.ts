import type { WebSocket } from 'ws';
import type { Screen, ToClient } from '../wire/index.js';

/** More than this on its way, and the client is behind: from then on nothing is queued for it. */
const mostBufferedBytes = 2_097_152;
/** More than this of what it begins with on its way, and it is not read: a client could ask for ever more of it. */
const mostOpeningBytes = 16_777_216;
/** So little on its way, and it has caught up. */
const fewBufferedBytes = 65_536;

export interface ConnectionEvents {
  /** It reads more slowly than there is news. */
  readonly onBehind: () => void;
  /** What it was sent before has gone out: it can begin anew. */
  readonly onCaughtUp: () => void;
}

/** What is sent to one client, bounded by what it reads. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #events: ConnectionEvents;
  /** Of what it begins with, on its way: that it is large says nothing of how fast it is read. */
  #openingBytes = 0;
  #isBehind = false;
  #isPaused = false;

  constructor(socket: WebSocket, events: ConnectionEvents) {
    this.#socket = socket;
    this.#events = events;
  }

  /** News, which a client that is behind does without. */
  tell(frame: string): void {
    if (!this.#isBehind && this.#newsBytes > mostBufferedBytes) this.#fallBehind();
    if (!this.#isBehind) this.#write(frame);
  }

  tellMessage(message: ToClient): void {
    if (!this.#isBehind) this.tell(JSON.stringify(message));
  }

  /** What a client begins with, whatever it has read. */
  send(message: ToClient): void {
    this.#open(JSON.stringify(message));
  }

  /** What it begins with in a pane. */
  tellScreen(screen: Screen): void {
    if (!this.#isBehind) this.#open(JSON.stringify({ type: 'screen', screen } satisfies ToClient));
  }

  /** What a client has asked for. One that does not read its answers asks for no more. */
  answer(message: ToClient): void {
    this.#write(JSON.stringify(message));
    if (this.#newsBytes > mostBufferedBytes) this.#pause();
  }

  /** The same; resolves when it is on its way, or never will be. */
  deliver(message: ToClient): Promise<void> {
    return new Promise((resolve) => this.#write(JSON.stringify(message), resolve));
  }

  get #newsBytes(): number {
    return this.#socket.bufferedAmount - this.#openingBytes;
  }

  #open(frame: string): void {
    const bytes = Buffer.byteLength(frame);
    this.#openingBytes += bytes;
    this.#write(frame, () => {
      this.#openingBytes -= bytes;
    });
    if (this.#openingBytes > mostOpeningBytes) this.#pause();
  }

  #write(frame: string, onSent: () => void = () => undefined): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return onSent();
    this.#socket.send(frame, () => {
      onSent();
      this.#sent();
    });
  }

  /** While it is behind nothing is read from it either, so that it cannot ask for ever more. */
  #fallBehind(): void {
    this.#isBehind = true;
    this.#pause();
    this.#events.onBehind();
  }

  #pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  #sent(): void {
    if (!this.#isPaused || this.#newsBytes > fewBufferedBytes) return;
    if (this.#openingBytes > mostOpeningBytes) return;
    // What is told until then is in what it begins anew with.
    if (this.#isBehind) this.#events.onCaughtUp();
    this.#isBehind = false;
    this.#isPaused = false;
    this.#socket.resume();
  }
}

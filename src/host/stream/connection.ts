import type { WebSocket } from 'ws';
import type { ToClient } from '../wire/index.js';

/** More than this on its way, and the client is behind: from then on nothing is queued for it. */
const mostBufferedBytes = 2_097_152;
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
  #isBehind = false;
  #isPaused = false;

  constructor(socket: WebSocket, events: ConnectionEvents) {
    this.#socket = socket;
    this.#events = events;
  }

  /** News, which a client that is behind does without. */
  tell(frame: string): void {
    if (!this.#isBehind && this.#socket.bufferedAmount > mostBufferedBytes) this.#fallBehind();
    if (!this.#isBehind) this.#write(frame);
  }

  tellMessage(message: ToClient): void {
    if (!this.#isBehind) this.tell(JSON.stringify(message));
  }

  /** What a client begins with, whatever it has read. */
  send(message: ToClient): void {
    this.#write(JSON.stringify(message));
  }

  /** What a client has asked for. One that does not read its answers asks for no more. */
  answer(message: ToClient): void {
    this.#write(JSON.stringify(message));
    if (this.#socket.bufferedAmount > mostBufferedBytes) this.#pause();
  }

  /** The same; resolves when it is on its way, or never will be. */
  deliver(message: ToClient): Promise<void> {
    return new Promise((resolve) => this.#write(JSON.stringify(message), resolve));
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
    if (!this.#isPaused || this.#socket.bufferedAmount > fewBufferedBytes) return;
    // What is told until then is in what it begins anew with.
    if (this.#isBehind) this.#events.onCaughtUp();
    this.#isBehind = false;
    this.#isPaused = false;
    this.#socket.resume();
  }
}

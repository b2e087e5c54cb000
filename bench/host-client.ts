import { once } from 'node:events';
import {
  type InputOf,
  type OperationName,
  type OutputOf,
  protocol,
  type ToClient,
  type ToHost,
  webSocketPath,
} from 'panetree/host/wire';
import { WebSocket } from 'ws';

export interface HostAddress {
  readonly url: string;
  readonly token: string;
}

/** A client over the WebSocket that takes what it is sent at once, and says so. */
export class HostClient implements Disposable {
  readonly #socket: WebSocket;
  readonly #listeners = new Set<(message: ToClient) => void>();
  #requests = 0;

  static async connect({ url, token }: HostAddress): Promise<HostClient> {
    const socket = new WebSocket(new URL(webSocketPath, url.replace(/^http/, 'ws')), [protocol], {
      headers: { Authorization: `Bearer ${token}` },
    });
    await once(socket, 'open');
    return new HostClient(socket);
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('error', () => undefined);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a host of ours; checking is not to be measured
    socket.on('message', (data: Buffer) => this.#receive(JSON.parse(data.toString()) as ToClient));
  }

  async call<Name extends OperationName>(operation: Name, input: InputOf<Name>): Promise<OutputOf<Name>> {
    const id = ++this.#requests;
    const answer = this.heard((message) => message.type === 'response' && message.id === id);
    this.send({ type: 'request', id, operation, input });
    const message = await answer;
    if (message.type !== 'response' || message.error !== undefined) {
      throw new Error(`${operation}: ${JSON.stringify(message)}`);
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same
    return message.result as OutputOf<Name>;
  }

  send(message: ToHost): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** The next message that is so. */
  heard(isIt: (message: ToClient) => boolean): Promise<ToClient> {
    return new Promise((resolve) => {
      const listener = (message: ToClient) => {
        if (!isIt(message)) return;
        this.#listeners.delete(listener);
        resolve(message);
      };
      this.#listeners.add(listener);
    });
  }

  async watch(blockId: string): Promise<void> {
    const shown = this.heard((message) => message.type === 'screen' && message.screen.blockId === blockId);
    this.send({ type: 'watch-output', blockId });
    await shown;
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }

  #receive(message: ToClient): void {
    if (message.type === 'output') {
      const { blockId, offset, data } = message;
      this.send({ type: 'seen', blockId, offset: offset + data.length });
    }
    for (const listener of this.#listeners) listener(message);
  }
}

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { HostParts } from '../parts.js';
import { closeCodes, largestMessageBytes, protocol } from '../wire/index.js';
import type { Perform } from '../operations/perform.js';
import { Client, type Resumption } from './client.js';

/** How often each client is asked whether it is still there; one that has not answered by the next time is let go. */
const heartbeatMs = 30_000;
const closingMs = 500;

/** A request to become a WebSocket, as node:http gives it. */
export interface UpgradeRequest {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** All connections over the WebSocket. */
export class Clients {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: largestMessageBytes,
    handleProtocols: (offered) => (offered.has(protocol) ? protocol : false),
  });
  readonly #silent = new Set<WebSocket>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #host: HostParts;
  readonly #perform: Perform;

  constructor(host: HostParts, perform: Perform) {
    this.#host = host;
    this.#perform = perform;
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs).unref();
  }

  get count(): number {
    return this.#server.clients.size;
  }

  /** For a request that has been let in. */
  accept({ request, socket, head }: UpgradeRequest, resumption: Resumption | undefined): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      // A connection that breaks is closed, which is all there is to know about it.
      webSocket.on('error', () => undefined);
      webSocket.on('pong', () => this.#silent.delete(webSocket));
      webSocket.once('close', () => this.#silent.delete(webSocket));
      const parts = { host: this.#host, perform: this.#perform };
      return new Client(webSocket, parts, resumption);
    });
  }

  /** Says goodbye, and does not wait for those that do not answer. */
  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    const sockets = [...this.#server.clients];
    const closed = Promise.all(sockets.map(closeOf));
    for (const socket of sockets) socket.close(closeCodes.goingAway, 'the host ends');
    const force = setTimeout(() => {
      for (const socket of sockets) socket.terminate();
    }, closingMs);
    await closed;
    clearTimeout(force);
  }

  #beat(): void {
    for (const socket of this.#server.clients) {
      if (this.#silent.has(socket)) {
        this.#silent.delete(socket);
        socket.terminate();
        continue;
      }
      this.#silent.add(socket);
      socket.ping();
    }
  }
}

/** Also of one that breaks before it is closed. */
function closeOf(socket: WebSocket): Promise<unknown> {
  return new Promise((resolve) => socket.once('close', resolve));
}

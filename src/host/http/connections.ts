import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Of those that have not shown who they are. */
const mostStrangers = 256;
/** Together with those that have. */
const mostConnections = 512;

type Peer = Pick<Socket, 'remoteAddress' | 'remotePort'>;

/**
 * Keeps room for callers that are let in. Without it any local user could hold every connection there is: now the
 * stranger that has been here longest makes room for the next one.
 */
export class Connections {
  readonly #strangers = new Map<string, Socket>();
  readonly #known = new Set<string>();

  constructor(server: Server) {
    server.on('connection', (socket) => this.#add(socket));
  }

  /** The caller at the other end has been let in. */
  know(peer: Peer): void {
    const key = keyOf(peer);
    if (this.#strangers.delete(key)) this.#known.add(key);
  }

  #add(socket: Socket): void {
    const key = keyOf(socket);
    // One that is served anew, after an upgrade it did not get.
    if (this.#known.has(key) || this.#strangers.has(key)) return;
    this.#strangers.set(key, socket);
    socket.once('close', () => {
      this.#strangers.delete(key);
      this.#known.delete(key);
    });
    this.#makeRoom();
  }

  #makeRoom(): void {
    const isFull = this.#strangers.size + this.#known.size > mostConnections;
    if (this.#strangers.size <= mostStrangers && !isFull) return;
    const [oldest] = this.#strangers;
    if (oldest === undefined) return;
    this.#strangers.delete(oldest[0]);
    oldest[1].destroy();
  }
}

/** The same for the raw connection and what TLS makes of it. */
function keyOf({ remoteAddress, remotePort }: Peer): string {
  return `${remoteAddress} ${remotePort}`;
}

import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

const bytesPerMs = 1000;

/** A line between a client and a host that carries 1 MB/s towards the client. */
export class SlowLine implements Disposable {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: readonly Socket[];

  static async open(hostPort: number): Promise<SlowLine> {
    const sockets: Socket[] = [];
    const server = createServer((near) => {
      const far = connect(hostPort, '127.0.0.1');
      sockets.push(near, far);
      for (const socket of [near, far]) socket.on('error', () => undefined);
      near.pipe(far);
      far.on('data', (chunk: Buffer) => {
        near.write(chunk);
        far.pause();
        setTimeout(() => far.resume(), chunk.length / bytesPerMs);
      });
      far.on('close', () => near.destroy());
      near.on('close', () => far.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SlowLine(server, sockets);
  }

  private constructor(server: Server, sockets: readonly Socket[]) {
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the line has no port');
    this.port = address.port;
    this.#server = server;
    this.#sockets = sockets;
  }

  [Symbol.dispose](): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { Scenario } from './scenario.js';

const bytesPerMs = 1000;

/** A line to a host on loopback that carries 1 MB/s towards the client; the port of its near end. */
export async function openSlowLine(scenario: Scenario, hostPort: number): Promise<number> {
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
  scenario.atEnd(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the line has no port');
  return address.port;
}

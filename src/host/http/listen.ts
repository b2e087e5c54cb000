import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { once } from 'node:events';
import type { HostOptions } from '../options.js';

export const loopback = '127.0.0.1';

const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;
/** How often both are looked at: Node's 30 s would let a silent connection stay three times as long. */
const connectionsCheckingIntervalMs = 1000;

/** Not listening yet. Throws where the TLS files are none. */
export function makeServer(tls: HostOptions['tls']): Server {
  const timeouts = {
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: connectionsCheckingIntervalMs,
  };
  return tls === undefined
    ? createServer(timeouts)
    : createTlsServer({ ...timeouts, cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' });
}

/** Gives the port. Rejects where it is taken, or not this user's to take. */
export async function listen(
  server: Server,
  { port = 0, address = loopback }: Pick<HostOptions, 'port' | 'address'>,
): Promise<number> {
  server.listen(port, address);
  await once(server, 'listening');
  const bound = server.address();
  if (typeof bound === 'object' && bound !== null) return bound.port;
  throw new Error(`the server listens on ${String(bound)}, which is no port`);
}

export function urlOf(scheme: 'http' | 'https', address: string, port: number): string {
  return `${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}/`;
}

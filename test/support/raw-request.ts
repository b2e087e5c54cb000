import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { webSocketPath } from '../../src/host/wire/index.js';
import type { ServedHost } from './served-host.js';

/** As it is, where `fetch` would tidy the path first and write the Host header itself; so many times in one go. */
export async function raw(
  { host, authorization }: ServedHost,
  lines: readonly string[],
  times = 1,
): Promise<string> {
  const { port, host: name } = new URL(host.url);
  const socket = connect(Number(port), '127.0.0.1');
  const named = lines.some((line) => line.startsWith('Host:')) ? lines : [...lines, `Host: ${name}`];
  const request = [...named, `Authorization: ${authorization.Authorization}`];
  const again = [...request, '', ''].join('\r\n').repeat(times - 1);
  socket.write(`${again}${[...request, 'Connection: close', '', ''].join('\r\n')}`);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

/** Asks for a WebSocket and keeps its own end open, whatever the other one does. Resolves with the first answer there. */
export async function knock({ host }: ServedHost, headers: readonly string[] = []): Promise<Socket> {
  const { port, host: name } = new URL(host.url);
  const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  const asked = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
  const lines = [`GET ${webSocketPath} HTTP/1.1`, `Host: ${name}`, ...asked, key, ...headers, '', ''];
  socket.write(lines.join('\r\n'));
  await once(socket, 'data');
  return socket;
}

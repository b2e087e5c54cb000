import { once } from 'node:events';
import { connect } from 'node:net';
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

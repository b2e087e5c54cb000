import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

const wishes = /^(upgrade|http2-settings)$/i;

/** Whether the request wants a WebSocket, and not something else, as `Upgrade: h2c` of curl --http2. */
export function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Serves a request as if it had asked for no upgrade, which is what a server does that does not offer it (RFC 9110,
 * 7.8). Node has taken the connection from its parser by then: it is handed over anew, the head without that wish.
 */
export function serveWithoutUpgrade(
  server: Server,
  request: IncomingMessage,
  { socket, head }: { readonly socket: Duplex; readonly head: Buffer },
): void {
  socket.unshift(Buffer.concat([Buffer.from(headOf(request), 'latin1'), head]));
  server.emit('encrypted' in socket ? 'secureConnection' : 'connection', socket);
}

function withoutWish(connection: string): string {
  const tokens = connection.split(',').map((token) => token.trim());
  return tokens.filter((token) => !wishes.test(token)).join(', ');
}

function headOf({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    const kept = /^connection$/i.test(name) ? withoutWish(value) : value;
    if (kept !== '' && !wishes.test(name)) lines.push(`${name}: ${kept}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

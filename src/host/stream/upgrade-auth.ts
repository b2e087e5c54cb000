import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { printableJson } from '../../output/printable.js';
import { statusCodes } from '../http/answers.js';
import { splitUrl } from '../http/asked.js';
import { authenticateStream, type Credentials } from '../http/authenticate.js';
import type { Connections } from '../http/connections.js';
import { requireFew } from '../http/login.js';
import { type GuardRules, requireOwnName, requireOwnOrigin } from '../http/guard.js';
import type { RateBound } from '../http/rate-bound.js';
import { failureOf, notLetIn, Refusal } from '../refusal.js';
import type { FailureBody } from '../wire/index.js';
import { webSocketPath } from '../wire/index.js';
import type { Resumption } from './client.js';

export type UpgradeAuthDeps = Credentials & {
  readonly rules: GuardRules;
  readonly connections: Connections;
  /** Of those who are not let in, by address. */
  readonly attempts: RateBound;
};

/** Of a request that may become a WebSocket: where it goes on, if it does. Throws Refusal for one that may not. */
export function requireWelcome(request: IncomingMessage, deps: UpgradeAuthDeps): Resumption | undefined {
  const { headers, method = '' } = request;
  requireOwnName(headers, deps.rules.isOwnName);
  const { path, query } = splitUrl(request.url);
  if (path !== webSocketPath) throw new Refusal('not-found', `there is no WebSocket at ${path}`);
  const caller = authenticateStream(headers, deps);
  if (caller === undefined) {
    requireFew(deps.attempts, request);
    throw notLetIn();
  }
  requireOwnOrigin({ method, headers, purpose: 'stream' }, caller, deps.rules);
  deps.connections.know(request.socket);
  return resumptionOf(query);
}

function resumptionOf(query: URLSearchParams): Resumption | undefined {
  const [instance, since] = [query.get('instance'), query.get('since')];
  if (instance === null || since === null || !/^\d{1,15}$/.test(since)) return undefined;
  return { instance, since: Number(since) };
}

/** As an answer over HTTP, which is what a browser still speaks at that point. */
export function sendAway(socket: Duplex, error: unknown): void {
  const failure = failureOf(error);
  const body: FailureBody = { error: failure };
  const text = printableJson(body);
  // Whoever keeps its own end open is not waited for: no server counts this connection any more.
  socket.once('finish', () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${statusCodes[failure.code]} ${failure.code}`,
      'Connection: close',
      'Content-Type: application/json',
      'X-Content-Type-Options: nosniff',
      `Content-Length: ${Buffer.byteLength(text)}`,
      '',
      text,
    ].join('\r\n'),
  );
}

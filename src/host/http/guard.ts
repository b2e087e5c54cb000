import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from '../refusal.js';
import type { Caller } from './authenticate.js';
import { nameIn } from './host-names.js';

export interface GuardRules {
  readonly scheme: 'http' | 'https';
  readonly isOwnName: (name: string) => boolean;
  /** Of pages that may connect with a token. */
  readonly allowedOrigins: readonly string[];
}

export interface GuardedRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** `page`: what a person opens, by way of whatever link. */
  readonly purpose: 'page' | 'resource' | 'stream';
}

/** Throws Refusal `forbidden` for a request under a foreign name. */
export function requireOwnName({ host }: IncomingHttpHeaders, isOwnName: (name: string) => boolean): void {
  const name = nameIn(host);
  if (name !== undefined && isOwnName(name)) return;
  throw new Refusal('forbidden', 'the name in the Host header is none of this host');
}

/** After `requireOwnName`. Throws Refusal `forbidden` for what a page of a foreign origin has sent. */
export function requireOwnOrigin(request: GuardedRequest, caller: Caller, rules: GuardRules): void {
  const { origin } = request.headers;
  if (origin === undefined) requireNoOrigin(request, caller);
  else if (!isOwn(origin, request, rules) && !isAllowed(origin, caller, rules)) {
    throw new Refusal('forbidden', `the origin ${origin} may not talk to this host`);
  }
}

function isOwn(origin: string, { headers }: GuardedRequest, { scheme }: GuardRules): boolean {
  return origin.toLowerCase() === `${scheme}://${headers.host ?? ''}`.toLowerCase();
}

function isAllowed(origin: string, caller: Caller, { allowedOrigins }: GuardRules): boolean {
  return caller.kind === 'page' && allowedOrigins.includes(origin);
}

/** Programs send none, and browsers none with what a page of theirs only reads. */
function requireNoOrigin({ headers, method, purpose }: GuardedRequest, caller: Caller): void {
  const site = headers['sec-fetch-site'];
  if (purpose !== 'page' && (site === 'cross-site' || site === 'same-site')) {
    throw new Refusal('forbidden', 'a page of another origin may not talk to this host');
  }
  const mayChange = purpose === 'stream' || (method !== 'GET' && method !== 'HEAD');
  // A browser names the origin of whatever may change something: without it, a cookie is in other hands.
  if (caller.kind === 'session' && mayChange && site !== 'same-origin') {
    throw new Refusal('forbidden', 'a request with a cookie must name its origin');
  }
}

import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { tokenProtocolPrefix } from '../wire/index.js';
import type { Access } from './access.js';

/**
 * `session`: a browser with a cookie. `token`: a program that sends the token. `page`: a page of another origin that
 * offers the token as a subprotocol, because it cannot set headers on a WebSocket.
 */
export interface Caller {
  readonly kind: 'session' | 'token' | 'page';
  /** The same for all requests of one caller. */
  readonly id: string;
}

export interface Credentials {
  readonly access: Access;
  readonly cookieName: string;
}

/** Undefined: nobody we know. */
export function authenticate(
  headers: IncomingHttpHeaders,
  { access, cookieName }: Credentials,
): Caller | undefined {
  const bearer = /^Bearer ([\w-]+)$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return access.isToken(bearer) ? { kind: 'token', id: 'token' } : undefined;
  const session = cookiesOf(headers.cookie, cookieName).find((each) => access.isSession(each));
  return session === undefined ? undefined : { kind: 'session', id: fingerprint(session) };
}

/** The same for who asks for a WebSocket. */
export function authenticateStream(
  headers: IncomingHttpHeaders,
  credentials: Credentials,
): Caller | undefined {
  const offered = offeredToken(headers['sec-websocket-protocol']);
  if (offered === undefined) return authenticate(headers, credentials);
  return credentials.access.isToken(offered) ? { kind: 'page', id: 'token' } : undefined;
}

function offeredToken(protocols = ''): string | undefined {
  const offered = protocols.split(',').map((each) => each.trim());
  return offered.find((each) => each.startsWith(tokenProtocolPrefix))?.slice(tokenProtocolPrefix.length);
}

/**
 * Cookies know no ports: whatever else this machine serves can set one of the same name, under a longer path, which the
 * browser then sends first.
 */
function cookiesOf(header = '', name: string): readonly string[] {
  const prefix = `${name}=`;
  const pairs = header.split(';').map((each) => each.trim());
  return pairs.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length));
}

/** Tells callers apart without being what lets one in. */
function fingerprint(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

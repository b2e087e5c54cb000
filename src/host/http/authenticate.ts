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
  const session = cookieOf(headers.cookie, cookieName);
  const isKnown = session !== undefined && access.isSession(session);
  return isKnown ? { kind: 'session', id: fingerprint(session) } : undefined;
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

/** Browsers send the cookies of all ports of a host, so that there may be several of one kind. */
function cookieOf(header = '', name: string): string | undefined {
  const prefix = `${name}=`;
  const pair = header.split(';').find((each) => each.trim().startsWith(prefix));
  return pair?.trim().slice(prefix.length);
}

/** Tells callers apart without being what lets one in. */
function fingerprint(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

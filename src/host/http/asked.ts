import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '../refusal.js';

/** A request, and the way to answer it. */
export interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  /** As it was sent: neither decoded nor made shorter. */
  readonly path: string;
  readonly query: URLSearchParams;
}

export function askedOf(request: IncomingMessage, response: ServerResponse): Asked {
  return { request, response, method: request.method ?? '', ...splitUrl(request.url) };
}

export function splitUrl(url = '/'): Pick<Asked, 'path' | 'query'> {
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  return { path, query: new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1)) };
}

/** Throws Refusal `method-not-allowed`. */
export function requireMethod({ method, response }: Asked, allowed: readonly string[]): void {
  if (allowed.includes(method)) return;
  response.setHeader('Allow', allowed.join(', '));
  throw new Refusal('method-not-allowed', `${method} is not allowed here; allowed: ${allowed.join(', ')}`);
}

/** For what only reads. */
export const reading = ['GET', 'HEAD'] as const;

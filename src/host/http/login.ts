import type { IncomingMessage } from 'node:http';
import { notLetIn, Refusal } from '../refusal.js';
import type { Access } from './access.js';
import { answer, type Content } from './answers.js';
import { type Asked, reading, requireMethod } from './asked.js';
import type { Caller } from './authenticate.js';
import { again, strangersPage } from './pages.js';
import type { RateBound } from './rate-bound.js';

export interface LoginDeps {
  readonly access: Access;
  readonly cookieName: string;
  readonly scheme: 'http' | 'https';
  /** Of those who are not let in, by address. */
  readonly attempts: RateBound;
}

/** Lets browsers in that come with a link, and sends strangers away. */
export class Login {
  readonly #deps: LoginDeps;

  constructor(deps: LoginDeps) {
    this.#deps = deps;
  }

  /** The link is exchanged for a cookie, and taken out of the address line. */
  enter(asked: Asked, link: string, caller: Caller | undefined): void {
    requireMethod(asked, ['GET']);
    const session = this.#deps.access.redeem(link);
    // However many knock from the same address, a good link is none of their attempts.
    if (session === undefined && caller === undefined) requireFew(this.#deps.attempts, asked.request);
    if (session !== undefined) asked.response.setHeader('Set-Cookie', this.#cookie(session));
    // Whoever is in already and opens an old link again stays in.
    if (session === undefined && caller === undefined) answer(asked.response, strangersPage);
    else answer(asked.response, toFront);
  }

  /** Throws Refusal `unauthorized`. */
  refuse(asked: Asked): void {
    requireFew(this.#deps.attempts, asked.request);
    const { headers } = asked.request;
    const isPage = asked.path === '/' && reading.some((method) => method === asked.method);
    if (!isPage) throw notLetIn();
    answer(asked.response, headers['sec-fetch-site'] === 'cross-site' ? again : strangersPage);
  }

  #cookie(session: string): string {
    const { cookieName, scheme } = this.#deps;
    const secure = scheme === 'https' ? '; Secure' : '';
    return `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict${secure}`;
  }
}

/** Throws Refusal `rate-limited`. */
export function requireFew(attempts: RateBound, { socket }: IncomingMessage): void {
  if (attempts.take(socket.remoteAddress ?? '')) return;
  throw new Refusal('rate-limited', 'too many attempts');
}

const toFront: Content = { status: 303, type: 'text/plain', body: '', headers: { Location: '/' } };

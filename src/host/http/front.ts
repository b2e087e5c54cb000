import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Perform } from '../operations/perform.js';
import { failureOf, Refusal } from '../refusal.js';
import type { Access } from './access.js';
import { answer, answerFailure, type Content } from './answers.js';
import { answerApi } from './api.js';
import { type Asked, askedOf, reading, requireMethod } from './asked.js';
import { authenticate } from './authenticate.js';
import type { Connections } from './connections.js';
import { Login } from './login.js';
import { type GuardRules, requireOwnName, requireOwnOrigin } from './guard.js';
import { securityHeaders } from './headers.js';
import { notBuilt } from './pages.js';
import { RateBound } from './rate-bound.js';

export interface FrontParts {
  readonly access: Access;
  readonly cookieName: string;
  readonly rules: GuardRules;
  /** Of those who are not let in, by address. */
  readonly attempts: RateBound;
  readonly perform: Perform;
  readonly connections: Connections;
  /** By path; undefined where the page has not been built. */
  readonly files: ReadonlyMap<string, Content> | undefined;
  readonly metrics: () => Content;
  readonly onError: (error: unknown) => void;
}

/** Answers every request over HTTP. */
export class Front {
  readonly #parts: FrontParts;
  readonly #login: Login;
  readonly #requests = new RateBound({ perSecond: 200, burst: 400 });

  constructor(parts: FrontParts) {
    this.#parts = parts;
    this.#login = new Login({ ...parts, scheme: parts.rules.scheme });
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    try {
      await this.#answer(askedOf(request, response));
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === 'internal') this.#parts.onError(error);
      // What was sent and not read would be taken for the next request.
      answerFailure(response, failure, request.complete ? {} : { Connection: 'close' });
    }
  }

  async #answer(asked: Asked): Promise<void> {
    const { request, method, path, query } = asked;
    const { rules, perform } = this.#parts;
    requireOwnName(request.headers, rules.isOwnName);
    if (path === '/healthz') return this.#answerReading(asked, healthy);
    const caller = authenticate(request.headers, this.#parts);
    const link = path === '/' ? (query.get('link') ?? undefined) : undefined;
    if (link !== undefined) return this.#login.enter(asked, link, caller);
    if (caller === undefined) return this.#login.refuse(asked);
    this.#parts.connections.know(request.socket);
    const purpose = path === '/' ? 'page' : 'resource';
    requireOwnOrigin({ method, headers: request.headers, purpose }, caller, rules);
    if (!this.#requests.take(caller.id)) throw new Refusal('rate-limited', 'too many requests');
    if (path.startsWith('/api/')) return answerApi(asked, perform);
    if (path === '/metrics') return this.#answerReading(asked, this.#parts.metrics());
    return this.#answerReading(asked, this.#file(path));
  }

  #answerReading(asked: Asked, content: Content): void {
    requireMethod(asked, reading);
    const { request, response } = asked;
    const tag = content.headers?.['ETag'];
    const isKnown = tag !== undefined && request.headers['if-none-match'] === tag;
    answer(response, isKnown ? { ...content, status: 304, body: '' } : content);
  }

  /** What is served is looked up, never found on the way that a path describes. */
  #file(path: string): Content {
    const { files } = this.#parts;
    const content = files?.get(path);
    if (content !== undefined) return content;
    if (files === undefined && path === '/') return notBuilt;
    throw new Refusal('not-found', `there is nothing at ${path}`);
  }
}

const healthy: Content = { type: 'text/plain; charset=utf-8', body: 'ok\n' };

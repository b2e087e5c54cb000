import type { Server } from 'node:http';
import type { TrackerRegistry } from '../index.js';
import type { Host } from './api.js';
import { type Assembled, assemble } from './host-parts.js';
import { Access } from './http/access.js';
import type { Content } from './http/answers.js';
import { Connections } from './http/connections.js';
import { Front } from './http/front.js';
import { nameCheck, publicName } from './http/host-names.js';
import { loopback, urlOf } from './http/listen.js';
import { metricsOf } from './http/metrics.js';
import { isWebSocket, serveWithoutUpgrade } from './http/plain-upgrade.js';
import { RateBound } from './http/rate-bound.js';
import { type Perform, performer } from './operations/perform.js';
import type { HostOptions } from './options.js';
import { Refusal } from './refusal.js';
import { report } from './report.js';
import { Clients, type UpgradeRequest } from './stream/clients.js';
import { type UpgradeAuthDeps, requireWelcome, sendAway } from './stream/upgrade-auth.js';

export interface ServingDeps {
  readonly options: HostOptions;
  readonly registry: TrackerRegistry;
  /** Listening. */
  readonly server: Server;
  readonly port: number;
  readonly files: ReadonlyMap<string, Content> | undefined;
}

export class ServingHost implements Host {
  readonly url: string;
  readonly instance: string;
  readonly registry: TrackerRegistry;
  readonly #deps: ServingDeps;
  readonly #access: Access = new Access();
  readonly #assembled: Assembled;
  readonly #clients: Clients;
  #closing: Promise<void> | undefined;

  constructor(deps: ServingDeps) {
    const { options, registry, server, port, files } = deps;
    const { tls, address = loopback, allowedOrigins = [], onError = report } = options;
    const named = { address, certificate: tls?.certificate };
    const scheme = tls === undefined ? 'http' : 'https';
    this.#deps = deps;
    this.registry = registry;
    this.url = urlOf(scheme, publicName(named), port);
    this.#assembled = assemble(registry, options, {
      onError,
      link: () => this.link(),
      clientCount: () => this.#clients.count,
    });
    const { parts } = this.#assembled;
    this.instance = parts.info().instance;
    const perform = this.#whileOpen(performer(parts));
    this.#clients = new Clients(parts, perform);
    const rules = { scheme, allowedOrigins, isOwnName: nameCheck(named) } as const;
    // Cookies know no ports: each host needs a name of its own for its.
    const attempts = new RateBound({ perSecond: 10, burst: 50 });
    const connections = new Connections(server);
    const cookieName = `panetree-${port}`;
    const auth = { access: this.#access, cookieName, rules, attempts, connections };
    const front = new Front({ ...auth, perform, files, metrics: () => metricsOf(parts), onError });
    server.on('request', (request, response) => void front.handle(request, response));
    server.on('upgrade', (request, socket, head) => this.#letIn({ request, socket, head }, auth));
    // Clients that are faster are told of it as of anything that changes.
    parts.leftovers.read().catch(onError);
  }

  get token(): string {
    return this.#access.token;
  }

  link(): string {
    return `${this.url}?link=${this.#access.newLink()}`;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #letIn({ request, socket, head }: UpgradeRequest, auth: UpgradeAuthDeps): void {
    // It may break at any time, and then it is closed: nobody is told, because nobody is there.
    socket.on('error', () => undefined);
    if (!isWebSocket(request)) return serveWithoutUpgrade(this.#deps.server, request, { socket, head });
    try {
      if (this.#closing !== undefined) throw closing();
      this.#clients.accept({ request, socket, head }, requireWelcome(request, auth));
    } catch (error) {
      sendAway(socket, error);
    }
  }

  #whileOpen(perform: Perform): Perform {
    return async (name, input) => {
      if (this.#closing !== undefined) throw closing();
      return perform(name, input);
    };
  }

  async #close(): Promise<void> {
    const { server, registry, options } = this.#deps;
    const { parts, release } = this.#assembled;
    server.close();
    try {
      if (options.registry === undefined) await registry.close();
      await parts.panes.closeAll();
    } finally {
      parts.feed.flush();
      release();
      await this.#clients.close();
      server.closeAllConnections();
    }
  }
}

function closing(): Refusal {
  return new Refusal('unavailable', 'the host is closing');
}

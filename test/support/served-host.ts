import * as v from 'valibot';
import { WebSocket } from 'ws';
import { type Host, type HostOptions, openHost } from '#dist/host/index.js';
import {
  failureBody,
  type InputOf,
  type OperationName,
  operations,
  type OutputOf,
  type PaneToOpen,
  protocol,
  webSocketPath,
} from '../../src/host/wire/index.js';
import type { Scenario } from './scenario.js';
import { StreamClient } from './stream-client.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface ConnectOptions {
  /** Behind the path, with its question mark. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
  /** Default: that of the host. */
  readonly port?: number;
}

/** A host of the scenario, spoken to as any client does. Its panes carry the token of the scenario. */
export class ServedHost {
  readonly host: Host;

  static async open(scenario: Scenario, options: HostOptions = {}): Promise<ServedHost> {
    const own = {
      registryOptions: { backend: 'linux-cgroup', pollIntervalMs: 100 },
      environment: { ...scenario.environment, PS1: '$ ', HISTFILE: '/dev/null' },
      shell: { file: '/bin/bash', args: ['--norc', '--noprofile'] },
    } as const;
    const { registryOptions, ...others } = own;
    const registry = options.registry === undefined ? { registryOptions } : {};
    const host = await openHost({ ...others, ...registry, ...options });
    scenario.atEnd(() => host.close());
    return new ServedHost(host);
  }

  private constructor(host: Host) {
    this.host = host;
  }

  get authorization(): { readonly Authorization: string } {
    return { Authorization: `Bearer ${this.host.token}` };
  }

  /** Over HTTP; fails unless it is answered with what its schema says. */
  async call<Name extends OperationName>(name: Name, input: InputOf<Name>): Promise<OutputOf<Name>> {
    const { status, text } = await this.ask(name, input);
    if (status !== 200) throw new Error(`${name} answers ${status}: ${text}`);
    return v.parse(operations[name].output, JSON.parse(text));
  }

  /** The code it is refused with. */
  async refused<Name extends OperationName>(name: Name, input: InputOf<Name>): Promise<string> {
    const { status, text } = await this.ask(name, input);
    if (status === 200) throw new Error(`${name} is not refused: ${text}`);
    return v.parse(failureBody, JSON.parse(text)).error.code;
  }

  ask(name: OperationName, input: object): Promise<Answer> {
    const { method, path } = operations[name];
    const rest = new Map(Object.entries(input));
    const filled = path.replaceAll(/:(\w+)/g, (_, key: string) => {
      const value = encodeURIComponent(String(rest.get(key)));
      rest.delete(key);
      return value;
    });
    const query = method === 'GET' ? `?${new URLSearchParams(Object.fromEntries(rest)).toString()}` : '';
    const body = method === 'GET' ? {} : { body: JSON.stringify(Object.fromEntries(rest)) };
    return this.fetch(`${filled}${query}`, {
      method,
      headers: { ...this.authorization, 'Content-Type': 'application/json' },
      ...body,
    });
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers(init.headers);
    // A connection that was idle for five seconds may be closed by the host just when it is used again.
    headers.set('connection', 'close');
    const answer = await fetch(new URL(path, this.host.url), { redirect: 'manual', ...init, headers });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  /** What a browser has after it has followed a link. */
  async cookie(link: string = this.host.link()): Promise<string> {
    const { headers } = await this.fetch(link);
    const cookie = headers.get('set-cookie')?.split(';')[0];
    if (cookie === undefined) throw new Error('no cookie was set');
    return cookie;
  }

  async openPane(wanted: Partial<PaneToOpen> = {}): Promise<OutputOf<'panes.open'>> {
    return this.call('panes.open', { cols: 80, rows: 24, ...wanted });
  }

  /** A socket that has not been let in yet. */
  socket({
    query = '',
    headers = this.authorization,
    protocols = [protocol],
    port,
  }: ConnectOptions = {}): WebSocket {
    const url = new URL(`${webSocketPath}${query}`, this.host.url.replace(/^http/, 'ws'));
    if (port !== undefined) url.port = String(port);
    return new WebSocket(url, [...protocols], { headers });
  }

  async connect(options: ConnectOptions = {}): Promise<StreamClient> {
    const since = new URLSearchParams(options.query).get('since');
    const client = new StreamClient(this.socket(options), since === null ? undefined : Number(since));
    await client.opened();
    return client;
  }
}

import { Agent } from 'node:https';
import { type ClientOptions, WebSocket } from 'ws';
import { backOffMs } from '../../host/client/back-off.js';
import { decode } from '../../host/client/decode.js';
import { closeCodes, protocol, type ToClient, type ToHost, webSocketPath } from '../../host/wire/index.js';
import { onlyWith } from '../host-tls.js';
import { type HostState, readHostState } from '../host-state.js';
import type { StreamStatus } from './stream-status.js';

/** Usage comes every second, so that this long without a word means a connection that is dead but not closed. */
const silenceMs = 15_000;
const handshakeMs = 5000;

/** What an earlier connection has told, so that the next one can go on. */
interface Resumption {
  readonly instance: string;
  readonly seq: number;
}

export interface StreamEnds {
  /** Asked at each attempt. */
  resumption(): Resumption | undefined;
  onStatus(status: StreamStatus): void;
  onMessage(message: ToClient): void;
}

const watchUsage: ToHost = { type: 'watch-usage', intervalMs: 1000, ports: true };

/** One WebSocket after the other to the host of this user, whichever that is by then, until it is stopped. */
export class HostStream {
  readonly #ends: StreamEnds;
  #state: HostState;
  #socket: WebSocket | undefined;
  #retry: NodeJS.Timeout | undefined;
  #silence: NodeJS.Timeout | undefined;
  #failedAttempts = 0;
  #lostAt: number | undefined;

  constructor(state: HostState, ends: StreamEnds) {
    this.#state = state;
    this.#ends = ends;
  }

  /** Of the host as it was last found. */
  get state(): HostState {
    return this.#state;
  }

  start(): void {
    this.#ends.onStatus({ kind: 'connecting' });
    this.#connect();
  }

  stop(): void {
    this.#drop();
  }

  /** Begins again, with a fresh snapshot unless `resumption` gives something to go on from. */
  restart(): void {
    this.#drop();
    this.#find();
  }

  /** A host that was started since has another port and another token. */
  #find(): void {
    const state = readHostState();
    if (state === undefined) return this.#lose('the host has ended');
    this.#state = state;
    this.#connect();
  }

  #connect(): void {
    const socket = new WebSocket(this.#url(), [protocol], optionsFor(this.#state));
    this.#socket = socket;
    const lose = (cause: string) => {
      if (this.#socket === socket) this.#lose(cause);
    };
    socket.on('open', () => {
      this.#heard();
      socket.send(JSON.stringify(watchUsage));
    });
    socket.on('message', (data: Buffer, isBinary) => {
      if (this.#socket === socket) this.#take(isBinary ? data : data.toString('utf8'));
    });
    socket.on('error', ({ message }) => lose(`the host does not answer (${message})`));
    socket.on('close', (code, reason) => {
      if (code === closeCodes.refused) this.#giveUp(`refused by the host: ${reason.toString('utf8')}`);
      else lose(code === closeCodes.goingAway ? 'the host has ended' : 'the connection was cut');
    });
  }

  #url(): URL {
    const { url, instance } = this.#state;
    const stream = new URL(webSocketPath, url);
    stream.protocol = stream.protocol === 'https:' ? 'wss:' : 'ws:';
    const resumption = this.#ends.resumption();
    // What another host has told says nothing about this one.
    if (resumption?.instance !== instance) return stream;
    stream.searchParams.set('since', String(resumption.seq));
    stream.searchParams.set('instance', instance);
    return stream;
  }

  #take(data: string | Buffer): void {
    this.#heard();
    const message = decode(data);
    if (message.type === 'undecodable') {
      return this.#giveUp(`the host speaks of what this version does not know (${message.reason})`);
    }
    if (message.type === 'snapshot' || message.type === 'resumed') this.#recover();
    this.#ends.onMessage(message);
  }

  #recover(): void {
    this.#failedAttempts = 0;
    this.#lostAt = undefined;
    this.#ends.onStatus({ kind: 'open' });
  }

  #heard(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lose('the host is silent'), silenceMs);
  }

  #lose(cause: string): void {
    this.#drop();
    this.#failedAttempts += 1;
    this.#lostAt ??= Date.now();
    const waitMs = backOffMs(this.#failedAttempts, Math.random());
    this.#ends.onStatus({ kind: 'lost', cause, lostAt: this.#lostAt, retryAt: Date.now() + waitMs });
    this.#retry = setTimeout(() => this.#find(), waitMs);
  }

  #giveUp(cause: string): void {
    this.#drop();
    this.#ends.onStatus({ kind: 'incompatible', cause });
  }

  #drop(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.removeAllListeners();
    // Ending one that is still connecting is told as an error, which nobody needs to hear.
    socket?.on('error', () => undefined);
    socket?.terminate();
  }
}

function optionsFor({ token, certificate }: HostState): ClientOptions {
  const headers = { Authorization: `Bearer ${token}` };
  const trust = certificate === undefined ? {} : { agent: new Agent(onlyWith(certificate)) };
  return { headers, handshakeTimeout: handshakeMs, ...trust };
}

import { closeCodes } from '../../host/wire/connection.js';
import type { ToClient } from '../../host/wire/to-client.js';
import type { ToHost } from '../../host/wire/to-host.js';
import { backOffMs } from '../../host/client/back-off.js';
import { decode } from '../../host/client/decode.js';
import { type HostAddress, offeredProtocols, type Resumption, streamUrl } from './host-address.js';
import type { ConnectionStatus } from './status.js';

/** Usage comes every second, so that this long without a word means a connection that is dead but not closed. */
const silenceMs = 15_000;
/** Whatever made this page ask so much may still be at it. */
const askedTooMuchMs = 10_000;

export interface ConnectionEnds {
  /** What the next connection goes on from; asked at each attempt. */
  resumption(): Resumption | undefined;
  onStatus(status: ConnectionStatus): void;
  onMessage(message: ToClient): void;
}

/** One WebSocket after the other to the same host, until it is stopped. */
export class HostConnection {
  readonly #address: HostAddress;
  readonly #ends: ConnectionEnds;
  #socket: WebSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #failedAttempts = 0;
  #lostAt: number | undefined;
  #heardAt = 0;

  constructor(address: HostAddress, ends: ConnectionEnds) {
    this.#address = address;
    this.#ends = ends;
  }

  start(): void {
    this.#ends.onStatus({ kind: 'connecting' });
    this.#connect();
    addEventListener('online', this.#retryAtOnce);
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.#watch = setInterval(() => this.#endSilence(), silenceMs / 3);
  }

  stop(): void {
    removeEventListener('online', this.#retryAtOnce);
    document.removeEventListener('visibilitychange', this.#onVisibility);
    clearInterval(this.#watch);
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#drop()?.close();
  }

  /** Nothing is queued: what cannot be sent now is not sent. */
  send(message: ToHost): 'sent' | 'not-connected' {
    if (this.#socket?.readyState !== WebSocket.OPEN) return 'not-connected';
    this.#socket.send(JSON.stringify(message));
    return 'sent';
  }

  /** Begins again, with a fresh snapshot unless `resumption` still gives something to go on from. */
  restart(): void {
    this.#drop()?.close();
    this.#connect();
  }

  retryNow(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#drop()?.close();
    this.#connect();
  }

  readonly #retryAtOnce = (): void => {
    if (this.#retry !== undefined && document.visibilityState === 'visible') this.retryNow();
  };

  readonly #onVisibility = (): void => {
    // A hidden page asks for no usage, so that its silence says nothing.
    this.#heardAt = Date.now();
    this.#retryAtOnce();
  };

  #connect(): void {
    const url = streamUrl(this.#address, this.#ends.resumption());
    const socket = new WebSocket(url, offeredProtocols(this.#address));
    this.#socket = socket;
    let wasOpen = false;
    socket.addEventListener('open', () => {
      wasOpen = true;
      this.#heardAt = Date.now();
    });
    socket.addEventListener('message', ({ data }) => {
      // One that was given up may still have something to say.
      if (this.#socket === socket) this.#take(data);
    });
    socket.addEventListener('close', ({ code, reason }) => {
      if (this.#socket === socket) void this.#lose({ wasOpen, code, reason });
    });
  }

  #take(data: unknown): void {
    this.#heardAt = Date.now();
    const message = decode(data);
    if (message.type === 'undecodable') {
      this.#drop()?.close();
      this.#ends.onStatus({ kind: 'incompatible', reason: message.reason });
      return;
    }
    if (this.#failedAttempts > 0 || this.#lostAt !== undefined || isFirst(message)) this.#recover();
    this.#ends.onMessage(message);
  }

  #recover(): void {
    this.#failedAttempts = 0;
    this.#lostAt = undefined;
    this.#ends.onStatus({ kind: 'open' });
  }

  async #lose({ wasOpen, code, reason }: Loss): Promise<void> {
    this.#drop()?.close();
    if (code === closeCodes.refused) {
      this.#ends.onStatus({ kind: 'incompatible', reason: reason === '' ? 'refused by the host' : reason });
      return;
    }
    this.#failedAttempts += 1;
    this.#lostAt ??= Date.now();
    const cause = code === closeCodes.tooMany ? 'asked-too-much' : 'cut';
    const waitMs = cause === 'cut' ? backOffMs(this.#failedAttempts, Math.random()) : askedTooMuchMs;
    const retryAt = Date.now() + waitMs;
    this.#ends.onStatus({ kind: 'lost', cause, lostAt: this.#lostAt, retryAt });
    this.#retry = setTimeout(() => this.retryNow(), waitMs);
    if (!wasOpen && (await this.#isUnauthorized())) this.#giveUp();
  }

  #giveUp(): void {
    if (this.#retry === undefined) return;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#ends.onStatus({ kind: 'unauthorized' });
  }

  /** A browser tells a page nothing about a refused upgrade; of our own origin we can ask. */
  async #isUnauthorized(): Promise<boolean> {
    const url = new URL('/api/host', this.#address.url);
    if (url.origin !== location.origin) return false;
    try {
      return (await fetch(url)).status === 401;
    } catch {
      return false;
    }
  }

  #endSilence(): void {
    const isQuiet = Date.now() - this.#heardAt > silenceMs;
    const isWatching = document.visibilityState === 'visible' && this.#socket?.readyState === WebSocket.OPEN;
    if (isQuiet && isWatching) void this.#lose({ wasOpen: true, code: 1006, reason: '' });
  }

  #drop(): WebSocket | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    return socket;
  }
}

interface Loss {
  readonly wasOpen: boolean;
  readonly code: number;
  readonly reason: string;
}

function isFirst({ type }: ToClient): boolean {
  return type === 'snapshot' || type === 'resumed';
}
